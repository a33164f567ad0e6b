// SPDX-License-Identifier: Apache-2.0
/** A new PIN, typed twice so that nobody sets one by a slip of the finger. Holds it only in between, and zeroes it. */
import { equal } from "../crypto/equal";
import { pinLengthMax, weaknessOf, type PinWeakness } from "./pin-rules";

export class PinTwice {
  readonly #first = new Uint8Array(pinLengthMax);
  #count = 0;

  /** The first time. A weakness: it was not taken. */
  begin(digits: Uint8Array): PinWeakness | undefined {
    this.wipe();
    const weakness = weaknessOf(digits);
    if (weakness === undefined) {
      this.#first.set(digits);
      this.#count = digits.length;
    }
    return weakness;
  }

  /** The second time: is it the same? The first is forgotten either way. */
  agrees(digits: Uint8Array): boolean {
    const same = digits.length === this.#count && equal(digits, this.#first.subarray(0, this.#count));
    this.wipe();
    return same;
  }

  wipe(): void {
    this.#first.fill(0);
    this.#count = 0;
  }
}
