// SPDX-License-Identifier: Apache-2.0
/**
 * A partition as NOR flash: an erase sets a sector of 4,096 bytes to FF, a program clears bits, page by page
 * of 256 bytes. Stricter than the chip: programming a bit that is already 0 back to 1 throws instead of doing nothing.
 * Where the power was cut, part of the bytes are programmed and one of them half; an erased sector is part FF, part garbage.
 * Bits may flip by themselves, and cells may be stuck for good: the chip says nothing of either.
 *
 * Sectors take memory from the first access on, so that a slot of 1.8 MB which nobody looks at costs nothing.
 */
import type { Random } from "./random";
import type { StorageOperations } from "./storage-operations";

/** Of the partition "audit". */
export const flashSize = 131_072;
export const sectorSize = 4_096;
const pageSize = 256;
const eraseUs = 45_000;
const programUs = 700;

/** Hears what is on flash now: what a host needs to keep the file in step. */
export type FlashSink = (address: number, bytes: Uint8Array) => void;

export interface FlashOptions {
  operations: StorageOperations;
  random: Random;
  /** Bytes; whole sectors. */
  size?: number;
  sink?: FlashSink;
  /** What is there at first, from address 0 on; a function is asked at the first access, and then the sink hears of it. */
  image?: Uint8Array | (() => Uint8Array);
}

export class Flash {
  readonly size: number;
  /** By sector. */
  readonly eraseCounts: number[];
  sink: FlashSink | undefined;
  /** Grows with every change. */
  changes = 0;
  private readonly operations: StorageOperations;
  private readonly random: Random;
  /** undefined: as it left the factory and nobody has looked, or erased. */
  private readonly sectors: (Uint8Array | undefined)[] = [];
  private whole: Uint8Array | undefined;
  private image: FlashOptions["image"];
  /** By address: bits that are 0 and bits that are 1 whatever is done to them. */
  private readonly stuckCells = new Map<number, { zeros: number; ones: number }>();
  /** By address: bits that became 0 by themselves since they were erased. */
  private readonly fallenBits = new Map<number, number>();

  constructor({ operations, random, size = flashSize, sink, image }: FlashOptions) {
    this.size = size;
    this.operations = operations;
    this.random = random;
    this.sink = sink;
    this.image = image;
    this.eraseCounts = new Array(size / sectorSize).fill(0) as number[];
  }

  /** Nobody has read or changed anything, and what is there is what the function `image` gives. */
  get untouched(): boolean {
    return typeof this.image === "function";
  }

  /** All of it in one piece, which stays in step from now on. */
  get bytes(): Uint8Array {
    return (this.whole ??= this.inOnePiece());
  }

  /** Takes all the memory at once that it will ever need, so that a heap that grows later is not its doing. */
  takeMemory(): void {
    this.whole ??= this.inOnePiece();
  }

  private inOnePiece(): Uint8Array {
    this.settle();
    const whole = new Uint8Array(this.size).fill(0xff);
    for (let index = 0; index * sectorSize < this.size; index += 1) {
      const start = index * sectorSize;
      const sector = this.sectors[index];
      if (sector !== undefined) whole.set(sector, start);
      this.sectors[index] = whole.subarray(start, start + sectorSize);
    }
    return whole;
  }

  /** Bits of stored data flip by themselves, once; `mask` says which of the byte. */
  flipBits(address: number, mask: number): void {
    this.checkRange("flip", address, 1);
    const flipped = this.byte(address) ^ (mask & 0xff);
    this.setByte(address, flipped);
    this.fallenBits.set(address, ((this.fallenBits.get(address) ?? 0) | mask) & ~flipped);
    this.settleStuckCells(address, address + 1);
    this.tell(address, 1);
  }

  /**
   * Cells that fail: from now on those bits of the byte read `level` whatever is erased or programmed there, 0 for cells that no
   * longer erase, 1 for cells that cannot be programmed. undefined: all cells of the byte work again, and keep what they read.
   */
  stickBits(address: number, mask: number, level: 0 | 1 | undefined): void {
    this.checkRange("stick", address, 1);
    const { zeros, ones } = this.stuckCells.get(address) ?? { zeros: 0, ones: 0 };
    if (level === undefined) this.stuckCells.delete(address);
    else if (level === 0) this.stuckCells.set(address, { zeros: zeros | mask, ones: ones & ~mask });
    else this.stuckCells.set(address, { zeros: zeros & ~mask, ones: ones | mask });
    this.settleStuckCells(address, address + 1);
    this.tell(address, 1);
  }

  read(address: number, into: Uint8Array): void {
    this.checkRange("read", address, into.length);
    this.settle();
    for (let done = 0; done < into.length; ) {
      const offset = (address + done) % sectorSize;
      const length = Math.min(sectorSize - offset, into.length - done);
      const sector = this.sectors[Math.floor((address + done) / sectorSize)];
      if (sector === undefined) into.fill(0xff, done, done + length);
      else into.set(sector.subarray(offset, offset + length), done);
      done += length;
    }
  }

  /** `block` lets the time of each operation pass; nothing is written when it throws. */
  program(address: number, data: Uint8Array, block: (us: number) => void): void {
    this.checkRange("write", address, data.length);
    const pages: { at: number; bytes: Uint8Array }[] = [];
    for (let start = 0; start < data.length; ) {
      const at = address + start;
      const end = Math.min(start + pageSize - (at % pageSize), data.length);
      pages.push({ at, bytes: data.subarray(start, end) });
      start = end;
    }
    for (const { at, bytes } of pages) this.checkErased(at, bytes);
    for (const { at, bytes } of pages) {
      block(programUs);
      this.programPage(at, bytes);
    }
  }

  /** Erases sectors from `first` up to, not including, `end`. */
  erase(first: number, end: number, block: (us: number) => void): void {
    if (!Number.isInteger(first) || !Number.isInteger(end) || first < 0 || end <= first || end * sectorSize > this.size) {
      throw new Error("erase failed: no such sectors");
    }
    for (let sector = first; sector < end; sector += 1) {
      block(eraseUs);
      this.eraseSector(sector);
    }
  }

  private checkErased(address: number, data: Uint8Array): void {
    const cells = this.cells(address);
    const isFaulty = this.stuckCells.size > 0 || this.fallenBits.size > 0;
    for (let index = 0; index < data.length; index += 1) {
      const old = (cells[index] as number) | (isFaulty ? this.failedZeros(address + index) : 0);
      const value = data[index] as number;
      if ((old & value) !== value) throw new Error(`write failed: byte ${address + index} is not erased`);
    }
  }

  private programPage(address: number, data: Uint8Array): void {
    this.operations.perform((fraction) => {
      const done = Math.floor(fraction * data.length);
      const cells = this.cells(address);
      for (let index = 0; index < done; index += 1) cells[index] = (cells[index] as number) & (data[index] as number);
      // The byte that was being programmed: some of its bits are still 1.
      const torn = done < data.length && fraction > 0;
      if (torn) cells[done] = (cells[done] as number) & ((data[done] as number) | this.random.below(256));
      this.settleStuckCells(address, address + data.length);
      this.tell(address, done + (torn ? 1 : 0));
    });
  }

  private eraseSector(sector: number): void {
    this.operations.perform((fraction) => {
      const start = sector * sectorSize;
      const done = Math.floor(fraction * sectorSize);
      const cells = this.sector(sector);
      cells.fill(0xff, 0, done);
      this.eraseCounts[sector] = (this.eraseCounts[sector] ?? 0) + 1;
      // Past the point the erase had reached, bits are on their way up.
      if (fraction > 0) {
        for (let offset = done; offset < sectorSize; offset += 1) {
          cells[offset] = (cells[offset] as number) | this.random.below(256);
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
      this.setByte(address, (this.byte(address) & ~zeros) | ones);
    }
  }

  /** Lies within a sector. */
  private tell(address: number, length: number): void {
    this.changes += 1;
    this.sink?.(address, this.cells(address).subarray(0, length));
  }

  private byte(address: number): number {
    return this.cells(address)[0] as number;
  }

  private setByte(address: number, value: number): void {
    this.cells(address)[0] = value;
  }

  /** From this address to the end of its sector. */
  private cells(address: number): Uint8Array {
    return this.sector(Math.floor(address / sectorSize)).subarray(address % sectorSize);
  }

  private sector(index: number): Uint8Array {
    this.settle();
    return (this.sectors[index] ??= new Uint8Array(sectorSize).fill(0xff));
  }

  /** Puts in what was there at first. */
  private settle(): void {
    const { image } = this;
    if (image === undefined) return;
    this.image = undefined;
    const bytes = typeof image === "function" ? image() : image;
    if (bytes.length > this.size) throw new RangeError("the image is larger than the partition");
    for (let start = 0; start < bytes.length; start += sectorSize) {
      this.sector(start / sectorSize).set(bytes.subarray(start, start + sectorSize));
    }
    if (typeof image === "function") this.sink?.(0, bytes);
  }

  private checkRange(what: string, address: number, length: number): void {
    if (!Number.isInteger(address) || address < 0 || address + length > this.size) {
      throw new Error(`${what} failed: ${length} bytes at ${address} are not inside the partition`);
    }
  }
}
