// SPDX-License-Identifier: Apache-2.0
/** The keyed hashes of storage/RECORDS.md, made anew: HMAC-SHA-512 (RFC 2104) over the host's digest. */
import { encodeText } from "../board/engine";
import { callDigest } from "../board/host-calls";

const sha512 = 1;
const blockBytes = 128;
const innerPad = 0x36;
const outerPad = 0x5c;

export class HashKey {
  /** The model itself makes a hash, which whoever listens for the firmware's must not take for one of those. */
  static isBusy = false;
  /** What every inner message of this key begins with: one block. */
  readonly inner = new Uint8Array(blockBytes).fill(innerPad);
  readonly #outer = new Uint8Array(blockBytes).fill(outerPad);

  /** At most a block long. */
  constructor(key: Uint8Array) {
    key.forEach((byte, at) => {
      this.inner[at] = byte ^ innerPad;
      this.#outer[at] = byte ^ outerPad;
    });
  }

  mac(message: Uint8Array, length: number): Uint8Array {
    HashKey.isBusy = true;
    const inner = callDigest(sha512, joined(this.inner, message));
    const outer = callDigest(sha512, joined(this.#outer, new Uint8Array(inner)));
    HashKey.isBusy = false;
    return new Uint8Array(outer).slice(0, length);
  }

  /** The key for one purpose that hangs on this one. */
  purpose(text: string): HashKey {
    return new HashKey(this.mac(encodeText(text), 32));
  }
}

/** 64 hexadecimal digits. */
export function keyOfText(text: string): HashKey {
  return new HashKey(bytesOfText(text));
}

export function bytesOfText(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const result = new Uint8Array(one.length + other.length);
  result.set(one);
  result.set(other, one.length);
  return result;
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
