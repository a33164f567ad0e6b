// SPDX-License-Identifier: Apache-2.0
/**
 * The two switches at the ends of the bolt's travel. Each connects its pin to ground when the bolt is there, so a cut wire
 * reads "not there". Polled, never by interrupt: GPIO 36 and 39 have glitches of 80 ns (HW-04). The bolt driver says
 * when to look; this holds no timer.
 */
import type { BoltPosition } from "./bolt";
import { Debounced } from "./debounced";
import type { DigitalClass, DigitalIO } from "./io";

/** HW-12. */
export const switchDebounceMs = 50;

export interface PositionSwitchesOptions {
  io: DigitalClass;
  /** Pulled up by resistors (HW-03). */
  lockedPin: number;
  unlockedPin: number;
}

export class PositionSwitches {
  readonly #locked: DigitalIO;
  readonly #unlocked: DigitalIO;
  readonly #position: Debounced<BoltPosition>;
  #read: BoltPosition;
  #agreeing = 1;
  #readSinceMs = -Infinity;

  constructor({ io, lockedPin, unlockedPin }: PositionSwitchesOptions) {
    this.#locked = new io({ pin: lockedPin, mode: io.Input });
    try {
      this.#unlocked = new io({ pin: unlockedPin, mode: io.Input });
    } catch (error) {
      this.#locked.close();
      throw error;
    }
    // Whoever asks right after power-up gets what is read now; should that have been a bounce, a change follows.
    this.#read = this.#readPins();
    this.#position = new Debounced(() => switchDebounceMs, this.#read);
  }

  /** Debounced. */
  get position(): BoltPosition {
    return this.#position.value ?? "unknown";
  }

  /** What the last two looks agree on; fast enough to stop a motor by, and no glitch is seen twice. */
  get seenTwice(): BoltPosition | undefined {
    return this.#agreeing >= 2 ? this.#read : undefined;
  }

  /** True while the switches read something else than `position`. */
  get pending(): boolean {
    return this.#position.pending;
  }

  /** True when they have come to rest: the same was read at every look of the debounce time. */
  settled(nowMs: number): boolean {
    return nowMs - this.#readSinceMs >= switchDebounceMs;
  }

  /** True when `position` has changed. */
  sample(nowMs: number): boolean {
    const read = this.#readPins();
    if (read === this.#read) {
      this.#agreeing++;
    } else {
      this.#read = read;
      this.#agreeing = 1;
      this.#readSinceMs = nowMs;
    }
    return this.#position.update(read, nowMs);
  }

  #readPins(): BoltPosition {
    const locked = this.#locked.read() === 0;
    const unlocked = this.#unlocked.read() === 0;
    if (locked) return unlocked ? "unknown" : "locked";
    return unlocked ? "unlocked" : "between";
  }

  close(): void {
    this.#locked.close();
    this.#unlocked.close();
  }
}
