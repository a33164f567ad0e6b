// SPDX-License-Identifier: Apache-2.0
/** The part of `embedded:io/i2c` of SDK 8.2.3 that we use, as it runs (modules/io/i2c/esp32/_i2c.c): it waits for the bus. */
export default class I2C {
  /** `timeout` is in milliseconds, for each call; 400 if it is left out. Instances on the same pins share the bus. */
  constructor(options: { data: number; clock: number; address: number; hz: number; timeout?: number; pullup?: boolean; port?: number });

  /** Fills the buffer; its length. Throws when nobody acknowledges, or time is over. */
  read(buffer: ArrayBuffer | Uint8Array): number;
  /** Throws when a byte is not acknowledged, or time is over. */
  write(bytes: ArrayBuffer | Uint8Array): void;
  close(): void;
}
