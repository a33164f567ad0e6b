// SPDX-License-Identifier: Apache-2.0
/**
 * The slot that does not run, sector by sector. Everything that is written to it has been verified before, and is read back after. An erase
 * blocks the chip for 45 ms, 400 at worst (HW-31), so each step here is a turn of its own, and is only taken when `mayWrite` says so;
 * the whole goes again from its beginning when it broke off.
 */
import { equal } from "../crypto/equal";
import type { DigestClass } from "../crypto/keyed-hash";
import type { InTurns } from "../lock/in-turns";
import type { FlashModule, FlashPartition } from "../storage/embedded-storage";
import { imageHash } from "./image-hash";
import { blockBytes, hashBytes } from "./image-header";

/** Of a sector: four turns for one. */
const stepBytes = 1024;

export type Written = { result: "written" | "waits" | "failed" };
const written: Written = Object.freeze({ result: "written" });
const waits: Written = Object.freeze({ result: "waits" });
const failed: Written = Object.freeze({ result: "failed" });

export interface SlotOptions {
  flash: FlashModule;
  Digest: DigestClass;
  /** No bolt moves, and nobody is typing. */
  mayWrite: () => boolean;
}

export class Slot {
  readonly #options: SlotOptions;
  #opened: FlashPartition | undefined;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  /** Throws when there is no such partition. */
  get partition(): FlashPartition {
    return (this.#opened ??= this.#options.flash.open({ path: "nextota", mode: "r+" }));
  }

  /** What is there can boot no more. Throws when flash fails. */
  unmake(): void {
    this.partition.eraseBlock(0, 1);
  }

  /** `block` as it was sent goes to sector `number`, and is read back into the same memory: it has to have `hash` again. */
  write(number: number, block: Uint8Array, hash: Uint8Array): InTurns<Written> {
    const data = block.subarray(hashBytes);
    const start = number * blockBytes;
    const check = (): InTurns<Written> => {
      this.partition.read(data, start);
      return equal(imageHash(this.#options.Digest, block), hash) ? written : failed;
    };
    const write = (from: number): InTurns<Written> => {
      if (from >= data.length) return check();
      this.partition.write(data.subarray(from, Math.min(from + stepBytes, data.length)), start + from);
      return this.#inTurn(() => write(from + stepBytes));
    };
    return this.#inTurn(() => {
      this.partition.eraseBlock(number, number + 1);
      return this.#inTurn(() => write(0));
    });
  }

  #inTurn(step: () => InTurns<Written>): InTurns<Written> {
    return () => {
      if (!this.#options.mayWrite()) return waits;
      try {
        return step();
      } catch {
        return failed;
      }
    };
  }
}
