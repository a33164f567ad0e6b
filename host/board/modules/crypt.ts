// SPDX-License-Identifier: Apache-2.0
/** "crypt" of SDK 8.2.3 (modules/crypt/digest): `Digest` with SHA256 and SHA512, and `BlockCipher` with AES-128; the host computes them natively. */
import type { Chip } from "../chip";
import { encodeText } from "../engine";
import { callAes, callDigest } from "../host-calls";
import { bytesOf } from "./buffers";

const algorithms = Object.freeze([
  Object.freeze({ name: "SHA256", blockSize: 64, outputSize: 32 }),
  Object.freeze({ name: "SHA512", blockSize: 128, outputSize: 64 }),
]);
/** 14,000 instructions a block of SHA-512, counted in the C code of the SDK on an ESP32-C3's processor (docs/cost.md). */
const chargeUnitsPerBlock = 280;
const chargeUnits = 20;
/** 1,020 and 1,088 instructions a block, counted like the above. */
const chargeUnitsPerAesBlock = 22;
/** 978 and 17,679 instructions whenever the direction changes, the first time too. */
const chargeUnitsPerAesSchedule = Object.freeze({ encrypt: 20, decrypt: 354 });
const aesBytes = 16;

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

  class BlockCipher {
    private readonly key: Uint8Array;
    private direction: "encrypt" | "decrypt" | undefined;

    constructor(type: string, key: unknown) {
      chip.check();
      if (type !== "AES") throw new Error("crypt: unsupported cipher");
      if (!(key instanceof ArrayBuffer)) throw new TypeError("crypt: the key is no ArrayBuffer");
      if (key.byteLength !== aesBytes) throw new Error("crypt: bad key size");
      this.key = new Uint8Array(key.slice(0));
    }

    encrypt(data: unknown, result: unknown): ArrayBuffer {
      return this.process("encrypt", data, result);
    }

    decrypt(data: unknown, result: unknown): ArrayBuffer {
      return this.process("decrypt", data, result);
    }

    private process(direction: "encrypt" | "decrypt", data: unknown, result: unknown): ArrayBuffer {
      if (!(data instanceof ArrayBuffer) || !(result instanceof ArrayBuffer)) throw new TypeError("crypt: no ArrayBuffer");
      if (data.byteLength < aesBytes || result.byteLength < aesBytes) throw new Error("crypt: buffer too small");
      const scheduleUnits = direction === this.direction ? 0 : chargeUnitsPerAesSchedule[direction];
      this.direction = direction;
      chip.native(chargeUnits + chargeUnitsPerAesBlock + scheduleUnits, () => {
        const block = callAes(direction === "decrypt", this.key, new Uint8Array(data, 0, aesBytes));
        new Uint8Array(result).set(new Uint8Array(block));
      });
      return result;
    }
  }

  return { Digest, BlockCipher, default: { Digest, BlockCipher } };
}
