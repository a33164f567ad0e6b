// SPDX-License-Identifier: Apache-2.0
/** "embedded:io/digital" as a firmware module over native functions. */
import { chip } from "./native";

export default class Digital {
  static readonly Input = 0;
  static readonly InputPullUp = 1;
  static readonly InputPullDown = 2;
  static readonly InputPullUpDown = 3;
  static readonly Output = 8;
  static readonly OutputOpenDrain = 9;
  static readonly Rising = 1;
  static readonly Falling = 2;
  private readonly handle: unknown;

  constructor(options: {
    pin: number;
    mode: number;
    edge?: number;
    onReadable?: () => void;
    initialValue?: number;
    activeLow?: boolean;
  }) {
    const { pin, mode, edge, onReadable, initialValue, activeLow } = options;
    this.handle = chip("digital", pin, mode, edge, onReadable, initialValue, activeLow);
  }

  read(): number {
    return chip("read", this.handle as number) as number;
  }

  write(value: number): void {
    chip("write", this.handle as number, value);
  }

  close(): void {
    chip("close", this.handle as number);
  }
}
