// SPDX-License-Identifier: Apache-2.0
/** The small modules: "resetReason", "system" (both of SDK 8.2.3) and our own native "hardware-random". */
import { resetReasons, type Chip } from "../chip";
import { engine } from "../engine";
import type { Random } from "../random";

const reasonTexts = Object.freeze([
  "Unknown",
  "Power-On",
  "External Pin",
  "Software",
  "Panic",
  "Interrupt WDT",
  "Task WDT",
  "Other WDT",
  "Deep Sleep",
  "Brownout",
  "SDIO",
]);

export function resetReasonModule(chip: Chip): object {
  return {
    default: function getResetReason(): { reason: number; string: string } {
      const reason = resetReasons[chip.options.resetReason];
      return { reason, string: reasonTexts[reason] ?? "Invalid" };
    },
  };
}

/** The SDK's module has no exports: importing it puts `System` into the global object. */
export function systemModule(chip: Chip): object {
  class System {
    static restart(): never {
      chip.check();
      return chip.reset("software", "System.restart()");
    }
  }
  engine.System = System;
  return {};
}

const randomBytesMax = 256;
/** 32 us a word (chip/hardware-random.c). */
const chargeUnitsPerByte = 16;

/**
 * Predictable here, so that runs can be repeated. `failures.randomFails` makes it refuse. Stricter than the chip: it borrows
 * the ADC for its noise (HW-30), and where the chip would spoil an open channel, this throws.
 */
export function hardwareRandomModule(chip: Chip, random: Random, failures: { randomFails: boolean }): object {
  return {
    fillRandom(buffer: ArrayBuffer): void {
      if (!(buffer instanceof ArrayBuffer)) throw new TypeError("not an ArrayBuffer");
      if (buffer.byteLength < 1 || buffer.byteLength > randomBytesMax) throw new RangeError("buffer");
      chip.native(buffer.byteLength * chargeUnitsPerByte, () => {
        if (chip.pins.isOwner("Analog")) throw new Error("random while an ADC channel is open");
        if (failures.randomFails) throw new Error("hardware random source failed");
        const bytes = new Uint8Array(buffer);
        for (let index = 0; index < bytes.length; index += 1) bytes[index] = random.below(256);
      });
    },
  };
}
