// SPDX-License-Identifier: Apache-2.0
/** "embedded:update" as a firmware module over native functions. */
import type { Partition } from "./flash";
import { chip } from "./native";

class Update {
  private readonly handle: number;

  constructor(handle: number) {
    this.handle = handle;
  }

  write(bytes: ArrayBuffer | Uint8Array, byteOffset?: number): void {
    chip("writeAt", this.handle, bytes, byteOffset);
  }

  complete(): void {
    chip("complete", this.handle);
  }

  close(): void {
    chip("close", this.handle);
  }
}

function open({ partition, mode, byteLength }: { partition: Partition; mode?: string; byteLength?: number }): Update {
  return new Update(chip("update", partition.handle as number, mode, byteLength) as number);
}

export default { open };
