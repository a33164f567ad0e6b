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

/** Predictable here, so that runs can be repeated. `source.fails` makes it refuse, as the chip does without entropy. */
export function hardwareRandomModule(chip: Chip, random: Random, source: { randomFails: boolean }): object {
  return {
    fillRandom(buffer: ArrayBuffer): void {
      chip.check();
      if (!(buffer instanceof ArrayBuffer)) throw new TypeError("not an ArrayBuffer");
      if (source.randomFails) throw new Error("hardware random source failed");
      const bytes = new Uint8Array(buffer);
      for (let index = 0; index < bytes.length; index += 1) bytes[index] = random.below(256);
    },
  };
}
