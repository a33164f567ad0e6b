// SPDX-License-Identifier: Apache-2.0
/**
 * "time" as in SDK 8.2.3, with `microseconds`. The chip's ticks start at 0; here they start shortly before the wrap of
 * their 32 bits, so that every run goes through it.
 */
import type { Chip } from "../chip";

/** Ticks at boot: they become negative 20 s later. */
const ticksAtBoot = 0x7fffffff - 20_000;

export function timeModule(chip: Chip): object {
  const { scheduler, meter, clock } = chip;
  let timezone = 0;
  let dst = 0;

  function ticks(): number {
    chip.check();
    return (ticksAtBoot + Math.floor(clock.us / 1000)) | 0;
  }

  class Time {
    static get ticks(): number {
      return ticks();
    }

    static get microseconds(): number {
      chip.check();
      const units = meter.pause();
      meter.resume(units);
      return Math.floor(clock.at(meter.microseconds(scheduler.nowUs, units)));
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

    static delta(start: number, end = ticks()): number {
      return (end - start) | 0;
    }
  }

  return { default: Time };
}
