// SPDX-License-Identifier: Apache-2.0
/**
 * Which key was pressed, from what a keypad's matrix looks like over time. Pure: no pins, no timer; told the matrix bits
 * and the time, and it never says what a key means.
 *
 * - A key counts when the matrix has shown it, and nothing else, for `debounceMs`.
 * - Two or more keys in one look count as none until all are up: without diodes three keys at the corners of a rectangle
 *   show a fourth that nobody pressed (HW-11), and a key that was not pressed must never be part of a PIN.
 * - A key that is down for `stuckMs` is stuck: reported once, then left out until it is up again. The others go on working.
 */
/** HW-10. */
export const debounceMs = 20;
export const stuckMs = 10_000;

export class KeypadScan {
  /** The key that went down with the last update, or -1. Keys count along the rows: row * columns + column. */
  pressed = -1;
  /** The keys found stuck with the last update, one bit each. */
  newlyStuck = 0;

  /** Keys that are left out, one bit each. */
  #stuck = 0;
  #stuckUp = 0;
  #stuckUpSinceMs = 0;

  #state: "up" | "settling" | "held" | "refused" = "up";
  /** The keys that are down, without the stuck ones, and since when it is just these. */
  #down = 0;
  #downSinceMs = 0;
  #held = 0;
  /** When the first key went down after all were up. */
  #busySinceMs = 0;

  get stuck(): number {
    return this.#stuck;
  }

  /** Nothing is down or changing but stuck keys: no need to look often. */
  get idle(): boolean {
    return this.#state === "up" && this.#down === 0 && this.#stuckUp === 0;
  }

  update(bits: number, nowMs: number): void {
    this.pressed = -1;
    this.newlyStuck = 0;
    this.#forgetReleased(bits, nowMs);

    const down = bits & ~this.#stuck;
    if (down !== this.#down) {
      this.#down = down;
      this.#downSinceMs = nowMs;
    }
    const stable = nowMs - this.#downSinceMs >= debounceMs;
    if (down === 0) {
      if (stable) this.#state = "up";
      return;
    }
    if (this.#state === "up") {
      this.#state = "settling";
      this.#busySinceMs = nowMs;
    }
    // One finger may leave a key and find the next between two looks; that is not two keys at once.
    if (this.#state === "held" && down !== this.#held) this.#state = "settling";
    if ((down & (down - 1)) !== 0) this.#state = "refused";
    if (this.#state === "settling" && stable) {
      this.#state = "held";
      this.#held = down;
      this.#busySinceMs = this.#downSinceMs;
      this.pressed = 31 - Math.clz32(down);
    }
    if (nowMs - this.#busySinceMs >= stuckMs) {
      this.newlyStuck = down;
      this.#stuck |= down;
      this.#down = 0;
      this.#state = "up";
    }
  }

  /** A stuck key that has come up takes part again. */
  #forgetReleased(bits: number, nowMs: number): void {
    const up = this.#stuck & ~bits;
    if (up !== this.#stuckUp) {
      this.#stuckUp = up;
      this.#stuckUpSinceMs = nowMs;
    } else if (up !== 0 && nowMs - this.#stuckUpSinceMs >= debounceMs) {
      this.#stuck &= ~up;
      this.#stuckUp = 0;
    }
  }
}
