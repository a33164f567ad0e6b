// SPDX-License-Identifier: Apache-2.0
/** A mechanical contact: it bounces for up to some milliseconds after each change (facts A7), seeded. */
import type { Random } from "../random";
import type { Scheduler } from "../scheduler";
import { Task } from "../task-queue";

const bounceStepUsMin = 100;
const bounceStepUsMax = 1_000;

/** Shared by the contacts that wear alike, which makes it longer. */
export interface Bounce {
  usMax: number;
}

export class Contact {
  /** What it will be when it has stopped bouncing. */
  settled = false;
  /** What it is at this moment. */
  closed = false;
  private readonly scheduler: Scheduler;
  private readonly random: Random;
  private readonly onChange: () => void;
  private readonly bounceOf: Bounce;
  private bounceEndUs = 0;
  private readonly bounce = new Task(() => this.step());

  constructor(scheduler: Scheduler, random: Random, onChange: () => void, bounce: Bounce) {
    this.scheduler = scheduler;
    this.random = random;
    this.onChange = onChange;
    this.bounceOf = bounce;
  }

  set(closed: boolean): void {
    if (this.settled === closed) return;
    this.settled = closed;
    this.bounceEndUs = this.scheduler.nowUs + this.random.below(this.bounceOf.usMax + 1);
    this.change(closed);
    this.next();
  }

  private step(): void {
    this.change(this.scheduler.nowUs >= this.bounceEndUs ? this.settled : !this.closed);
    this.next();
  }

  private next(): void {
    const { nowUs, world } = this.scheduler;
    if (nowUs >= this.bounceEndUs && this.closed === this.settled) return;
    const stepUs = bounceStepUsMin + this.random.below(bounceStepUsMax);
    this.scheduler.at(world, this.bounce, Math.max(nowUs, Math.min(nowUs + stepUs, this.bounceEndUs)));
  }

  private change(closed: boolean): void {
    if (this.closed === closed) return;
    this.closed = closed;
    this.onChange();
  }
}
