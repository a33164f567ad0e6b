// SPDX-License-Identifier: Apache-2.0
/**
 * HMAC-SHA-512 (RFC 2104, RFC 4231), truncated to its first 16 bytes. The hash is the SDK's native `Digest` of module
 * `crypt`, which main.ts passes in; JavaScript would need 30 to 44 ms a block (facts, crypto-cost). Implements
 * `KeyedHash` of lock/parts.ts.
 *
 * The two padded keys are computed once. `Digest.close()` cannot clone a state, so their hash states cannot be kept.
 */

/** What is used of the SDK's `Digest` (modules/crypt/digest/crypt.js): 64 bytes come out of `close()`. */
export interface Digest {
  write(data: Uint8Array): void;
  close(): ArrayBuffer;
}

export type DigestClass = new (name: "SHA512") => Digest;

const blockBytes = 128;
const macBytes = 16;
const subkeyBytes = 32;

export class KeyedHash {
  #Digest: DigestClass;
  #innerKey = new Uint8Array(blockBytes).fill(0x36);
  #outerKey = new Uint8Array(blockBytes).fill(0x5c);

  /** `key`: 1 to 128 bytes; ours have 32. It is copied, so the caller may zero it. */
  constructor(options: { Digest: DigestClass; key: Uint8Array }) {
    const { Digest, key } = options;
    if (key.length === 0 || key.length > blockBytes) throw new RangeError(`key: ${key.length} bytes`);
    this.#Digest = Digest;
    for (let i = 0; i < key.length; i++) {
      this.#innerKey[i]! ^= key[i]!;
      this.#outerKey[i]! ^= key[i]!;
    }
  }

  /** 16 bytes in a buffer of their own, which the caller may zero. */
  mac(message: Uint8Array): Uint8Array {
    return this.#first(macBytes, message);
  }

  /** A key of 32 bytes for one purpose, from which neither this key nor that of another purpose can be told. */
  subkey(purpose: string): Uint8Array {
    const message = new Uint8Array(purpose.length);
    for (let i = 0; i < purpose.length; i++) message[i] = purpose.charCodeAt(i);
    return this.#first(subkeyBytes, message);
  }

  /** The same kind of hash under another key. */
  withKey(key: Uint8Array): KeyedHash {
    return new KeyedHash({ Digest: this.#Digest, key });
  }

  #first(length: number, message: Uint8Array): Uint8Array {
    const inner = new Uint8Array(this.#hash(this.#innerKey, message));
    const outer = this.#hash(this.#outerKey, inner);
    const result = new Uint8Array(outer.slice(0, length));
    inner.fill(0);
    new Uint8Array(outer).fill(0);
    return result;
  }

  #hash(paddedKey: Uint8Array, message: Uint8Array): ArrayBuffer {
    const digest = new this.#Digest("SHA512");
    digest.write(paddedKey);
    digest.write(message);
    return digest.close();
  }
}
