// SPDX-License-Identifier: Apache-2.0
/** What the pins and parts of each chip can do (facts A1, B2). The virtual board refuses the rest, also what the chip forgives. */

export interface ChipRules {
  pinCount: number;
  /** Pins that do not exist, or that the flash hangs on. */
  unusablePins: readonly number[];
  /** From this pin on there are no outputs and no pulls. */
  inputOnlyFrom: number;
  /** ADC1 only: ADC2 fails as soon as the radio runs. */
  analogPins: readonly number[];
  /** The SDK's default map of LEDC channels leaves so many. */
  pwmChannels: number;
  /** Lowest PWM frequency by resolution, from 8 to 14 bits (modules/io/pwm/esp32/_pwm.c). */
  pwmHzMin: readonly number[];
  uartCount: number;
  /** The calibrated ADC of the ESP32 never reads below this. */
  analogFloorMillivolts: number;
}

const esp32: ChipRules = Object.freeze({
  pinCount: 40,
  unusablePins: Object.freeze([6, 7, 8, 9, 10, 11, 20, 24, 28, 29, 30, 31]),
  inputOnlyFrom: 34,
  analogPins: Object.freeze([32, 33, 34, 35, 36, 37, 38, 39]),
  pwmChannels: 4,
  pwmHzMin: Object.freeze([65, 33, 17, 9, 5, 3, 2]),
  // UART2 picks UART1's registers in this SDK (facts, part 0, row 10).
  uartCount: 2,
  analogFloorMillivolts: 142,
});

const esp32s3: ChipRules = Object.freeze({
  pinCount: 49,
  unusablePins: Object.freeze([22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]),
  inputOnlyFrom: 49,
  analogPins: Object.freeze([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
  pwmChannels: 4,
  pwmHzMin: Object.freeze([68, 34, 17, 9, 5, 3, 2]),
  uartCount: 2,
  analogFloorMillivolts: 0,
});

const esp32c3: ChipRules = Object.freeze({
  pinCount: 22,
  unusablePins: Object.freeze([11, 12, 13, 14, 15, 16, 17]),
  inputOnlyFrom: 22,
  analogPins: Object.freeze([0, 1, 2, 3, 4]),
  pwmChannels: 2,
  pwmHzMin: Object.freeze([71, 36, 18, 9, 5, 3, 2]),
  uartCount: 2,
  analogFloorMillivolts: 0,
});

/** By the beginning of the board's name: "esp32-s3...", "esp32-c3...", anything else is an ESP32. */
export function chipRules(boardName: string): ChipRules {
  if (boardName.startsWith("esp32-s3")) return esp32s3;
  if (boardName.startsWith("esp32-c3")) return esp32c3;
  return esp32;
}
