// SPDX-License-Identifier: Apache-2.0
/**
 * Collects keys of the keypad into an entry: digits until `#`; `*` clears; after 5 s without a key what was typed is
 * forgotten. It does not know what an entry is for. Holds twenty digits at most: a longer entry is refused as a whole when
 * `#` comes, never by its beginning. What it held is zeroed as soon as it is handed on, cleared or forgotten.
 */
import type { Key } from "./events";
import type { Loop } from "./loop";
import type { Clock, Indicator } from "./parts";
import { rowLengthMax } from "./pin-row";

const betweenKeysMs = 5000;
const forgetDeadline = "pinEntryForget";

export interface PinEntryOptions {
  loop: Loop;
  clock: Clock;
  indicator: Indicator;
  /**
   * Digit values, zeroed when the call returns: copy what must last. Empty: `#` alone. undefined: more than twenty digits.
   */
  onEntry: (digits: Uint8Array | undefined) => void;
  /** What is typed so far, after each change; for whoever wants to get ready. Nothing is judged before `#`. */
  onChange?: (digits: Uint8Array) => void;
}

export class PinEntry {
  readonly #loop: Loop;
  readonly #clock: Clock;
  readonly #indicator: Indicator;
  readonly #onEntry: (digits: Uint8Array | undefined) => void;
  readonly #onChange: ((digits: Uint8Array) => void) | undefined;
  readonly #digits = new Uint8Array(rowLengthMax);
  readonly #forget = (): void => this.clear();
  /** At most 21, which stands for "too many". */
  #count = 0;
  #lastKeyMs = 0;

  constructor(options: PinEntryOptions) {
    this.#loop = options.loop;
    this.#clock = options.clock;
    this.#indicator = options.indicator;
    this.#onEntry = options.onEntry;
    this.#onChange = options.onChange;
  }

  /** Nothing is typed. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  key(key: Key): void {
    const digit = key.charCodeAt(0) - 48;
    const isDigit = digit >= 0 && digit <= 9;
    if (!isDigit && key !== "*" && key !== "#") return;

    // The deadline may come late; the time between two keys is judged by the clock.
    const nowMs = this.#clock.nowMs();
    if (this.#count > 0 && nowMs - this.#lastKeyMs >= betweenKeysMs) this.clear();
    this.#lastKeyMs = nowMs;
    this.#indicator.show("key");

    if (isDigit) this.#add(digit);
    else if (key === "#") this.#enter();
    else this.clear();
  }

  clear(): void {
    this.#digits.fill(0);
    this.#count = 0;
    this.#onChange?.(this.#digits.subarray(0, 0));
    this.#loop.cancel(forgetDeadline);
  }

  #add(digit: number): void {
    if (this.#count < rowLengthMax) this.#digits[this.#count] = digit;
    if (this.#count <= rowLengthMax) this.#count++;
    this.#onChange?.(this.#digits.subarray(0, this.#count));
    this.#loop.after(forgetDeadline, betweenKeysMs, this.#forget);
  }

  #enter(): void {
    try {
      this.#onEntry(this.#count > rowLengthMax ? undefined : this.#digits.subarray(0, this.#count));
    } finally {
      this.clear();
    }
  }
}
