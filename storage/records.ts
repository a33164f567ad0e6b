// SPDX-License-Identifier: Apache-2.0
/**
 * Records: small values that survive a power cut, on the SDK's key-value storage (NVS). One key is one atomic write:
 * after a cut its value is the old one or the new one, never a mixture. There is no transaction over two keys.
 *
 * What the records hold is decided by their owners and written down in RECORDS.md.
 */
import type { Records } from "../lock/parts";
import type { KeyValueModule, KeyValueStore } from "./embedded-storage";
import { StorageError } from "./storage-error";

/** NVS allows 15 characters for a key. */
const keyLengthMax = 15;

export class KeyValueRecords implements Records {
  #store: KeyValueStore | undefined;
  #problem: unknown;

  /**
   * Where the storage cannot be opened, as on an NVS that is full before the lock has any entry in it, each use throws: people
   * still get out of a lock without records.
   */
  constructor(options: { keyValue: KeyValueModule; path: string }) {
    try {
      this.#store = options.keyValue.open({ path: options.path, mode: "r+", format: "buffer" });
    } catch (cause) {
      this.#problem = cause;
    }
  }

  read(key: string): Uint8Array | undefined {
    const store = this.#opened(key);
    let value: unknown;
    try {
      value = store.read(key);
    } catch (cause) {
      throw new StorageError(`record ${key}: read failed`, { cause });
    }
    if (value === undefined) return undefined;
    if (!(value instanceof ArrayBuffer)) throw new StorageError(`record ${key}: not a buffer`);
    return new Uint8Array(value);
  }

  write(key: string, value: Uint8Array): void {
    const store = this.#opened(key);
    if (!(value instanceof Uint8Array)) throw new TypeError("value: a Uint8Array is needed");
    try {
      store.write(key, value);
    } catch (cause) {
      throw new StorageError(`record ${key}: write failed`, { cause });
    }
  }

  delete(key: string): void {
    const store = this.#opened(key);
    try {
      store.delete(key);
    } catch (cause) {
      throw new StorageError(`record ${key}: delete failed`, { cause });
    }
  }

  close(): void {
    const store = this.#store;
    this.#store = undefined;
    store?.close();
  }

  #opened(key: string): KeyValueStore {
    if (this.#store === undefined) throw new StorageError("records: not open", { cause: this.#problem });
    if (key.length < 1 || key.length > keyLengthMax) {
      throw new RangeError(`key: 1 to ${keyLengthMax} characters are needed`);
    }
    return this.#store;
  }
}
