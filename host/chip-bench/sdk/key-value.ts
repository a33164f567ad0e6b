// SPDX-License-Identifier: Apache-2.0
/** "embedded:storage/key-value" as a firmware module over native functions, in its format "buffer". */
import { chip } from "./native";

class Store {
  private readonly handle: unknown;

  constructor(handle: unknown) {
    this.handle = handle;
  }

  read(key: string): ArrayBuffer | undefined {
    return chip("read", this.handle as number, key) as ArrayBuffer | undefined;
  }

  write(key: string, value: ArrayBuffer | Uint8Array): void {
    chip("store", this.handle as number, key, value);
  }

  delete(key: string): void {
    chip("delete", this.handle as number, key);
  }

  close(): void {
    chip("close", this.handle as number);
  }
}

function open({ path, mode }: { path: string; mode?: string }): Store {
  return new Store(chip("keyValue", path, mode));
}

export default { open };
