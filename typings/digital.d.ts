// SPDX-License-Identifier: Apache-2.0
/**
 * `embedded:io/digital` of SDK 8.2.3 as it runs (modules/io/digital/esp32/digitalbank.c). These declarations serve the
 * SDK's build (typings/manifest.json) and our own `tsc` (tsconfig.json) in place of the SDK's, which lag behind.
 */
export default class Digital {
  static readonly Input: number;
  static readonly InputPullUp: number;
  static readonly InputPullDown: number;
  static readonly InputPullUpDown: number;
  static readonly Output: number;
  static readonly OutputOpenDrain: number;
  static readonly Rising: number;
  static readonly Falling: number;

  /** Throws when the pin is taken, or when `onReadable` comes without `edge`. `initialValue` is on the pin before it drives. */
  constructor(options: {
    pin: number;
    mode: number;
    edge?: number;
    onReadable?: () => void;
    initialValue?: number;
    activeLow?: boolean;
  });

  /** Throws on an output. */
  read(): number;
  /** Throws on an input. */
  write(value: number): void;
  /** Resets the pin, which turns its pull-up ON: never close a pin that drives an actuator (HW-08). */
  close(): void;
}
