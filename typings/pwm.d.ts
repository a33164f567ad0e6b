// SPDX-License-Identifier: Apache-2.0
/** `embedded:io/pwm` of SDK 8.2.3 as it runs (modules/io/pwm/esp32/_pwm.c). Four at a time; two on the ESP32-C3. */
export default class PWM {
  /** `resolution` is 8 to 14 bits. Starts at duty 0. */
  constructor(options: { pin: number; hz: number; resolution: number });

  readonly hz: number;
  readonly resolution: number;
  /** A whole number from 0 to 2^resolution - 1, else it throws. */
  write(duty: number): void;
  /** The pin stays an output, low. */
  close(): void;
}
