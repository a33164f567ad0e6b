// SPDX-License-Identifier: Apache-2.0
/**
 * "embedded:io/spi" as in SDK 8.2.3 on the ESP32 (modules/io/spi/esp, modules/pins/spi/esp32): synchronous, and once a transfer has
 * begun the device stays selected until `flush(true)`. The select line is low from the start, so the first transfer makes no edge.
 * Stricter: all four pins, a mode and a level of the select line have to be said, and a clock that the device cannot take throws.
 */
import type { Buses } from "../buses";
import type { Chip } from "../chip";
import { bytesOf } from "./buffers";

const chargeUnits = 60;
/** An interrupt and a change of task for each transfer [E]. */
const transferUs = 30;
const floating = 0xff;

interface Options {
  clock: number;
  in: number;
  out: number;
  select: number;
  active: number;
  mode: number;
  hz: number;
  port: number;
}

export function spiModule(chip: Chip, { spi: bus }: Buses): object {
  const { pins } = chip;

  class SPI {
    private readonly options: Options;
    private readonly pins: number[];
    private open = true;
    private selected = true;

    constructor(options: Options) {
      this.options = options;
      const { clock, in: input, out, select, active, mode, hz, port } = options;
      this.pins = [clock, input, out, select];
      chip.native(chargeUnits, () => {
        if (!(hz > 0 && hz <= (bus?.device.hzMax ?? 40_000_000))) throw new RangeError("invalid hz");
        if (active !== 0) throw new RangeError("invalid active");
        if (mode !== 0) throw new RangeError("invalid mode");
        if (port !== 1) throw new RangeError("invalid port");
        if (new Set(this.pins).size !== this.pins.length) throw new RangeError("a pin twice");
        for (const pin of this.pins) pins.checkFree(pin);
        for (const pin of [clock, out, select]) pins.checkOutput(pin);
        for (const pin of this.pins) pins.claim(pin, "SPI");
      });
    }

    get format(): string {
      return "buffer";
    }

    close(): void {
      chip.native(chargeUnits, () => {
        if (!this.open) return;
        this.open = false;
        for (const pin of this.pins) pins.release(pin);
      });
    }

    transfer(buffer: unknown): void {
      this.call(() => {
        const bytes = bytesOf(buffer);
        const device = this.isWired() ? bus?.device : undefined;
        if (!this.selected) device?.select();
        this.selected = true;
        bytes.forEach((byte, index) => (bytes[index] = device?.exchange(byte) ?? floating));
        chip.waitForBus(transferUs + Math.ceil((bytes.length * 8_000_000) / this.options.hz));
      });
    }

    flush(deselect = false): void {
      this.call(() => {
        if (deselect) this.selected = false;
      });
    }

    private call(work: () => void): void {
      chip.check();
      if (!this.open) throw new Error("SPI is closed");
      chip.native(chargeUnits, work);
    }

    private isWired(): boolean {
      const { clock, in: input, out, select } = this.options;
      return bus !== undefined && bus.clockPin === clock && bus.inPin === input && bus.outPin === out && bus.selectPin === select;
    }
  }

  return { default: SPI };
}
