// SPDX-License-Identifier: Apache-2.0
/** `embedded:storage/key-value` of SDK 8.2.3 as it runs (modules/io/storage/esp32), in its default format "buffer". */
export interface KeyValueStore extends Iterable<string> {
  /** undefined: there is no such key. Throws when the key holds another type, or is longer than 15 characters. */
  read(key: string): ArrayBuffer | undefined;
  /** On flash when it returns: the old value or the new one survives a power cut. */
  write(key: string, value: ArrayBuffer | Uint8Array): void;
  /** Harmless when there is no such key. */
  delete(key: string): void;
  close(): void;
}

declare const keyValue: {
  /** `path` is the NVS namespace, at most 15 characters. Mode "r" throws until something was written there. */
  open(options: { path: string; mode?: "r" | "r+" }): KeyValueStore;
};
export default keyValue;
