// SPDX-License-Identifier: Apache-2.0
/**
 * Tells a number with the buzzer, digit by digit: as many short beeps as the digit says, a long one for 0, a pause after each
 * digit. 102 is one short, one long, two short. Whatever the indicator shows meanwhile replaces a beep, and a key ends it.
 */
import type { Loop } from "./loop";
import type { Indicator } from "./parts";

const deadline = "countBeeps";
const beepMs = 400;
const pauseMs = 1200;

export class CountBeeps {
  readonly #loop: Loop;
  readonly #indicator: Indicator;
  readonly #next = (): void => this.#beep();
  #digits = "";
  /** Of the first digit, yet to come. */
  #beeps = 0;

  constructor(options: { loop: Loop; indicator: Indicator }) {
    this.#loop = options.loop;
    this.#indicator = options.indicator;
  }

  /** Begins after a pause. */
  tell(count: number): void {
    this.#digits = String(count);
    this.#beeps = Number(this.#digits[0]);
    this.#loop.after(deadline, pauseMs, this.#next);
  }

  stop(): void {
    this.#loop.cancel(deadline);
  }

  #beep(): void {
    this.#indicator.show(this.#digits[0] === "0" ? "ok" : "beep");
    this.#beeps--;
    if (this.#beeps > 0) return this.#loop.after(deadline, beepMs, this.#next);
    this.#digits = this.#digits.slice(1);
    if (this.#digits === "") return;
    this.#beeps = Number(this.#digits[0]);
    this.#loop.after(deadline, pauseMs, this.#next);
  }
}
