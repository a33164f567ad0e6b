// SPDX-License-Identifier: Apache-2.0
/** `embedded:storage/flash` of SDK 8.2.3 as it runs (modules/io/flash/esp32/flash-esp32.c). No wear levelling. */
export interface FlashPartition {
  /** Bytes, bytes of a block, number of blocks. */
  status(): { size: number; blockLength: number; blocks: number };
  /** Sets the blocks from `first` to before `end`, or one, to ones. Blocks the chip for up to 400 ms each (HW-31). */
  eraseBlock(first: number, end?: number): void;
  read(byteLength: number, byteOffset: number): ArrayBuffer;
  /** The number of bytes, which is the length of `buffer`. */
  read(buffer: ArrayBuffer | Uint8Array, byteOffset: number): number;
  /** Only clears bits. */
  write(bytes: ArrayBuffer | Uint8Array, byteOffset: number): void;
  close(): void;
}

declare const flash: {
  /** `path` is the label of a data partition. */
  open(options: { path: string; mode?: "r" | "r+" }): FlashPartition;
};
export default flash;
