// SPDX-License-Identifier: Apache-2.0
/**
 * One timer for the slow polls of all drivers: instead of each waking the chip ten times a second, they are called one after
 * the other in the same wake-up. Every other interval, and every single shot, is the SDK's own timer.
 *
 * The callbacks are the drivers' own, already guarded. One that leaves or joins while the others are called is safe.
 */
import type { TimerService } from "./io";
import { idlePollMs } from "./poll";

interface Member {
  readonly callback: () => void;
}

export class Heartbeat implements TimerService {
  readonly #timer: TimerService;
  readonly #members: (Member | undefined)[] = [];
  #id: unknown;

  constructor(timer: TimerService) {
    this.#timer = timer;
  }

  set(callback: () => void, delayMs: number): unknown {
    return this.#timer.set(callback, delayMs);
  }

  /** A member may be called for the first time sooner than after its interval, with the beat that is next. */
  repeat(callback: () => void, intervalMs: number): unknown {
    if (intervalMs !== idlePollMs) return this.#timer.repeat(callback, intervalMs);
    const member = { callback };
    const free = this.#members.indexOf(undefined);
    if (free < 0) this.#members.push(member);
    else this.#members[free] = member;
    this.#id ??= this.#timer.repeat(() => this.#beat(), idlePollMs);
    return member;
  }

  clear(id: unknown): void {
    const place = this.#members.indexOf(id as Member);
    if (place < 0) {
      this.#timer.clear(id);
      return;
    }
    this.#members[place] = undefined;
    if (this.#members.some((member) => member !== undefined)) return;
    this.#timer.clear(this.#id);
    this.#id = undefined;
  }

  #beat(): void {
    for (let place = 0; place < this.#members.length; place++) this.#members[place]?.callback();
  }
}
