// SPDX-License-Identifier: Apache-2.0
/** The pack's voltage as bring-up looks at it: many looks at the channel that the battery's driver has open, raw and calibrated. */
import { adcMillivolts } from "../drivers/adc";
import type { BatteryCalibration } from "../drivers/battery";
import type { Heard } from "./heard";

export class Pack {
  readonly #heard: Heard;
  readonly #pin: number;
  readonly #ratio: number;
  calibration: BatteryCalibration;

  constructor({ heard, pin, ratio, calibration }: { heard: Heard; pin: number; ratio: number; calibration: BatteryCalibration }) {
    this.#heard = heard;
    this.#pin = pin;
    this.#ratio = ratio;
    this.calibration = calibration;
  }

  get pin(): number {
    return this.#pin;
  }

  /** At the pack, uncalibrated, now; undefined: the ADC fails. */
  look(): number | undefined {
    const reading = this.#heard.reading(this.#pin);
    return reading === undefined ? undefined : adcMillivolts(reading) * this.#ratio;
  }

  /** The mean of so many looks, one right after the other, calibrated. */
  mean(looks = 16): number | undefined {
    let sum = 0;
    for (let count = 0; count < looks; count++) sum += this.look() ?? NaN;
    return Number.isNaN(sum) ? undefined : this.calibrated(sum / looks);
  }

  /** What the lock would take this raw voltage at the pack for. */
  calibrated(millivolts: number): number {
    const { gainPpm, offsetMillivolts } = this.calibration;
    return Math.max(0, Math.round((millivolts * gainPpm) / 1_000_000 + offsetMillivolts));
  }

  /** At the pin, for this raw voltage at the pack. */
  pinMillivolts(millivolts: number): number {
    return Math.round(millivolts / this.#ratio);
  }
}
