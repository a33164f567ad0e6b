// SPDX-License-Identifier: Apache-2.0
/**
 * The flash partition "audit" as NOR flash: an erase sets a sector of 4,096 bytes to FF, a program clears bits, page by page
 * of 256 bytes. Stricter than the chip: programming a bit that is already 0 back to 1 throws instead of doing nothing.
 * Where the power was cut, part of the bytes are programmed and one of them half; an erased sector is part FF, part garbage.
 * Bits may flip by themselves, and cells may be stuck for good: the chip says nothing of either.
 */
import type { Random } from "./random";
import type { StorageOperations } from "./storage-operations";

export const flashSize = 131_072;
export const sectorSize = 4_096;
const pageSize = 256;
const eraseUs = 45_000;
const programUs = 700;

/** Hears what is on flash now: what a host needs to keep the file in step. */
export type FlashSink = (address: number, bytes: Uint8Array) => void;

export class Flash {
  readonly bytes = new Uint8Array(flashSize);
  /** By sector. */
  readonly eraseCounts: number[] = new Array(flashSize / sectorSize).fill(0) as number[];
  sink: FlashSink | undefined;
  private readonly operations: StorageOperations;
  private readonly random: Random;
  /** By address: bits that are 0 and bits that are 1 whatever is done to them. */
  private readonly stuckCells = new Map<number, { zeros: number; ones: number }>();
  /** By address: bits that became 0 by themselves since they were erased. */
  private readonly fallenBits = new Map<number, number>();

  constructor(parts: { operations: StorageOperations; random: Random; sink?: FlashSink; image?: Uint8Array }) {
    this.operations = parts.operations;
    this.random = parts.random;
    this.sink = parts.sink;
    this.bytes.fill(0xff);
    if (parts.image !== undefined) this.bytes.set(parts.image);
  }

  /** Bits of stored data flip by themselves, once; `mask` says which of the byte. */
  flipBits(address: number, mask: number): void {
    checkRange("flip", address, 1);
    const flipped = (this.bytes[address] as number) ^ (mask & 0xff);
    this.bytes[address] = flipped;
    this.fallenBits.set(address, ((this.fallenBits.get(address) ?? 0) | mask) & ~flipped);
    this.settleStuckCells(address, address + 1);
    this.tell(address, 1);
  }

  /**
   * Cells that fail: from now on those bits of the byte read `level` whatever is erased or programmed there, 0 for cells that no
   * longer erase, 1 for cells that cannot be programmed. undefined: all cells of the byte work again, and keep what they read.
   */
  stickBits(address: number, mask: number, level: 0 | 1 | undefined): void {
    checkRange("stick", address, 1);
    const { zeros, ones } = this.stuckCells.get(address) ?? { zeros: 0, ones: 0 };
    if (level === undefined) this.stuckCells.delete(address);
    else if (level === 0) this.stuckCells.set(address, { zeros: zeros | mask, ones: ones & ~mask });
    else this.stuckCells.set(address, { zeros: zeros & ~mask, ones: ones | mask });
    this.settleStuckCells(address, address + 1);
    this.tell(address, 1);
  }

  read(address: number, into: Uint8Array): void {
    checkRange("read", address, into.length);
    into.set(this.bytes.subarray(address, address + into.length));
  }

  /** `block` lets the time of each operation pass; nothing is written when it throws. */
  program(address: number, data: Uint8Array, block: (us: number) => void): void {
    checkRange("write", address, data.length);
    for (let index = 0; index < data.length; index += 1) {
      const old = (this.bytes[address + index] as number) | this.failedZeros(address + index);
      const value = data[index] as number;
      if ((old & value) !== value) throw new Error(`write failed: byte ${address + index} is not erased`);
    }
    for (let start = 0; start < data.length; ) {
      const pageEnd = (Math.floor((address + start) / pageSize) + 1) * pageSize - address;
      const end = Math.min(pageEnd, data.length);
      block(programUs);
      this.programPage(address + start, data.subarray(start, end));
      start = end;
    }
  }

  /** Erases sectors from `first` up to, not including, `end`. */
  erase(first: number, end: number, block: (us: number) => void): void {
    if (!Number.isInteger(first) || !Number.isInteger(end) || first < 0 || end <= first || end * sectorSize > flashSize) {
      throw new Error("erase failed: no such sectors");
    }
    for (let sector = first; sector < end; sector += 1) {
      block(eraseUs);
      this.eraseSector(sector);
    }
  }

  private programPage(address: number, data: Uint8Array): void {
    this.operations.perform((fraction) => {
      const done = Math.floor(fraction * data.length);
      for (let index = 0; index < done; index += 1) this.clearBits(address + index, data[index] as number);
      // The byte that was being programmed: some of its bits are still 1.
      const torn = done < data.length && fraction > 0;
      if (torn) this.clearBits(address + done, (data[done] as number) | this.random.below(256));
      this.settleStuckCells(address, address + data.length);
      this.tell(address, done + (torn ? 1 : 0));
    });
  }

  private eraseSector(sector: number): void {
    this.operations.perform((fraction) => {
      const start = sector * sectorSize;
      const done = Math.floor(fraction * sectorSize);
      this.bytes.fill(0xff, start, start + done);
      this.eraseCounts[sector] = (this.eraseCounts[sector] ?? 0) + 1;
      // Past the point the erase had reached, bits are on their way up.
      if (fraction > 0) {
        for (let address = start + done; address < start + sectorSize; address += 1) {
          this.bytes[address] = (this.bytes[address] as number) | this.random.below(256);
        }
      }
      for (const address of this.fallenBits.keys()) {
        if (address >= start && address < start + done) this.fallenBits.delete(address);
      }
      this.settleStuckCells(start, start + sectorSize);
      this.tell(start, sectorSize);
    });
  }

  /** Bits that are 0 through no fault of the firmware: the chip says nothing when it is asked to program them to 1. */
  private failedZeros(address: number): number {
    return (this.stuckCells.get(address)?.zeros ?? 0) | (this.fallenBits.get(address) ?? 0);
  }

  private settleStuckCells(start: number, end: number): void {
    for (const [address, { zeros, ones }] of this.stuckCells) {
      if (address < start || address >= end) continue;
      this.bytes[address] = ((this.bytes[address] as number) & ~zeros) | ones;
    }
  }

  private tell(address: number, length: number): void {
    this.sink?.(address, this.bytes.subarray(address, address + length));
  }

  private clearBits(address: number, value: number): void {
    this.bytes[address] = (this.bytes[address] as number) & value;
  }
}

function checkRange(what: string, address: number, length: number): void {
  if (!Number.isInteger(address) || address < 0 || address + length > flashSize) {
    throw new Error(`${what} failed: ${length} bytes at ${address} are not inside the partition`);
  }
}
