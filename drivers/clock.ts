// SPDX-License-Identifier: Apache-2.0
/**
 * Milliseconds since this was made, right after power-up. They never wrap and never go back, unlike the SDK's
 * `Time.ticks` from which they come, a signed 32-bit count that wraps after 49.7 days. Correct as long as it is read at
 * least once in 24 days; the polls of the drivers see to that. It does not know the time of day.
 */
export class Clock {
  readonly #ticks: () => number;
  #last: number;
  #elapsedMs = 0;

  constructor({ ticks }: { ticks: () => number }) {
    this.#ticks = ticks;
    this.#last = ticks();
  }

  /** A property, so that it can be handed on alone. */
  readonly nowMs = (): number => {
    const ticks = this.#ticks();
    const stepMs = (ticks - this.#last) | 0;
    if (stepMs > 0) {
      this.#elapsedMs += stepMs;
      this.#last = ticks;
    }
    return this.#elapsedMs;
  };
}
