// SPDX-License-Identifier: Apache-2.0
/** "embedded:io/pwm" as in SDK 8.2.3 on the ESP32: few channels, four timers shared by equal hz and resolution. */
import type { Chip } from "../chip";
import type { ChipRules } from "../chip-rules";

const chargeUnits = 20;
const resolutionMin = 8;
const timerCount = 4;

interface Options {
  pin: number;
  hz?: number;
  resolution?: number;
  format?: string;
}

export function pwmModule(chip: Chip, rules: ChipRules): object {
  const { pins } = chip;
  const open: PWM[] = [];

  class PWM {
    private readonly signal: { hz: number; resolution: number; duty: number };
    private pin: number;

    constructor({ pin, hz = 1024, resolution = 10, format = "number" }: Options) {
      this.pin = pin;
      this.signal = { hz, resolution, duty: 0 };
      chip.native(chargeUnits, () => {
        pins.checkFree(pin);
        pins.checkOutput(pin);
        if (!Number.isInteger(hz) || hz <= 0) throw new RangeError(`invalid hz ${hz}`);
        const hzMin = rules.pwmHzMin[resolution - resolutionMin];
        if (hzMin === undefined) throw new RangeError(`invalid resolution ${resolution}`);
        if (hz < hzMin) throw new RangeError("invalid combination of hz and resolution");
        if (format !== "number") throw new RangeError("invalid format");
        if (open.length >= rules.pwmChannels) throw new Error("no ledc channel");
        const timers = new Set(open.map(({ signal }) => `${signal.hz}/${signal.resolution}`));
        if (timers.add(`${hz}/${resolution}`).size > timerCount) throw new RangeError("no timer");
        pins.claim(pin, "PWM");
        pins.setPwm(pin, this.signal);
        open.push(this);
      });
    }

    get hz(): number {
      this.check();
      return this.signal.hz;
    }

    get resolution(): number {
      this.check();
      return this.signal.resolution;
    }

    get format(): string {
      return "number";
    }

    close(): void {
      chip.native(chargeUnits, () => {
        if (this.pin < 0) return;
        open.splice(open.indexOf(this), 1);
        pins.releaseDriven(this.pin);
        this.pin = -1;
      });
    }

    write(duty: number): void {
      this.check();
      chip.native(chargeUnits, () => {
        const dutyMax = 2 ** this.signal.resolution - 1;
        if (!Number.isInteger(duty) || duty < 0 || duty > dutyMax) throw new RangeError(`invalid value ${duty}`);
        // The SDK makes the highest value a steady high.
        this.signal.duty = duty === dutyMax ? dutyMax + 1 : duty;
        pins.setPwm(this.pin, this.signal);
      });
    }

    private check(): void {
      chip.check();
      if (this.pin < 0) throw new Error("PWM is closed");
    }
  }

  return { default: PWM };
}
