// SPDX-License-Identifier: Apache-2.0
/**
 * One repeating timer whose interval changes: slow when nothing happens, fast while something does, off when closed.
 * The callback is the caller's and already guarded.
 */
import type { TimerService } from "./io";

/** Between two looks while nothing happens, behind interrupts that can get lost (facts, part 0, 8). */
export const idlePollMs = 100;

export class Poll {
  readonly #timer: TimerService;
  readonly #callback: () => void;
  #id: unknown;
  #intervalMs = 0;

  constructor(timer: TimerService, callback: () => void) {
    this.#timer = timer;
    this.#callback = callback;
  }

  /** 0: it is off. */
  get intervalMs(): number {
    return this.#intervalMs;
  }

  /** Keeps running undisturbed when the interval is the same. */
  every(intervalMs: number): void {
    if (intervalMs === this.#intervalMs) return;
    this.stop();
    this.#id = this.#timer.repeat(this.#callback, intervalMs);
    this.#intervalMs = intervalMs;
  }

  stop(): void {
    if (this.#intervalMs === 0) return;
    this.#intervalMs = 0;
    this.#timer.clear(this.#id);
    this.#id = undefined;
  }
}
