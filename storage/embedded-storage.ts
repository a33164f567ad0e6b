// SPDX-License-Identifier: Apache-2.0
/**
 * The two storage modules of the SDK as they really are at run time (8.2.3, modules/io/storage/esp32 and
 * modules/io/flash/esp32), as far as Latchkey uses them. Whoever wires the lock passes them in, so that the same code
 * runs on the chip, on the virtual board and against a test's fake.
 */

/** An opened domain of `embedded:storage/key-value` in format "buffer": one key is one atomic NVS blob. */
export interface KeyValueStore {
  /** ArrayBuffer, or undefined when there is no such key; throws TypeError when the value is not a blob. */
  read(key: string): unknown;
  /** Written and committed when it returns. The old value stays until the new one is complete. */
  write(key: string, value: Uint8Array): void;
  delete(key: string): void;
  close(): void;
}

export interface KeyValueModule {
  open(options: { path: string; mode: "r+"; format: "buffer" }): KeyValueStore;
}

/** An opened data partition of `embedded:storage/flash`. Offsets are bytes from its start. */
export interface FlashPartition {
  read(buffer: Uint8Array, byteOffset: number): unknown;
  /** NOR: only clears bits. */
  write(buffer: Uint8Array, byteOffset: number): void;
  /** Sectors from `start` up to but not including `end`, to all ones. Blocks for 45 ms each, 400 ms at worst. */
  eraseBlock(start: number, end: number): void;
  status(): { size: number; blockLength: number; blocks: number };
  close(): void;
}

export interface FlashModule {
  open(options: { path: string; mode: "r" | "r+" }): FlashPartition;
}
