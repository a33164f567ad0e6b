// SPDX-License-Identifier: Apache-2.0
/** "embedded:storage/flash" as a firmware module over native functions. */
import { chip } from "./native";

export class Partition {
  readonly handle: unknown;

  constructor(handle: unknown) {
    this.handle = handle;
  }

  status(): { size: number; blockLength: number; blocks: number } {
    const size = chip("flashSize", this.handle as number) as number;
    return { size, blockLength: 4096, blocks: size / 4096 };
  }

  eraseBlock(first: number, end?: number): void {
    chip("erase", this.handle as number, first, end);
  }

  read(into: number | ArrayBuffer | Uint8Array, byteOffset: number): unknown {
    return chip("readAt", this.handle as number, into, byteOffset);
  }

  write(bytes: ArrayBuffer | Uint8Array, byteOffset: number): void {
    chip("writeAt", this.handle as number, bytes, byteOffset);
  }

  close(): void {
    chip("close", this.handle as number);
  }
}

function open({ path, mode }: { path: string; mode?: string }): Partition {
  return new Partition(chip("flash", path, mode));
}

export default { open };
