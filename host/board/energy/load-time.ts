// SPDX-License-Identifier: Apache-2.0
/** How long a load was on, counted at its changes only. Two of the same kind at once count twice. */
import type { Scheduler } from "../scheduler";

export class LoadTime {
  private readonly scheduler: Scheduler;
  private level = 0;
  /** Whether there is power for it. */
  private supplied = false;
  private countedUs = 0;
  private sinceUs = 0;

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
  }

  get us(): number {
    this.settle();
    return this.countedUs;
  }

  set(on: boolean): void {
    this.settle();
    this.level = on ? 1 : 0;
  }

  /** One more of them is on, or one less. */
  add(on: boolean): void {
    this.settle();
    this.level += on ? 1 : -1;
  }

  supply(on: boolean): void {
    this.settle();
    this.supplied = on;
  }

  private settle(): void {
    const { nowUs } = this.scheduler;
    if (this.supplied) this.countedUs += this.level * (nowUs - this.sinceUs);
    this.sinceUs = nowUs;
  }
}
