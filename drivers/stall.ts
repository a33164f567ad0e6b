// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a DC motor has stalled, from its current, sampled every 10 ms. Pure. A starting motor draws its stall current
 * too, so the first 100 ms say nothing (HW-18); after that the mean of the last 40 ms is compared with the mean of all
 * before it, and with a limit that also catches a motor that never started to turn.
 */
export const inrushMs = 100;
const windowSamples = 4;
const stallRatio = 1.8;
/** Below this a ratio is noise: the ESP32's ADC reads nothing useful under 150 mV. */
const ratioMilliampsMin = 100;

export class StallDetector {
  readonly #milliampsMax: number;
  readonly #window: number[] = [];
  #next = 0;
  #runningSum = 0;
  #runningCount = 0;

  constructor(milliampsMax: number) {
    this.#milliampsMax = milliampsMax;
  }

  /** A new move starts. */
  reset(): void {
    this.#window.length = 0;
    this.#next = 0;
    this.#runningSum = 0;
    this.#runningCount = 0;
  }

  /** True when it has stalled. */
  update(milliamps: number, poweredMs: number): boolean {
    if (poweredMs < inrushMs) return false;
    const leaving = this.#window[this.#next];
    if (leaving !== undefined) {
      this.#runningSum += leaving;
      this.#runningCount++;
    }
    this.#window[this.#next] = milliamps;
    this.#next = (this.#next + 1) % windowSamples;
    if (this.#window.length < windowSamples) return false;

    const windowMean = this.#window.reduce((sum, sample) => sum + sample, 0) / windowSamples;
    if (windowMean >= this.#milliampsMax) return true;
    if (this.#runningCount === 0 || windowMean < ratioMilliampsMin) return false;
    return windowMean >= (stallRatio * this.#runningSum) / this.#runningCount;
  }
}
