// SPDX-License-Identifier: Apache-2.0
/** Cuts a byte stream into netstrings ("5:hello,"), however the stream was chopped on its way. */

const colon = 0x3a;
const comma = 0x2c;
const headerLengthMax = 12;

export class NetstringReader {
  #pending: Buffer[] = [];
  #pendingLength = 0;
  /** Bytes needed before looking again is worth it, so that a long message is not copied once a chunk. */
  #needed = 1;

  /** The messages that became complete with this chunk. Throws when the stream is not netstrings. */
  push(chunk: Buffer): Buffer[] {
    this.#pending.push(chunk);
    this.#pendingLength += chunk.length;
    if (this.#pendingLength < this.#needed) return [];
    const bytes = this.#pending.length === 1 ? chunk : Buffer.concat(this.#pending);
    const messages: Buffer[] = [];
    let offset = 0;
    this.#needed = 1;
    while (offset < bytes.length) {
      const start = bytes.indexOf(colon, offset) + 1;
      if (start === 0) {
        if (bytes.length - offset > headerLengthMax) throw new Error("netstring without a length");
        break;
      }
      const length = Number(bytes.toString("latin1", offset, start - 1));
      if (!Number.isSafeInteger(length) || length < 0) throw new Error("netstring with a bad length");
      const end = start + length;
      if (bytes.length <= end) {
        this.#needed = end + 1 - offset;
        break;
      }
      if (bytes[end] !== comma) throw new Error("netstring without its closing comma");
      messages.push(bytes.subarray(start, end));
      offset = end + 1;
    }
    const rest = bytes.subarray(offset);
    this.#pending = rest.length > 0 ? [rest] : [];
    this.#pendingLength = rest.length;
    return messages;
  }
}
