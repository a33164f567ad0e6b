// SPDX-License-Identifier: Apache-2.0
/**
 * "time" as in SDK 8.2.3, with `microseconds`. The chip's ticks start at 0; here they start shortly before the wrap of
 * their 32 bits, so that every run goes through it.
 */
import type { Chip } from "../chip";

const chargeUnits = 10;
/** Ticks at boot: they become negative 20 s later. */
const ticksAtBoot = 0x7fffffff - 20_000;

export function timeModule(chip: Chip): object {
  const { scheduler, meter, clock } = chip;
  let timezone = 0;
  let dst = 0;

  const ticks = (): number => (ticksAtBoot + Math.floor(clock.us / 1000)) | 0;

  class Time {
    static get ticks(): number {
      return chip.native(chargeUnits, () => {
        chip.leftNoTrace();
        return ticks();
      });
    }

    static get microseconds(): number {
      const units = meter.pause();
      chip.check();
      const us = Math.floor(clock.at(meter.microseconds(scheduler.nowUs, units)));
      meter.resume(units + chargeUnits);
      return us;
    }

    static get timezone(): number {
      return timezone;
    }

    static set timezone(seconds: number) {
      timezone = seconds;
    }

    static get dst(): number {
      return dst;
    }

    static set dst(seconds: number) {
      dst = seconds;
    }

    static set(utcSeconds: number): void {
      chip.check();
      if (!Number.isInteger(utcSeconds) || utcSeconds < 0 || utcSeconds > 0xffffffff) {
        throw new RangeError(`${utcSeconds} is not a time in seconds`);
      }
      chip.utcMs = utcSeconds * 1000;
    }

    static delta(start: number, end = Time.ticks): number {
      return (end - start) | 0;
    }
  }

  return { default: Time };
}
