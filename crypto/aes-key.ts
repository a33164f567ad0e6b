// SPDX-License-Identifier: Apache-2.0
/**
 * An AES-128 key and what is done with it here: CBC without padding (NIST SP 800-38A) and CMAC (RFC 4493, NIST SP 800-38B). The
 * block cipher is the SDK's native `BlockCipher` of module `crypt`, which main.ts passes in; around it go only copying and XOR.
 */

/** What is used of the SDK's `BlockCipher` (modules/crypt/digest/crypt.js). Both take the first 16 bytes, and may be one buffer. */
export interface BlockCipher {
  encrypt(data: ArrayBuffer, result: ArrayBuffer): ArrayBuffer;
  decrypt(data: ArrayBuffer, result: ArrayBuffer): ArrayBuffer;
}

export type BlockCipherClass = new (name: "AES", key: ArrayBuffer) => BlockCipher;

export const blockBytes = 16;

export class AesKey {
  readonly #cipher: BlockCipher;
  readonly #block = new Uint8Array(blockBytes);

  /** `key`: 16 bytes. It is copied, so the caller may zero it. */
  constructor(BlockCipher: BlockCipherClass, key: Uint8Array) {
    if (key.length !== blockBytes) throw new RangeError(`key: ${key.length} bytes`);
    const copy = key.slice();
    this.#cipher = new BlockCipher("AES", copy.buffer);
    copy.fill(0);
  }

  /** CBC in place: whole blocks. Left out, `start` is zero. */
  encrypt(bytes: Uint8Array, start?: Uint8Array): void {
    const block = this.#block;
    block.fill(0);
    if (start !== undefined) block.set(start);
    for (let at = 0; at < bytes.length; at += blockBytes) {
      for (let i = 0; i < blockBytes; i++) block[i]! ^= bytes[at + i]!;
      this.#cipher.encrypt(block.buffer, block.buffer);
      bytes.set(block, at);
    }
  }

  /** CBC in place, begun with zero: whole blocks. */
  decrypt(bytes: Uint8Array): void {
    const block = this.#block;
    const coded = bytes.slice();
    for (let at = 0; at < bytes.length; at += blockBytes) {
      block.set(coded.subarray(at, at + blockBytes));
      this.#cipher.decrypt(block.buffer, block.buffer);
      if (at > 0) for (let i = 0; i < blockBytes; i++) block[i]! ^= coded[at - blockBytes + i]!;
      bytes.set(block, at);
    }
    block.fill(0);
  }

  /** 16 bytes in a buffer of their own. */
  cmac(message: Uint8Array): Uint8Array {
    const padded = new Uint8Array(blockBytes * Math.max(1, Math.ceil(message.length / blockBytes)));
    padded.set(message);
    const mask = new Uint8Array(blockBytes);
    this.encrypt(mask);
    double(mask);
    if (message.length < padded.length) {
      padded[message.length] = 0x80;
      double(mask);
    }
    const last = padded.length - blockBytes;
    for (let i = 0; i < blockBytes; i++) padded[last + i]! ^= mask[i]!;
    this.encrypt(padded);
    return padded.slice(last);
  }
}

/** Times x in GF(2^128), without a branch on the bit that falls out. */
function double(block: Uint8Array): void {
  let carry = 0;
  for (let i = blockBytes - 1; i >= 0; i--) {
    const byte = block[i]!;
    block[i] = (byte << 1) | carry;
    carry = byte >> 7;
  }
  block[blockBytes - 1]! ^= 0x87 & -carry;
}
