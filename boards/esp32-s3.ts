// SPDX-License-Identifier: Apache-2.0
/**
 * ESP32-S3-DevKitC-1, 4x3 keypad and a DC motor on a DRV8833. Wiring: hardware-notes.md. It keeps clear of the straps 3, 45
 * and 46 (HW-01), of flash and PSRAM on 26 to 37, of native USB on 19 and 20, and of the RGB LED on 38 or 48 (HW-02). The BOOT
 * button is on strap 0. The console is on the socket named UART, which has the bridge chip (HW-06).
 */
import type { Board } from "./board";

export const board: Board = Object.freeze({
  name: "esp32-s3",
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
  fingerprint: Object.freeze({ port: 1, transmitPin: 39, receivePin: 40, baud: 57_600, touchPin: 47 }),
  ledPin: 21,
  ledActiveLow: false,
  buzzerPin: 14,
  console: Object.freeze({ port: 0, transmitPin: 43, receivePin: 44, baud: 115_200 }),
});
