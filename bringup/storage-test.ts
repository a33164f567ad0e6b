// SPDX-License-Identifier: Apache-2.0
/**
 * Whether records and audit partition can be written, read and erased, without touching what a lock keeps there. The record lies in a
 * namespace of bring-up's own. On the audit partition a sector is used that is all FF, which no log can miss: what a power cut
 * leaves there, the lock takes for neither an entry nor a header, and erases it. Where no sector is free, none is tried.
 *
 * In slices, each short enough for a turn but for what flash itself needs (HW-31).
 */
import type { FlashModule, FlashPartition, KeyValueModule } from "../storage/embedded-storage";

const namespace = "bringup";
const key = "scratch";
const recordBytes = 64;
const pieceBytes = 512;
const blankWord = -1;

/** What came of it, at the first thing that failed. */
export type StorageResult = "Ok" | "WriteFailed" | "ReadBack" | "EraseFailed" | "NoFreeSector";

export interface StorageTestOptions {
  keyValue: KeyValueModule;
  flash: FlashModule;
  /** Of the audit partition. */
  path: string;
}

export class StorageTest {
  readonly #options: StorageTestOptions;
  readonly #bytes = new Uint8Array(pieceBytes);
  readonly #words = new Int32Array(this.#bytes.buffer);
  #audit: FlashPartition | undefined;
  #stage: "records" | "search" | "program" | "verify" | "erase" | "blank" = "records";
  #sector = 0;
  #at = 0;
  #sectorBytes = 0;
  recordsResult: StorageResult = "Ok";
  auditResult: StorageResult = "Ok";

  constructor(options: StorageTestOptions) {
    this.#options = options;
  }

  /** True while there is more. */
  slice(): boolean {
    const stage = this.#stage;
    try {
      if (this.#step()) return true;
    } catch {
      this.auditResult = stage === "erase" ? "EraseFailed" : stage === "verify" || stage === "blank" ? "ReadBack" : "WriteFailed";
    }
    this.#close();
    return false;
  }

  #step(): boolean {
    switch (this.#stage) {
      case "records":
        this.recordsResult = this.#tryRecord();
        this.#stage = "search";
        this.#open();
        return true;
      case "search":
        return this.#search();
      case "program":
        this.#fill();
        this.#audit!.write(this.#bytes, this.#address);
        return this.#piece(() => this.#enter("verify"));
      case "verify":
        if (!this.#isFilled()) return this.#failAudit("ReadBack");
        return this.#piece(() => this.#enter("erase"));
      case "erase":
        this.#audit!.eraseBlock(this.#sector, this.#sector + 1);
        return this.#enter("blank");
      case "blank":
        if (!this.#isBlank()) return this.#failAudit("EraseFailed");
        return this.#piece(() => false);
    }
  }

  /** From the last sector downwards: a young log is at the other end. */
  #search(): boolean {
    if (!this.#isBlank()) {
      if (this.#sector === 0) return this.#failAudit("NoFreeSector");
      this.#sector--;
      this.#at = 0;
      return true;
    }
    return this.#piece(() => this.#enter("program"));
  }

  #tryRecord(): StorageResult {
    let stage: StorageResult = "WriteFailed";
    try {
      const store = this.#options.keyValue.open({ path: namespace, mode: "r+", format: "buffer" });
      try {
        const value = new Uint8Array(recordBytes);
        for (let at = 0; at < recordBytes; at++) value[at] = at ^ 0xa5;
        store.write(key, value);
        stage = "ReadBack";
        const read = store.read(key);
        const bytes = read instanceof ArrayBuffer ? new Uint8Array(read) : undefined;
        const isSame = bytes?.length === recordBytes && bytes.every((byte, at) => byte === value[at]);
        store.delete(key);
        if (!isSame) return "ReadBack";
        return store.read(key) === undefined ? "Ok" : "EraseFailed";
      } finally {
        store.close();
      }
    } catch {
      return stage;
    }
  }

  #open(): void {
    const audit = this.#options.flash.open({ path: this.#options.path, mode: "r+" });
    this.#audit = audit;
    const { blocks, blockLength } = audit.status();
    this.#sectorBytes = blockLength;
    this.#sector = blocks - 1;
  }

  get #address(): number {
    return this.#sector * this.#sectorBytes + this.#at;
  }

  /** One more piece is done; `last` says what comes after the last one. */
  #piece(last: () => boolean): boolean {
    this.#at += pieceBytes;
    if (this.#at < this.#sectorBytes) return true;
    this.#at = 0;
    return last();
  }

  #enter(stage: "program" | "verify" | "erase" | "blank"): boolean {
    this.#stage = stage;
    return true;
  }

  #failAudit(result: StorageResult): boolean {
    this.auditResult = result;
    return false;
  }

  /** Each bit is cleared somewhere, and each word is another one, so that an address line that is stuck shows itself. */
  #fill(): void {
    for (let word = 0; word < this.#words.length; word++) this.#words[word] = this.#pattern(word);
  }

  #pattern(word: number): number {
    return Math.imul(this.#at + 4 * word + 1, 0x9e37_79b1) | 0;
  }

  #isFilled(): boolean {
    this.#audit!.read(this.#bytes, this.#address);
    return this.#words.every((value, word) => value === this.#pattern(word));
  }

  #isBlank(): boolean {
    this.#audit!.read(this.#bytes, this.#address);
    return this.#words.every((value) => value === blankWord);
  }

  #close(): void {
    const audit = this.#audit;
    this.#audit = undefined;
    audit?.close();
  }
}
