// SPDX-License-Identifier: Apache-2.0
/** "embedded:io/analog" as in SDK 8.2.3 on the ESP32: calibrated readings, scaled so that 4095 is the attenuation's end. */
import type { Chip } from "../chip";
import type { ChipRules } from "../chip-rules";

/** What is on an ADC pin, in millivolts; undefined: nothing is connected. */
export type Millivolts = (pin: number) => number | undefined;

const chargeUnits = 100;
const resolution = 12;
const readingMax = 4095;
const millivoltsMaxByAttenuation = new Map([
  [0, 950],
  [2.5, 1250],
  [6, 1750],
  [12, 2450],
]);

interface Options {
  pin: number;
  esp32?: { attenuation?: number; calibrated?: boolean };
  format?: string;
}

export function analogModule(chip: Chip, rules: ChipRules, millivolts: Millivolts): object {
  const { pins } = chip;
  /** The SDK calibrates the unit once, for the first instance: a second one with another attenuation would read wrong. */
  let openCount = 0;
  let calibratedAttenuation = 12;

  class Analog {
    private pin: number;
    private readonly millivoltsMax: number;

    constructor({ pin, esp32 = {}, format = "number" }: Options) {
      const { attenuation = 12, calibrated = true } = esp32;
      this.pin = pin;
      this.millivoltsMax = millivoltsMaxByAttenuation.get(attenuation) ?? 0;
      chip.native(chargeUnits, () => {
        pins.checkFree(pin);
        if (this.millivoltsMax === 0) throw new RangeError("bad attenuation");
        if (!rules.analogPins.includes(pin)) throw new RangeError(`pin ${pin} is not an ADC1 pin`);
        if (format !== "number") throw new RangeError("invalid format");
        if (!calibrated) throw new RangeError("uncalibrated readings differ from chip to chip");
        if (openCount > 0 && attenuation !== calibratedAttenuation) {
          throw new RangeError("attenuation differs from that of the first Analog");
        }
        pins.claim(pin, "Analog");
        calibratedAttenuation = attenuation;
        openCount += 1;
      });
    }

    get resolution(): number {
      return resolution;
    }

    get format(): string {
      return "number";
    }

    close(): void {
      chip.native(chargeUnits, () => {
        if (this.pin < 0) return;
        pins.release(this.pin);
        openCount -= 1;
        this.pin = -1;
      });
    }

    read(): number | undefined {
      if (this.pin < 0) throw new Error("Analog is closed");
      return chip.native(chargeUnits, () => {
        const value = Math.max(millivolts(this.pin) ?? this.millivoltsMax / 2, rules.analogFloorMillivolts);
        return Math.min(Math.floor((value * readingMax) / this.millivoltsMax), readingMax);
      });
    }
  }

  return { default: Analog };
}
