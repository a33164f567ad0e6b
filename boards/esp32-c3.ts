// SPDX-License-Identifier: Apache-2.0
/**
 * ESP32-C3-DevKitM-1, 4x3 keypad and a servo: a chip with 15 usable pins, all of which are used. Wiring: hardware-notes.md.
 *
 * What it does without: position switches (the position is only assumed), buzzer, card reader, and a tamper pin: the cover switch is in
 * series with the door reed (HW-14). Straps 2 and 8 are keypad rows, which are high at reset; the BOOT button is on 9 (HW-01).
 * Columns on 18 and 19 need native USB switched off (HW-05). 4 to 7 may be driven as JTAG at reset, so the servo's supply,
 * which must stay off then, hangs on 10. The console is on the board's socket, which has a bridge chip (HW-06).
 */
import type { Board } from "./board";

export const board: Board = Object.freeze({
  name: "esp32-c3",
  keypad: Object.freeze({
    rowPins: Object.freeze([2, 3, 4, 8]),
    columnPins: Object.freeze([5, 18, 19]),
    keys: Object.freeze(["123", "456", "789", "*0#"]),
  }),
  bolt: Object.freeze({ kind: "servo", signalPin: 6, supplyPin: 10, lockedUs: 1000, unlockedUs: 2000 }),
  doorPin: 1,
  buttonPin: 9,
  battery: Object.freeze({ pin: 0, ratio: 3.128 }),
  ledPin: 7,
  ledActiveLow: false,
  console: Object.freeze({ port: 0, transmitPin: 21, receivePin: 20, baud: 115_200 }),
});
