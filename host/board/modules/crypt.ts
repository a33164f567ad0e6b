// SPDX-License-Identifier: Apache-2.0
/** "crypt" of SDK 8.2.3 (modules/crypt/digest): `Digest` with SHA256 and SHA512, which the host computes natively. */
import type { Chip } from "../chip";
import { encodeText } from "../engine";
import { callDigest } from "../host-calls";
import { bytesOf } from "./buffers";

const algorithms = Object.freeze([
  Object.freeze({ name: "SHA256", blockSize: 64, outputSize: 32 }),
  Object.freeze({ name: "SHA512", blockSize: 128, outputSize: 64 }),
]);
/** 14,000 instructions a block of SHA-512, counted in the C code of the SDK on an ESP32-C3's processor (docs/cost.md). */
const chargeUnitsPerBlock = 280;
const chargeUnits = 20;

export function cryptModule(chip: Chip): object {
  class Digest {
    private readonly algorithm: number;
    private chunks: Uint8Array[] | undefined = [];

    constructor(type: string) {
      chip.check();
      this.algorithm = algorithms.findIndex(({ name }) => name === type);
      if (this.algorithm < 0) throw new Error("crypt: unsupported digest");
    }

    get blockSize(): number {
      return algorithms[this.algorithm]?.blockSize ?? 0;
    }

    get outputSize(): number {
      return algorithms[this.algorithm]?.outputSize ?? 0;
    }

    write(data: unknown): void {
      if (this.chunks === undefined) throw new Error("crypt: can't call digest write after close");
      const { chunks } = this;
      chip.native(chargeUnits, () => {
        chunks.push(typeof data === "string" ? encodeText(data) : bytesOf(data).slice());
      });
    }

    update(data: unknown): void {
      this.write(data);
    }

    reset(): void {
      this.chunks = [];
    }

    /** `more`: the digest of what came so far, and more may follow. */
    close(more = false): ArrayBuffer {
      const { chunks } = this;
      if (chunks === undefined) throw new Error("crypt: digest is closed");
      if (!more) this.chunks = undefined;
      const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      // Padding takes an eighth of a block, and a bit.
      const blocks = 1 + Math.floor((length + this.blockSize / 8) / this.blockSize);
      return chip.native(chargeUnitsPerBlock * blocks, () => {
        const data = new Uint8Array(length);
        let offset = 0;
        for (const chunk of chunks) {
          data.set(chunk, offset);
          offset += chunk.length;
        }
        return callDigest(this.algorithm, data);
      });
    }

    process(...data: unknown[]): ArrayBuffer {
      this.reset();
      for (const chunk of data) this.write(chunk);
      return this.close();
    }
  }

  return { Digest, default: { Digest } };
}
