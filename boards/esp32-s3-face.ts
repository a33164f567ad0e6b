// SPDX-License-Identifier: Apache-2.0
/**
 * The board of esp32-s3.ts with a face module in the fingerprint module's place, on the same pins: the one that felt the finger switches
 * the module's supply. To build for it, put its name into manifest-base.json in the place of esp32-s3 (docs/biometrics.md).
 */
import type { Board } from "./board";

export const board: Board = Object.freeze({
  name: "esp32-s3-face",
  keypad: Object.freeze({
    rowPins: Object.freeze([4, 5, 6, 7]),
    columnPins: Object.freeze([15, 16, 17]),
    keys: Object.freeze(["123", "456", "789", "*0#"]),
  }),
  bolt: Object.freeze({
    kind: "motor",
    lockPin: 11,
    unlockPin: 12,
    enablePin: 13,
    currentSense: Object.freeze({ pin: 2, milliampsPerVolt: 500 }),
  }),
  boltSwitches: Object.freeze({ lockedPin: 9, unlockedPin: 18 }),
  doorPin: 8,
  tamperPin: 10,
  buttonPin: 0,
  battery: Object.freeze({ pin: 1, ratio: 3.128 }),
  cardReader: Object.freeze({ kind: "pn532", dataPin: 41, clockPin: 42 }),
  face: Object.freeze({ kind: "fm22x", port: 1, transmitPin: 39, receivePin: 40, baud: 115_200, supplyPin: 47 }),
  ledPin: 21,
  ledActiveLow: false,
  buzzerPin: 14,
  console: Object.freeze({ port: 0, transmitPin: 43, receivePin: 44, baud: 115_200 }),
});
