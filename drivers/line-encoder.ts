// SPDX-License-Identifier: Apache-2.0
/**
 * Makes bytes out of a line of text, as many at a time as there is room for, so that nobody has to do a whole line's work at
 * once. UTF-8, without TextEncoder, which the engine does not have. Strings count UTF-16 units on Node and code points on
 * XS; the bytes are the same on both. Half a code point becomes "?", so the bytes are always valid.
 */
const questionMark = 0x3f;

export class LineEncoder {
  #text = "";
  #index = 0;

  start(text: string): void {
    this.#text = text;
    this.#index = 0;
  }

  /** Puts in as many whole code points as there is room for, which must be at least 4; the number of bytes, 0 at the end. */
  fill(bytes: Uint8Array): number {
    const text = this.#text;
    const length = text.length;
    const room = bytes.length;
    let index = this.#index;
    let at = 0;
    while (index < length && at < room) {
      let code = text.codePointAt(index) ?? questionMark;
      if (code < 0x80) {
        bytes[at++] = code;
        index++;
        continue;
      }
      if (code >= 0xd800 && code <= 0xdfff) code = questionMark;
      const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      if (at + size > room) break;
      index++;
      // On Node the second half of a code point follows as one more unit.
      if (size === 4 && isSecondHalf(text.charCodeAt(index))) index++;
      for (let rest = size - 1; rest > 0; rest--) {
        bytes[at + rest] = 0x80 | (code & 0x3f);
        code >>= 6;
      }
      bytes[at] = code | (size === 1 ? 0 : size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0);
      at += size;
    }
    this.#index = index;
    return at;
  }
}

function isSecondHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
