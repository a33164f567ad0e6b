// SPDX-License-Identifier: Apache-2.0
/**
 * "embedded:io/i2c" as in SDK 8.2.3 on the ESP32 (modules/io/i2c/esp32): synchronous, so the firmware waits while the bytes pass,
 * and for the whole `timeout` when the bus is stuck. Stricter: a `timeout` that would spoil a turn is refused.
 */
import type { Buses, I2cDevice } from "../buses";
import type { Chip } from "../chip";
import { bytesOf } from "./buffers";

const chargeUnits = 60;
const timeoutMsMax = 20;
const fastModeHz = 400_000;
/** Eight bits and the acknowledgement. */
const bitsPerByte = 9;

interface Options {
  data: number;
  clock: number;
  address: number;
  hz: number;
  timeout?: number;
}

export function i2cModule(chip: Chip, { i2c: bus }: Buses): object {
  const { pins } = chip;

  class I2C {
    private readonly options: Options;
    private open = true;

    constructor(options: Options) {
      this.options = options;
      const { data, clock, address, hz, timeout = 400 } = options;
      chip.native(chargeUnits, () => {
        if (!Number.isInteger(address) || address < 0 || address > 127) throw new RangeError("invalid address");
        if (!(hz > 0 && hz <= fastModeHz)) throw new RangeError("invalid hz");
        if (!(timeout > 0 && timeout <= timeoutMsMax)) throw new RangeError(`timeout ${timeout} ms is longer than a turn`);
        if (data === clock) throw new RangeError("one pin for both lines");
        for (const pin of [data, clock]) {
          pins.checkFree(pin);
          pins.checkOutput(pin);
        }
        for (const pin of [data, clock]) pins.claim(pin, "I2C");
      });
    }

    get format(): string {
      return "buffer";
    }

    close(): void {
      chip.native(chargeUnits, () => {
        if (!this.open) return;
        this.open = false;
        for (const pin of [this.options.data, this.options.clock]) pins.release(pin);
      });
    }

    read(into: number | ArrayBuffer | ArrayBufferView): ArrayBuffer | number {
      return this.call("read", (device) => {
        const bytes = typeof into === "number" ? new Uint8Array(into) : bytesOf(into);
        const sent = device?.read(bytes.length);
        this.pass(sent === undefined ? 0 : bytes.length);
        if (sent === undefined) return undefined;
        bytes.set(sent);
        return typeof into === "number" ? (bytes.buffer as ArrayBuffer) : bytes.length;
      });
    }

    write(data: unknown): void {
      this.call("write", (device) => {
        const bytes = bytesOf(data).slice();
        if (bytes.length === 0) throw new RangeError("no bytes");
        const taken = device?.write(bytes) ?? false;
        this.pass(taken ? bytes.length : 0);
        return taken || undefined;
      });
    }

    private call<Result>(name: string, exchange: (device: I2cDevice | undefined) => Result | undefined): Result {
      chip.check();
      if (!this.open) throw new Error("I2C is closed");
      const { data, clock, address, timeout = 0 } = this.options;
      return chip.native(chargeUnits, () => {
        const isWired = bus !== undefined && bus.dataPin === data && bus.clockPin === clock;
        if (isWired && bus.stuck) {
          chip.waitForBus(timeout * 1000);
          throw new Error(`${name} failed`);
        }
        const result = exchange(isWired ? bus.devices.find((device) => device.address === address) : undefined);
        if (result === undefined) throw new Error(`${name} failed`);
        return result;
      });
    }

    /** The address and so many bytes. */
    private pass(bytes: number): void {
      chip.waitForBus(Math.ceil((((1 + bytes) * bitsPerByte + 2) * 1_000_000) / this.options.hz));
    }
  }

  return { default: I2C };
}
