// SPDX-License-Identifier: Apache-2.0
/**
 * The IO classes that drivers are given, as the SDK 8.2.3 really has them (its own typings lag behind).
 *
 * A driver never imports an IO class: the class and its pin arrive in the options (ECMA-419), so that the same driver
 * runs on the chip, on the virtual board and against a test's fake. Sources: modules/io/{digital,analog,pwm,serial,i2c}/esp32,
 * modules/io/spi/esp and modules/base/timer of the SDK.
 */

/** One pin. `read()` throws on an output and `write()` on an input; nothing is debounced. */
export interface DigitalIO {
  read(): number;
  write(value: number): void;
  close(): void;
}

export interface DigitalOptions {
  pin: number;
  mode: number;
  /** `Digital.Rising | Digital.Falling`; needed by `onReadable`. */
  edge?: number;
  onReadable?: () => void;
  initialValue?: number;
}

export interface DigitalClass {
  new (options: DigitalOptions): DigitalIO;
  readonly Input: number;
  readonly InputPullUp: number;
  readonly InputPullDown: number;
  readonly Output: number;
  readonly OutputOpenDrain: number;
  readonly Rising: number;
  readonly Falling: number;
}

/** An ADC channel. `read()` is 0..2^resolution-1 of the calibrated full scale, or undefined when the reading failed. */
export interface AnalogIO {
  read(): number | undefined;
  readonly resolution: number;
  close(): void;
}

export type AnalogClass = new (options: {
  pin: number;
  esp32?: { attenuation: number; calibrated: boolean };
}) => AnalogIO;

/** A PWM output. Duty is 0..2^resolution-1. After `close()` the pin stays an output at its last level. */
export interface PwmIO {
  write(duty: number): void;
  close(): void;
}

export type PwmClass = new (options: { pin: number; hz: number; resolution: number }) => PwmIO;

/** A UART with nothing but its 128 bytes of FIFO each way. */
export interface SerialIO {
  /** Fills as much of the buffer as there is; the number of bytes, or undefined when there is none. */
  read(buffer: Uint8Array): number | undefined;
  /** Throws when the FIFO has less room than this. */
  write(bytes: Uint8Array): void;
  close(): void;
}

/** Which port, and where a board has its two pins. */
export interface SerialWiring {
  port: number;
  transmitPin: number;
  receivePin: number;
  baud: number;
}

export type SerialClass = new (options: {
  transmit: number;
  receive: number;
  port: number;
  baud: number;
  format: "buffer";
  onReadable: (count: number) => void;
  /** Comes when the FIFO is nearly empty; `count` is the room in it. */
  onWritable: (count: number) => void;
}) => SerialIO;

/** One device on an I2C bus. Every call waits for the bus: at most the `timeout` of the options. NACK throws. */
export interface I2cIO {
  read(buffer: Uint8Array): number;
  write(bytes: Uint8Array): void;
  close(): void;
}

export type I2cClass = new (options: {
  data: number;
  clock: number;
  /** 7 bits. */
  address: number;
  hz: number;
  /** Milliseconds; the SDK's own default of 400 is far too long for a turn. */
  timeout: number;
}) => I2cIO;

/** An SPI bus with one device. Once a transfer has begun, the device stays selected until `flush(true)`. */
export interface SpiIO {
  /** Sends the bytes, and puts those received in their place. */
  transfer(bytes: Uint8Array): void;
  flush(deselect: boolean): void;
  close(): void;
}

export type SpiClass = new (options: {
  clock: number;
  in: number;
  out: number;
  select: number;
  active: 0 | 1;
  mode: number;
  hz: number;
  port: number;
}) => SpiIO;

/** What the SDK's `timer` module does. A callback may come late (flash erase), never early. */
export interface TimerService<Id = unknown> {
  set(callback: () => void, delayMs: number): Id;
  repeat(callback: () => void, intervalMs: number): Id;
  clear(id: Id): void;
}

/** Milliseconds since power-up: monotonic, never wraps, not the time of day. */
export type NowMs = () => number;

/** Where a driver tells of an exception that it caught at the edge of a callback. */
export type OnError = (error: unknown) => void;
