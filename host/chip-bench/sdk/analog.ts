// SPDX-License-Identifier: Apache-2.0
/** "embedded:io/analog" as a firmware module over native functions. */
import { chip } from "./native";

export default class Analog {
  private readonly handle: unknown;

  constructor({ pin, esp32 }: { pin: number; esp32?: { attenuation: number; calibrated: boolean } }) {
    this.handle = chip("analog", pin, esp32?.attenuation, esp32?.calibrated);
  }

  get resolution(): number {
    return 12;
  }

  read(): number | undefined {
    return chip("read", this.handle as number) as number | undefined;
  }

  close(): void {
    chip("close", this.handle as number);
  }
}
