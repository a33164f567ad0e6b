// SPDX-License-Identifier: Apache-2.0
/**
 * The audit partition as sectors of 128 slots of 32 bytes, on the SDK's `embedded:storage/flash`. Knows how to write so
 * that a power cut can be told afterwards, and whether a write really arrived; knows nothing of what the slots mean.
 */
import { frameBytes, isPrepared, isSame, magic, magicBytes, sectorBytes, slotsPerSector } from "./audit-format";
import type { FlashModule, FlashPartition } from "./embedded-storage";
import { StorageError } from "./storage-error";

/** Fewer would leave nothing to keep while one sector is in use and the next one erased. */
const sectorCountMin = 4;

/** What `lastWritten()` and `findSequence()` read at once. */
const pieceBytes = 512;
const pieceSlots = pieceBytes / frameBytes;
const frameWords = frameBytes / 4;

export class AuditFlash {
  readonly sectorCount: number;
  /** What `read()` read last. */
  readonly frame = new Uint8Array(frameBytes);
  readonly view = new DataView(this.frame.buffer);
  readonly words = new Int32Array(this.frame.buffer);
  /** Operations that the flash refused or did not do, since power-up. */
  failures = 0;
  #flash: FlashPartition | undefined;

  constructor(options: { flash: FlashModule; path: string }) {
    let flash: FlashPartition | undefined;
    try {
      flash = options.flash.open({ path: options.path, mode: "r+" });
      const { blockLength, blocks } = flash.status();
      if (blockLength !== sectorBytes || blocks < sectorCountMin) throw new RangeError("sectors do not fit");
      this.sectorCount = blocks;
      this.#flash = flash;
    } catch (cause) {
      flash?.close();
      throw new StorageError(`audit: partition ${options.path} cannot be used`, { cause });
    }
  }

  close(): void {
    const flash = this.#flash;
    this.#flash = undefined;
    flash?.close();
  }

  /** Reads a slot into `frame`. False when the flash does not answer. */
  read(sector: number, slot: number): boolean {
    return this.#read(this.frame, sector * sectorBytes + slot * frameBytes);
  }

  /** The last slot of a sector that is not blank; 0: there is none behind the header. undefined: flash does not answer. */
  lastWritten(sector: number): number | undefined {
    // In pieces, since most slots of most sectors are blank, and a call for each would cost more than looking at it.
    const piece = new Uint8Array(pieceBytes);
    const words = new Int32Array(piece.buffer);
    for (let start = sectorBytes - pieceBytes; start >= 0; start -= pieceBytes) {
      if (!this.#read(piece, sector * sectorBytes + start)) return undefined;
      for (let i = words.length - 1; i >= 0; i--) {
        if (words[i] !== -1) return Math.floor((start + 4 * i) / frameBytes);
      }
    }
    return 0;
  }

  /** The first slot from `from` on that begins with this number, whether it is whole or not; `slotsPerSector`: none. */
  findSequence(sector: number, from: number, sequence: number): number {
    const piece = new Uint8Array(pieceBytes);
    const words = new Int32Array(piece.buffer);
    const wanted = sequence | 0;
    const wordCount = words.length;
    let word = (from % pieceSlots) * frameWords;
    for (let first = from - (from % pieceSlots); first < slotsPerSector; first += pieceSlots) {
      if (!this.#read(piece, sector * sectorBytes + first * frameBytes)) return slotsPerSector;
      for (; word < wordCount; word += frameWords) if (words[word] === wanted) return first + word / frameWords;
      word = 0;
    }
    return slotsPerSector;
  }

  /** Writes a blank slot. True when it reads back as written: only then is it on flash. Changes `frame`. */
  write(sector: number, slot: number, frame: Uint8Array): boolean {
    return this.#program(sector, slot * frameBytes, frame) && this.#isThere(sector, slot, frame);
  }

  /** Completes the mark of a prepared sector to a header. */
  writeHeader(sector: number, header: Uint8Array): boolean {
    return this.#program(sector, magicBytes, header.subarray(magicBytes)) && this.#isThere(sector, 0, header);
  }

  /** Clears every bit of a slot, which NOR flash allows at any time, so that it can never again pass for an entry. */
  wipe(sector: number, slot: number): void {
    this.#program(sector, slot * frameBytes, new Uint8Array(frameBytes));
  }

  /**
   * Erases a sector and marks it as erased to the end. The old mark is cleared first: a sector of which only a part is
   * erased when power goes must not look like one that is ready.
   */
  prepare(sector: number): boolean {
    const mark = new Uint8Array(magicBytes);
    this.#program(sector, 0, mark);
    if (!this.erase(sector)) return false;
    new DataView(mark.buffer).setUint32(0, magic, true);
    return this.#program(sector, 0, mark) && this.isPrepared(sector);
  }

  isPrepared(sector: number): boolean {
    return this.read(sector, 0) && isPrepared(this.words);
  }

  erase(sector: number): boolean {
    try {
      this.#opened().eraseBlock(sector, sector + 1);
      return true;
    } catch {
      this.failures++;
      return false;
    }
  }

  #read(into: Uint8Array, byteOffset: number): boolean {
    try {
      this.#opened().read(into, byteOffset);
      return true;
    } catch {
      this.failures++;
      return false;
    }
  }

  #program(sector: number, byteOffset: number, bytes: Uint8Array): boolean {
    try {
      this.#opened().write(bytes, sector * sectorBytes + byteOffset);
      return true;
    } catch {
      this.failures++;
      return false;
    }
  }

  #isThere(sector: number, slot: number, frame: Uint8Array): boolean {
    if (!this.read(sector, slot)) return false;
    if (isSame(this.frame, frame)) return true;
    this.failures++;
    return false;
  }

  #opened(): FlashPartition {
    if (this.#flash === undefined) throw new StorageError("audit: closed");
    return this.#flash;
  }
}
