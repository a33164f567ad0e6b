// SPDX-License-Identifier: Apache-2.0
/**
 * "embedded:update" of SDK 8.2.3 (modules/io/update/esp32) over ESP-IDF's esp_ota_ops.c. Mode "w" erases as many sectors as hold
 * `byteLength` bytes, or the whole partition, and then takes bytes at any offset; mode "a" erases sector by sector and takes them
 * in order. `complete()` reads the image twice, and the chip stands still meanwhile.
 */
import type { BootLoader } from "../boot-loader";
import type { Chip } from "../chip";
import { sectorSize, type Flash } from "../flash";
import type { Slot } from "../ota-data";
import { bytesOf } from "./buffers";
import { FlashPartition } from "./flash";

interface OpenOptions {
  partition?: unknown;
  mode?: string;
  format?: string;
  byteLength?: number;
}

const chargeUnits = 40;
const magic = 0xe9;
/** Reading flash with SHA-256 over it: an estimate for 40 MHz, two lines. */
const verifiedBytesPerUs = 4;

export function updateModule(chip: Chip, bootLoader: BootLoader, runningSlot: Slot): object {
  const block = (us: number): void => chip.block(us);
  const slot: Slot = runningSlot === 0 ? 1 : 0;
  const flash: Flash = bootLoader.slots[slot];

  /** The whole image, as esp_image_verify does; takes its time. */
  function isWhole(): boolean {
    chip.block(Math.ceil(bootLoader.imageLength(slot) / verifiedBytesPerUs));
    return bootLoader.image(slot) !== undefined;
  }

  class Update {
    readonly #isSequential: boolean;
    /** undefined: complete, or failed to be. */
    #writtenBytes: number | undefined = 0;
    #open = true;

    constructor(isSequential: boolean) {
      this.#isSequential = isSequential;
    }

    get format(): string {
      return "buffer";
    }

    close(): void {
      chip.check();
      this.#open = false;
    }

    write(...[buffer, byteOffset]: [buffer: unknown, byteOffset?: number]): void {
      this.#check();
      const bytes = bytesOf(buffer);
      chip.native(chargeUnits, () => {
        const written = this.#writtenBytes;
        if (written === undefined) throw new Error("already complete");
        if (this.#isSequential) {
          if (byteOffset !== undefined) throw new Error("offset not allowed");
          this.#append(written, bytes);
        } else {
          if (byteOffset === undefined || !(byteOffset >= 0 && byteOffset <= 0xffff_ffff)) throw new RangeError("invalid offset");
          flash.program(byteOffset, bytes, block);
        }
        this.#writtenBytes = written + bytes.length;
      });
    }

    complete(): void {
      this.#check();
      chip.native(chargeUnits, () => {
        const written = this.#writtenBytes;
        if (written === undefined) throw new Error("already complete");
        this.#writtenBytes = undefined;
        if (written === 0 || !isWhole()) throw new Error("end failed");
        if (!isWhole()) throw new Error("can't change boot partition");
        bootLoader.otadata.setBootSlot(slot, block);
      });
    }

    #append(written: number, bytes: Uint8Array): void {
      // As esp_ota_write does, one sector more than needed where the bytes end with a sector.
      const first = Math.ceil(written / sectorSize);
      const last = Math.floor((written + bytes.length) / sectorSize);
      if (last >= first) flash.erase(first, last + 1, block);
      // The power may have gone in the erase.
      block(0);
      if (written === 0 && bytes.length > 0 && bytes[0] !== magic) throw new Error("write failed");
      flash.program(written, bytes, block);
    }

    #check(): void {
      chip.check();
      if (!this.#open) throw new Error("update is closed");
    }
  }

  function open({ partition, mode = "a", format = "buffer", byteLength }: OpenOptions): Update {
    chip.check();
    if (partition === undefined) throw new Error("no partition");
    const opened = FlashPartition.opened(partition);
    if (opened.readOnly) throw new Error("read-only partition");
    if (mode !== "a" && mode !== "w") throw new RangeError("invalid mode");
    if (format !== "buffer") throw new RangeError("unsupported");
    if (byteLength !== undefined && !(byteLength >= 0 && byteLength <= opened.flash.size)) throw new RangeError("invalid byteLength");
    return chip.native(chargeUnits, () => {
      // Another partition than the slot that does not run; or the running image is not sure of itself yet.
      if (opened.flash !== flash || bootLoader.isPending(runningSlot)) throw new Error("begin failed");
      if (mode === "w") flash.erase(0, Math.ceil((byteLength || flash.size) / sectorSize), block);
      return new Update(mode === "a");
    });
  }

  return { default: Object.freeze({ open }) };
}
