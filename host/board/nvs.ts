// SPDX-License-Identifier: Apache-2.0
/**
 * The NVS partition of chip/partitions.csv: keys in domains, each written atomically (old or new after a power cut, never a mixture).
 * A page is 126 entries of 32 bytes, and one page is always kept free (facts A8); a new value needs its room before the old one is
 * given back.
 */
import type { StorageOperations } from "./storage-operations";

export type NvsValue = Uint8Array | string | number | bigint;

export interface NvsEntry {
  /** Format of the SDK's key-value module: "buffer", "string", "uint8"... */
  type: string;
  value: NvsValue;
}

/** Hears of every change; undefined: the key was deleted. */
export type NvsSink = (domain: string, key: string, entry: NvsEntry | undefined) => void;

export const nvsBytes = 0x24000;
const pageBytes = 4096;
export const nvsEntriesMax = (nvsBytes / pageBytes - 1) * 126;
const nameLengthMax = 15;
const entrySize = 32;
/** 97.6 % of the partition less 4,000 bytes. */
const blobSizeMax = 139_917;
const stringSizeMax = 4_000;
const writeUs = 1_000;

export class Nvs {
  private readonly domains = new Map<string, Map<string, NvsEntry>>();
  private readonly operations: StorageOperations;
  private readonly sink: NvsSink | undefined;
  private used = 0;
  /** Entries of a stranger, who fills the room. */
  private strange = 0;
  private written = 0;

  constructor(operations: StorageOperations, sink?: NvsSink) {
    this.operations = operations;
    this.sink = sink;
  }

  /** Entries of 32 bytes in use, of `nvsEntriesMax`. */
  get entriesUsed(): number {
    return this.used + this.strange;
  }

  /** A stranger's entries fill all the room that is left (nobody writes any more), or are gone again. */
  fill(on: boolean): void {
    this.strange = on ? nvsEntriesMax - this.used : 0;
  }

  /** Entries written since power was first on: what wears the partition. */
  get entriesWritten(): number {
    return this.written;
  }

  /** Puts in what was there before power-up. */
  restore(domain: string, key: string, entry: NvsEntry): void {
    this.open(domain, true)?.set(key, entry);
    this.used += entriesOf(entry);
  }

  /** The domain's keys; made when missing and allowed. */
  open(domain: string, create: boolean): Map<string, NvsEntry> | undefined {
    checkName("domain", domain);
    let keys = this.domains.get(domain);
    if (keys === undefined && create) {
      this.checkRoom(1);
      keys = new Map();
      this.domains.set(domain, keys);
      this.used += 1;
    }
    return keys;
  }

  read(domain: string, key: string): NvsEntry | undefined {
    checkName("key", key);
    return this.domains.get(domain)?.get(key);
  }

  write(domain: string, key: string, entry: NvsEntry, block: (us: number) => void): void {
    const old = this.read(domain, key);
    checkEntry(entry);
    if (old !== undefined && old.type !== entry.type) throw new TypeError(`mismatch: "${key}" is stored as ${old.type}`);
    // NVS compares first and writes nothing when the value is the same.
    if (old !== undefined && sameValue(old.value, entry.value)) return;
    const needed = entriesOf(entry);
    this.checkRoom(needed);
    block(writeUs);
    this.operations.perform((fraction) => {
      if (fraction < 0.5) return;
      this.open(domain, true)?.set(key, entry);
      this.written += needed;
      this.used += needed - (old === undefined ? 0 : entriesOf(old));
      this.sink?.(domain, key, entry);
    });
  }

  delete(domain: string, key: string, block: (us: number) => void): void {
    const old = this.read(domain, key);
    if (old === undefined) return;
    block(writeUs);
    this.operations.perform((fraction) => {
      if (fraction < 0.5) return;
      this.domains.get(domain)?.delete(key);
      this.used -= entriesOf(old);
      this.sink?.(domain, key, undefined);
    });
  }

  private checkRoom(needed: number): void {
    if (this.entriesUsed + needed > nvsEntriesMax) throw new Error("ESP_ERR_NVS_NOT_ENOUGH_SPACE");
  }
}

function entriesOf({ value }: NvsEntry): number {
  if (value instanceof Uint8Array) return 2 + Math.ceil(value.length / entrySize);
  if (typeof value === "string") return 1 + Math.ceil((value.length + 1) / entrySize);
  return 1;
}

function checkName(what: string, name: string): void {
  if (typeof name !== "string" || name === "") throw new Error(`ESP_ERR_NVS_INVALID_NAME: ${what} is empty`);
  if (name.length > nameLengthMax) throw new Error(`ESP_ERR_NVS_KEY_TOO_LONG: ${what} "${name}"`);
}

function checkEntry({ value }: NvsEntry): void {
  const tooLong =
    (value instanceof Uint8Array && value.length > blobSizeMax) ||
    (typeof value === "string" && value.length + 1 > stringSizeMax);
  if (tooLong) throw new RangeError("ESP_ERR_NVS_VALUE_TOO_LONG");
}

function sameValue(one: NvsValue, other: NvsValue): boolean {
  if (!(one instanceof Uint8Array && other instanceof Uint8Array)) return one === other;
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
