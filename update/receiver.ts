// SPDX-License-Identifier: Apache-2.0
/**
 * Takes the blocks of an image that was offered, a line at a time, and lets through only what its predecessor vouches for. One block
 * is held in memory, whatever the size of the image. What is not the next byte is not taken, and the answer says where to go on.
 */
import { equal } from "../crypto/equal";
import type { DigestClass } from "../crypto/keyed-hash";
import { afterwards, type InTurns } from "../lock/in-turns";
import { decodeBase64 } from "./base64";
import { imageHash } from "./image-hash";
import { blockBytes, blockCount, hashBytes, sentBytes } from "./image-header";
import type { Progress } from "./progress";
import type { Slot, Written } from "./slot";

export type Received = {
  /** "notBase64": or more than the block has room for. "waits": not now, the same again soon. "failed": flash did not do what it was asked. */
  result: "taken" | "elsewhere" | "notBase64" | "wrongHash" | "waits" | "failed";
};

export interface ReceiverOptions {
  progress: Progress;
  slot: Slot;
  Digest: DigestClass;
  mayWrite: () => boolean;
}

export class Receiver {
  readonly #options: ReceiverOptions;
  /** Made when the first byte comes. */
  #block: Uint8Array | undefined;
  #filled = 0;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /** Where to go on, from the beginning of the first block. */
  get next(): number {
    return this.#options.progress.blocksDone * (hashBytes + blockBytes) + this.#filled;
  }

  /** Frees its memory; what was not a whole block is forgotten. */
  forget(): void {
    this.#block = undefined;
    this.#filled = 0;
  }

  /** `text`: bytes in base64 that belong at `at`, and to one block. */
  take(at: number, text: string): InTurns<Received> {
    const { progress } = this.#options;
    const header = progress.header!;
    const number = progress.blocksDone;
    const length = sentBytes(number, header.imageBytes);
    if (at !== this.next || number >= blockCount(header.imageBytes)) return { result: "elsewhere" };
    const block = (this.#block ??= new Uint8Array(hashBytes + blockBytes));
    const written = decodeBase64(text, block.subarray(this.#filled, length));
    if (written === undefined) return { result: "notBase64" };
    this.#filled += written;
    if (this.#filled < length) return { result: "taken" };
    const whole = block.subarray(0, length);
    return () =>
      afterwards(this.#keep(number, whole), ({ result }): Received => {
        // What was refused or not kept has to come again: for lack of a quiet moment only its end, else all of it.
        if (result === "waits") this.#filled -= written;
        else this.#filled = 0;
        return { result: result === "written" ? "taken" : result };
      });
  }

  #keep(number: number, block: Uint8Array): InTurns<Written | { result: "wrongHash" }> {
    const { progress, slot, Digest, mayWrite } = this.#options;
    const hash = progress.nextHash;
    if (!equal(imageHash(Digest, block), hash)) return { result: "wrongHash" };
    if (!mayWrite()) return { result: "waits" };
    const kept: InTurns<Written> = number === 0 ? () => this.#keepFirst(block) : slot.write(number, block, hash);
    return afterwards(kept, (answer): InTurns<Written> => (answer.result === "written" ? () => this.#count(block) : answer));
  }

  #keepFirst(block: Uint8Array): Written {
    try {
      this.#options.progress.keepFirst(block);
      return { result: "written" };
    } catch {
      return { result: "failed" };
    }
  }

  #count(block: Uint8Array): Written {
    try {
      this.#options.progress.blockDone(block.subarray(0, hashBytes));
      return { result: "written" };
    } catch {
      return { result: "failed" };
    }
  }
}
