// SPDX-License-Identifier: Apache-2.0
/** What hangs on the chip's I2C and SPI pins: the buses as wires, and what a device does with the bytes. */

export interface I2cDevice {
  readonly address: number;
  /** False: it does not acknowledge. */
  write(bytes: Uint8Array): boolean;
  /** undefined: it does not acknowledge. */
  read(length: number): Uint8Array | undefined;
}

export interface I2cBus {
  readonly dataPin: number;
  readonly clockPin: number;
  readonly devices: readonly I2cDevice[];
  /** Something holds a line down. */
  stuck: boolean;
}

export interface SpiDevice {
  readonly hzMax: number;
  /** The select line fell. */
  select(): void;
  /** What it sends while it receives this byte. */
  exchange(byte: number): number;
}

export interface SpiBus {
  readonly clockPin: number;
  readonly inPin: number;
  readonly outPin: number;
  readonly selectPin: number;
  readonly device: SpiDevice;
}

export interface Buses {
  i2c?: I2cBus;
  spi?: SpiBus;
}
