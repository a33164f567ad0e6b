// SPDX-License-Identifier: Apache-2.0
/**
 * Every current, resistor and capacity of the energy model, once, each with its source: a part of the fact sheet, an id of
 * hardware-notes.md, or a data sheet. [D] read there, [M] from memory, check before you rely on it, [E] our arithmetic or judgement.
 * Nothing here was measured on a lock. docs/energy.md shows this table; a test holds the two together.
 */
import type { Chemistry } from "../../../lock/parts";
import { unitsPerMs } from "../chip-speed";

export interface Sourced {
  value: number;
  source: string;
}

export interface ChipCurrents {
  title: string;
  unitsPerMs: number;
  activeMicroamps: Sourced;
  /** Waits for an interrupt at full clock, as the SDK leaves it. */
  idleMicroamps: Sourced;
  lightSleepMicroamps: Sourced;
  /** At the idle current, each time that light sleep ends. */
  lightSleepWakeUs: Sourced;
  deepSleepMicroamps: Sourced;
  /** At the active current, from the end of deep sleep to main. */
  deepSleepWakeUs: Sourced;
}

export const chips = Object.freeze({
  esp32: Object.freeze({
    title: "ESP32",
    unitsPerMs: unitsPerMs.esp32,
    activeMicroamps: sourced(68_000, "A5 [D]: CPU at 240 MHz without radio, 30 to 68 mA; the upper end"),
    idleMicroamps: sourced(30_000, "A5 [D]: CPU at 240 MHz without radio, 30 to 68 mA; the lower end"),
    lightSleepMicroamps: sourced(800, "A5 [D]"),
    lightSleepWakeUs: sourced(1_000, "as ESP32-C3 [E]"),
    deepSleepMicroamps: sourced(10, "A5 [D]: RTC memory and timer on"),
    deepSleepWakeUs: sourced(300_000, "HW-07, as the virtual board boots"),
  }),
  esp32c3: Object.freeze({
    title: "ESP32-C3",
    unitsPerMs: unitsPerMs.esp32c3,
    activeMicroamps: sourced(28_000, "data sheet at 160 MHz [M]; 27 mA in a published measurement"),
    idleMicroamps: sourced(20_000, "data sheet 16 to 21 mA at 160 MHz [M]; 20 mA in a published measurement"),
    lightSleepMicroamps: sourced(130, "data sheet [M]; fits A5: 140 uA with BLE advertising"),
    lightSleepWakeUs: sourced(1_000, "Espressif's ESP32-C3 book, 12.2.2 [D]: less than 1 ms"),
    deepSleepMicroamps: sourced(5, "A5 [I]: 4.8 uA"),
    deepSleepWakeUs: sourced(300_000, "HW-07, as the virtual board boots"),
  }),
}) satisfies Record<string, ChipCurrents>;

/** Parts that are the same in every profile. Motor and servo draw what the virtual board's own model of them says. */
export const partCurrents = Object.freeze({
  flashMicroamps: sourced(20_000, "W25Q32 [M]: erase and program 20 mA, on top of the waiting chip"),
  ledMicroamps: sourced(2_800, "hardware-notes: 470 ohm, LED of 2 V [E]"),
  buzzerMicroamps: sourced(200, "piezo of 20 nF at 3.3 V and 2,700 Hz [E]"),
  driverAwakeMicroamps: sourced(1_700, "DRV8833 data sheet [M]: supply current, while the motor is driven"),
  driverAsleepMicroamps: sourced(2, "A6 [D]: DRV8833 asleep 1.6 to 2.5 uA"),
  amplifierMicroamps: sourced(260, "INA180 data sheet [D]: at most"),
  dividerMicroamps: sourced(4.1, "A3, HW-25: 1 M and 470 k at 6 V"),
  supplyVolts: sourced(3.3, "hardware-notes"),
}) satisfies Record<string, Sourced>;

export interface PowerProfile {
  title: string;
  /** False: a model of what native code that does not exist would give. */
  today: boolean;
  /** What the chip does between two wake-ups, and what while nothing happens at the lock. */
  waits: "idle" | "lightSleep";
  quiet: "waits" | "deepSleep";
  /** Regulator, and whatever else a board draws by itself. */
  boardMicroamps: Sourced;
  internalPullOhms: Sourced;
  externalPullOhms: Sourced;
  /** Whether the amplifier has power only while the motor has. */
  amplifierSwitched: boolean;
  /** Of the pack's capacity, until the regulator or the lock gives up. */
  usablePart: Sourced;
}

const notedWiring = {
  internalPullOhms: sourced(45_000, "HW-09"),
  externalPullOhms: sourced(10_000, "HW-03"),
  amplifierSwitched: false,
};
const noted = sourced(100, "hardware-notes: under 0.1 mA, no power LED, USB chip off");
const untilStop = sourced(0.9, "A4: stops locking at 1.05 V a cell under load, 10 % left [E]");

export const powerProfiles = Object.freeze({
  stock: Object.freeze({
    title: "stock SDK, development board",
    today: true,
    waits: "idle",
    quiet: "waits",
    boardMicroamps: sourced(10_000, "A5 [E]: AMS1117 about 5 mA, USB chip, power LED: 2 to 15 mA in all"),
    ...notedWiring,
    usablePart: sourced(0.67, "hardware-notes: AMS1117 needs 4.6 V, a third is left [E]"),
  }),
  stockBattery: Object.freeze({
    title: "stock SDK, battery board",
    today: true,
    waits: "idle",
    quiet: "waits",
    boardMicroamps: noted,
    ...notedWiring,
    usablePart: untilStop,
  }),
  lightSleep: Object.freeze({
    title: "automatic light sleep, battery board",
    today: false,
    waits: "lightSleep",
    quiet: "waits",
    boardMicroamps: noted,
    ...notedWiring,
    usablePart: untilStop,
  }),
  deepSleep: Object.freeze({
    title: "deep sleep when quiet, battery board",
    today: false,
    waits: "lightSleep",
    quiet: "deepSleep",
    boardMicroamps: noted,
    ...notedWiring,
    usablePart: untilStop,
  }),
  rewired: Object.freeze({
    title: "deep sleep, battery board wired for it",
    today: false,
    waits: "lightSleep",
    quiet: "deepSleep",
    boardMicroamps: sourced(10, "a regulator of the low-current kind [E]"),
    internalPullOhms: sourced(1_000_000, "A1: 100 k to 1 M outside in place of those inside"),
    externalPullOhms: sourced(1_000_000, "A1: 100 k to 1 M"),
    amplifierSwitched: true,
    usablePart: untilStop,
  }),
}) satisfies Record<string, PowerProfile>;

export type ProfileName = keyof typeof powerProfiles;

/** Of the whole pack, from full to empty. */
export const capacityMilliampereHours: Readonly<Record<Chemistry, Sourced>> = Object.freeze({
  alkaline: sourced(2_500, "A5 [E]; A4: about 3,000 mAh at 25 mA down to 0.8 V a cell"),
  lithium: sourced(3_000, "A4 [D]: 3,000 to 3,500"),
  nimh: sourced(2_000, "A4 [D]: 1,900 to 2,500"),
  liIon1S: sourced(2_500, "A4 [D]: 2,500 to 3,500"),
  liIon2S: sourced(2_500, "A4 [D]: 2,500 to 3,500"),
});

export const alkalineSelfDischargePerYear = sourced(0.03, "2 to 3 % a year, secondary sources [M]");

function sourced(value: number, source: string): Sourced {
  return Object.freeze({ value, source });
}
