// SPDX-License-Identifier: Apache-2.0
/**
 * ESP32 DevKitC / NodeMCU-32S with a WROOM-32 module, 4x3 keypad and a DC motor on a DRV8833. Wiring: hardware-notes.md.
 * Straps carry only what is harmless at reset (HW-01).
 */
import type { Board } from "./board";

export const board: Board = Object.freeze({
  name: "esp32-devkit",
  keypad: Object.freeze({
    rowPins: Object.freeze([32, 33, 25, 26]),
    columnPins: Object.freeze([27, 14, 13]),
    keys: Object.freeze(["123", "456", "789", "*0#"]),
  }),
  bolt: Object.freeze({
    kind: "motor",
    lockPin: 16,
    unlockPin: 17,
    enablePin: 23,
    currentSense: Object.freeze({ pin: 35, milliampsPerVolt: 500 }),
  }),
  boltSwitches: Object.freeze({ lockedPin: 39, unlockedPin: 36 }),
  doorPin: 4,
  tamperPin: 15,
  buttonPin: 0,
  battery: Object.freeze({ pin: 34, ratio: 3.128 }),
  cardReader: Object.freeze({ kind: "pn532", dataPin: 21, clockPin: 22 }),
  fingerprint: Object.freeze({ port: 1, transmitPin: 18, receivePin: 5, baud: 57_600 }),
  ledPin: 2,
  ledActiveLow: false,
  buzzerPin: 19,
  console: Object.freeze({ port: 0, transmitPin: 1, receivePin: 3, baud: 115_200 }),
});
