// SPDX-License-Identifier: Apache-2.0
/** "embedded:io/pwm" as a firmware module over native functions. */
import { chip } from "./native";

export default class PWM {
  private readonly handle: unknown;

  constructor({ pin, hz, resolution }: { pin: number; hz: number; resolution: number }) {
    this.handle = chip("pwm", pin, hz, resolution);
  }

  get hz(): number {
    return chip("pwmHz", this.handle as number) as number;
  }

  get resolution(): number {
    return chip("pwmResolution", this.handle as number) as number;
  }

  write(duty: number): void {
    chip("write", this.handle as number, duty);
  }

  close(): void {
    chip("close", this.handle as number);
  }
}
