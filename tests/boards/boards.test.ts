// SPDX-License-Identifier: Apache-2.0
/** Each board's pins against what its chip can do (facts A1). */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import type { Board } from "../../boards/board";
import { board as devkit } from "../../boards/esp32-devkit";
import { board as c3 } from "../../boards/esp32-c3";
import { board as s3 } from "../../boards/esp32-s3";
import { board as s3Face } from "../../boards/esp32-s3-face";

interface ChipPins {
  /** Exist, are brought out, and are not the flash's. */
  usable: readonly number[];
  inputOnly: readonly number[];
  adc1: readonly number[];
  /** Decide at reset how the chip starts. */
  straps: readonly number[];
  /** Straps that may be held low at reset, or whose user only ever pulls them up. */
  strapUses: Record<number, string>;
  pwmCount: number;
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

const esp32: ChipPins = {
  usable: [...range(0, 5), ...range(12, 19), ...range(21, 23), ...range(25, 27), ...range(32, 36), 39],
  inputOnly: [34, 35, 36, 39],
  adc1: range(32, 39),
  straps: [0, 2, 5, 12, 15],
  strapUses: { 0: "button", 2: "led", 5: "fingerprintReceive", 15: "tamper" },
  pwmCount: 4,
};

const esp32s3: ChipPins = {
  usable: [...range(0, 18), 21, ...range(39, 44), 47],
  inputOnly: [],
  adc1: range(1, 10),
  straps: [0, 3, 45, 46],
  strapUses: { 0: "button" },
  pwmCount: 4,
};

const chips: [Board, ChipPins][] = [
  [devkit, esp32],
  [s3, esp32s3],
  [s3Face, esp32s3],
  [
    c3,
    {
      usable: [...range(0, 10), ...range(18, 21)],
      inputOnly: [],
      adc1: range(0, 4),
      straps: [2, 8, 9],
      strapUses: { 2: "row", 8: "row", 9: "button" },
      pwmCount: 2,
    },
  ],
];

const outputUses = ["column", "lock", "unlock", "enable", "signal", "supply", "led", "buzzer", "transmit", "i2c", "spiOut"];

/** Both lines of I2C are outputs of the chip, and pulled up. */
function readerUses({ cardReader }: Board): [string, number | undefined][] {
  if (cardReader === undefined) return [];
  if (cardReader.kind === "pn532") return [["i2c", cardReader.dataPin], ["i2c", cardReader.clockPin], ["irq", cardReader.irqPin]];
  const { clockPin, inPin, outPin, selectPin } = cardReader;
  return [["spiOut", clockPin], ["spiIn", inPin], ["spiOut", outPin], ["spiOut", selectPin]];
}

/** Pin by use. */
function uses(board: Board): [string, number][] {
  const { keypad, bolt, boltSwitches, console } = board;
  const all: [string, number | undefined][] = [
    ...keypad.rowPins.map((pin): [string, number] => ["row", pin]),
    ...keypad.columnPins.map((pin): [string, number] => ["column", pin]),
    ...(bolt.kind === "motor"
      ? ([["lock", bolt.lockPin], ["unlock", bolt.unlockPin], ["enable", bolt.enablePin], ["current", bolt.currentSense?.pin]] as const)
      : ([["signal", bolt.signalPin], ["supply", bolt.supplyPin]] as const)
    ).map(([use, pin]): [string, number | undefined] => [use, pin]),
    ["boltLocked", boltSwitches?.lockedPin],
    ["boltUnlocked", boltSwitches?.unlockedPin],
    ["door", board.doorPin],
    ["tamper", board.tamperPin],
    ["button", board.buttonPin],
    ["battery", board.battery.pin],
    ...readerUses(board),
    ["transmit", board.fingerprint?.transmitPin],
    ["fingerprintReceive", board.fingerprint?.receivePin],
    ["touch", board.fingerprint?.touchPin],
    ["transmit", board.face?.transmitPin],
    ["receive", board.face?.receivePin],
    ["supply", board.face?.supplyPin],
    ["led", board.ledPin],
    ["buzzer", board.buzzerPin],
    ["transmit", console.transmitPin],
    ["receive", console.receivePin],
  ];
  return all.filter((each): each is [string, number] => each[1] !== undefined);
}

for (const [board, chip] of chips) {
  describe(board.name, () => {
    test("uses no pin twice", () => {
      const pins = uses(board).map(([, pin]) => pin);
      assert.deepEqual(pins.filter((pin, index) => pins.indexOf(pin) !== index), []);
    });

    test("uses only pins that are there and not the flash's", () => {
      assert.deepEqual(uses(board).filter(([, pin]) => !chip.usable.includes(pin)), []);
    });

    test("drives no pin that is input only", () => {
      const driven = uses(board).filter(([use]) => outputUses.includes(use));
      assert.deepEqual(driven.filter(([, pin]) => chip.inputOnly.includes(pin)), []);
    });

    test("has only what is harmless at reset on the straps", () => {
      for (const [use, pin] of uses(board)) {
        if (chip.straps.includes(pin)) assert.equal(chip.strapUses[pin], use);
      }
    });

    test("has one module at most on a serial port", () => {
      const ports = [board.console.port, board.fingerprint?.port, board.face?.port].filter((port) => port !== undefined);
      assert.equal(new Set(ports).size, ports.length);
    });

    test("measures on ADC1 only, which a radio does not disturb", () => {
      for (const [use, pin] of uses(board)) {
        if (use === "battery" || use === "current") assert.ok(chip.adc1.includes(pin), use);
      }
    });

    test("has its contacts, but for the bolt switches, where the chip has a pull-up", () => {
      const inside = uses(board).filter(([use]) => ["row", "door", "tamper", "button", "i2c", "irq", "touch"].includes(use));
      assert.deepEqual(inside.filter(([, pin]) => chip.inputOnly.includes(pin)), []);
    });

    test("needs no more PWM than the SDK has for its chip", () => {
      const count = uses(board).filter(([use]) => use === "signal" || use === "buzzer").length;
      assert.ok(count <= chip.pwmCount);
    });

    test("keeps the ADC pin below its full scale with a fresh 4xAA lithium pack", () => {
      assert.ok(7200 / board.battery.ratio <= 2450);
    });

    test("has a key for each crossing, with ten digits, * and #", () => {
      const { rowPins, columnPins, keys } = board.keypad;
      assert.deepEqual(keys.map((row) => row.length), rowPins.map(() => columnPins.length));
      for (const key of "0123456789*#") assert.ok(keys.join("").includes(key), key);
    });

    test("is frozen all through, for preloading", () => {
      const isFrozen = (value: unknown): boolean =>
        typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
      assert.ok(isFrozen(board));
    });
  });
}
