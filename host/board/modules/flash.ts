// SPDX-License-Identifier: Apache-2.0
/** "embedded:storage/flash" as in SDK 8.2.3 on the ESP32, with one partition that can be opened: "audit". */
import type { Chip } from "../chip";
import { flashSize, sectorSize, type Flash } from "../flash";
import { bytesOf } from "./buffers";

const chargeUnits = 40;

export function flashModule(chip: Chip, flash: Flash): object {
  const block = (us: number): void => chip.block(us);

  class FlashPartition {
    private readonly readOnly: boolean;
    private open = true;

    constructor(readOnly: boolean) {
      this.readOnly = readOnly;
    }

    get format(): string {
      return "buffer";
    }

    close(): void {
      chip.check();
      this.open = false;
    }

    eraseBlock(start: number, end = start + 1): void {
      this.change(() => flash.erase(start, end, block));
    }

    write(buffer: unknown, byteOffset: number): void {
      this.change(() => flash.program(byteOffset, bytesOf(buffer), block));
    }

    read(into: unknown, byteOffset: number): ArrayBuffer | number {
      this.check();
      return chip.native(chargeUnits, () => {
        const bytes = typeof into === "number" ? new Uint8Array(into) : bytesOf(into);
        flash.read(byteOffset, bytes);
        return typeof into === "number" ? (bytes.buffer as ArrayBuffer) : bytes.length;
      });
    }

    status(): { size: number; blockLength: number; blocks: number } {
      this.check();
      return { size: flashSize, blockLength: sectorSize, blocks: flashSize / sectorSize };
    }

    private change(operation: () => void): void {
      this.check();
      if (this.readOnly) throw new Error("read-only");
      chip.native(chargeUnits, operation);
    }

    private check(): void {
      chip.check();
      if (!this.open) throw new Error("flash is closed");
    }
  }

  function open({ path, mode = "r+", format = "buffer" }: { path?: string; mode?: string; format?: string }): object {
    chip.check();
    if (path === undefined) throw new Error("no path");
    if (path !== "audit") throw new Error(`can't find partition "${path}"`);
    if (mode !== "r" && mode !== "r+") throw new Error(`invalid mode "${mode}"`);
    if (format !== "buffer") throw new RangeError("unsupported");
    return new FlashPartition(mode === "r");
  }

  return { default: { open } };
}
