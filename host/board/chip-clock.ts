// SPDX-License-Identifier: Apache-2.0
/**
 * The microseconds that the chip counts since it started. They are the world's, unless its crystal is off: then they run
 * faster or slower, and with them the firmware's timers and its time of day. The world goes on as ever.
 */
import type { Scheduler } from "./scheduler";

export class ChipClock {
  private readonly scheduler: Scheduler;
  /** Chip microseconds for one of the world. */
  private rate: number;
  /** From this moment on the rate is what it is. */
  private fromUs = 0;
  private fromWorldUs: number;

  constructor(scheduler: Scheduler, ppm: number) {
    this.scheduler = scheduler;
    this.rate = rateOf(ppm);
    this.fromWorldUs = scheduler.nowUs;
  }

  get us(): number {
    return this.at(this.scheduler.nowUs);
  }

  /** What it shows at this moment of the world. */
  at(worldUs: number): number {
    return this.fromUs + (worldUs - this.fromWorldUs) * this.rate;
  }

  /** The first whole microsecond of the world at which it shows this much. */
  worldUsAt(us: number): number {
    const guess = Math.ceil(this.fromWorldUs + (us - this.fromUs) / this.rate);
    if (this.at(guess) < us) return guess + 1;
    return this.at(guess - 1) >= us ? guess - 1 : guess;
  }

  /** From now on it is so many millionths fast. */
  setDrift(ppm: number): void {
    this.fromUs = this.us;
    this.fromWorldUs = this.scheduler.nowUs;
    this.rate = rateOf(ppm);
  }
}

function rateOf(ppm: number): number {
  return 1 + ppm / 1_000_000;
}
