// SPDX-License-Identifier: Apache-2.0
/**
 * "embedded:storage/flash" as in SDK 8.2.3 on the ESP32, with the partitions "audit", "nextota" (the slot that does not run) and
 * "running". Stricter than the chip, which would restart at a write to the latter: it can only be read.
 */
import type { BootLoader } from "../boot-loader";
import type { Chip } from "../chip";
import { sectorSize, type Flash } from "../flash";
import type { Slot } from "../ota-data";
import { bytesOf } from "./buffers";

const chargeUnits = 40;

/** What firmware gets from `open`. */
export class FlashPartition {
  readonly #chip: Chip;
  readonly #flash: Flash;
  readonly #readOnly: boolean;
  #open = true;

  constructor(chip: Chip, flash: Flash, readOnly: boolean) {
    this.#chip = chip;
    this.#flash = flash;
    this.#readOnly = readOnly;
  }

  /** For the board's side of "embedded:update". */
  static opened(partition: unknown): { flash: Flash; readOnly: boolean } {
    if (!(partition instanceof FlashPartition)) throw new TypeError("not a flash partition");
    partition.#check();
    return { flash: partition.#flash, readOnly: partition.#readOnly };
  }

  get format(): string {
    return "buffer";
  }

  close(): void {
    this.#chip.check();
    this.#open = false;
  }

  eraseBlock(start: number, end = start + 1): void {
    this.#change((block) => this.#flash.erase(start, end, block));
  }

  write(buffer: unknown, byteOffset: number): void {
    this.#change((block) => this.#flash.program(byteOffset, bytesOf(buffer), block));
  }

  read(into: unknown, byteOffset: number): ArrayBuffer | number {
    this.#check();
    return this.#chip.native(chargeUnits, () => {
      const bytes = typeof into === "number" ? new Uint8Array(into) : bytesOf(into);
      this.#flash.read(byteOffset, bytes);
      return typeof into === "number" ? (bytes.buffer as ArrayBuffer) : bytes.length;
    });
  }

  status(): { size: number; blockLength: number; blocks: number } {
    this.#check();
    const { size } = this.#flash;
    return { size, blockLength: sectorSize, blocks: size / sectorSize };
  }

  #change(operation: (block: (us: number) => void) => void): void {
    this.#check();
    if (this.#readOnly) throw new Error("read-only");
    this.#chip.native(chargeUnits, () => operation((us) => this.#chip.block(us)));
  }

  #check(): void {
    this.#chip.check();
    if (!this.#open) throw new Error("flash is closed");
  }
}

export function flashModule(chip: Chip, audit: Flash, { slots }: BootLoader, runningSlot: Slot): object {
  const partitions: Readonly<Record<string, Flash>> = {
    audit,
    nextota: slots[runningSlot === 0 ? 1 : 0],
    running: slots[runningSlot],
  };

  function open({ path, mode = "r+", format = "buffer" }: { path?: string; mode?: string; format?: string }): object {
    chip.check();
    if (path === undefined) throw new Error("no path");
    const flash = partitions[path];
    if (flash === undefined) throw new Error(`can't find partition "${path}"`);
    if (mode !== "r" && mode !== "r+") throw new Error(`invalid mode "${mode}"`);
    if (format !== "buffer") throw new RangeError("unsupported");
    return new FlashPartition(chip, flash, mode === "r" || path === "running");
  }

  return { default: { open } };
}
