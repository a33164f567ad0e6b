// SPDX-License-Identifier: Apache-2.0
/** The modules of the image, made anew for each boot of the chip. Asking for any other one throws. */
import type { Board } from "../../../boards/board";
import type { BootedImage, BootLoader } from "../boot-loader";
import type { Buses } from "../buses";
import type { Chip } from "../chip";
import type { ChipRules } from "../chip-rules";
import type { Flash } from "../flash";
import type { Nvs } from "../nvs";
import type { Random } from "../random";
import type { SerialLine } from "../serial-line";
import { analogModule, type Millivolts } from "./analog";
import { chipFactsModule } from "./chip-facts";
import { cryptModule } from "./crypt";
import { digitalModule } from "./digital";
import { flashModule } from "./flash";
import { i2cModule } from "./i2c";
import { keyValueModule } from "./key-value";
import { pwmModule } from "./pwm";
import { serialModule } from "./serial";
import { spiModule } from "./spi";
import { runningImageModule } from "./running-image";
import { hardwareRandomModule, resetReasonModule, systemModule } from "./system-modules";
import { timeModule } from "./time";
import { timerModule } from "./timer";
import { updateModule } from "./update";

export interface ModuleParts {
  board: Board;
  rules: ChipRules;
  flash: Flash;
  bootLoader: BootLoader;
  nvs: Nvs;
  lines: readonly SerialLine[];
  buses: Buses;
  random: Random;
  millivolts: Millivolts;
  failures: { randomFails: boolean };
}

/** Gives a module by its name: an object with `default` and the named exports. */
export type Load = (specifier: string) => object;

export function makeLoad(chip: Chip, parts: ModuleParts, image: BootedImage): Load {
  const { board, rules, flash, bootLoader, nvs, lines, buses, random, millivolts, failures } = parts;
  const makers: Readonly<Record<string, () => object>> = {
    "embedded:io/digital": () => digitalModule(chip),
    "embedded:io/analog": () => analogModule(chip, rules, millivolts),
    "embedded:io/pwm": () => pwmModule(chip, rules),
    "embedded:io/serial": () => serialModule(chip, rules, lines),
    "embedded:io/i2c": () => i2cModule(chip, buses),
    "embedded:io/spi": () => spiModule(chip, buses),
    "embedded:storage/key-value": () => keyValueModule(chip, nvs),
    "embedded:storage/flash": () => flashModule(chip, flash, bootLoader, image.slot),
    "embedded:update": () => updateModule(chip, bootLoader, image.slot),
    "chip-facts": () => chipFactsModule(chip, board.name, flash.size),
    "running-image": () => runningImageModule(chip, bootLoader, image.slot),
    "mc/config": () => ({ default: Object.freeze({ ...image.config }) }),
    timer: () => timerModule(chip),
    time: () => timeModule(chip),
    crypt: () => cryptModule(chip),
    resetReason: () => resetReasonModule(chip),
    system: () => systemModule(chip),
    "hardware-random": () => hardwareRandomModule(chip, random, failures),
    board: () => ({ board }),
  };
  const made = new Map<string, object>();
  return (specifier) => {
    let module = made.get(specifier);
    if (module === undefined) {
      const maker = makers[specifier];
      if (maker === undefined) throw new Error(`module "${specifier}" is not in the image`);
      module = maker();
      made.set(specifier, module);
    }
    return module;
  };
}
