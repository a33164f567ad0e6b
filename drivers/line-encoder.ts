// SPDX-License-Identifier: Apache-2.0
/**
 * Makes bytes out of a line of text, as many at a time as there is room for, so that nobody has to do a whole line's work at
 * once. UTF-8, without TextEncoder, which the engine does not have. Strings count UTF-16 units on Node and code points on
 * XS; the bytes are the same on both. Half a code point becomes "?", so the bytes are always valid.
 */
const questionMark = 0x3f;
/** XS keeps strings as UTF-8 and counts from the start to find a character: in a short piece that is not far. */
const pieceLength = 32;

export class LineEncoder {
  #text = "";
  /** Where the next piece begins. */
  #next = 0;
  #piece = "";
  #index = 0;

  start(text: string): void {
    this.#text = text;
    this.#next = 0;
    this.#piece = "";
    this.#index = 0;
  }

  /** Puts in as many whole code points as there is room for, which must be at least 4; the number of bytes, 0 at the end. */
  fill(bytes: Uint8Array): number {
    // Asked ten times a second, and mostly there is nothing.
    if (this.#next >= this.#text.length && this.#index >= this.#piece.length) return 0;
    const room = bytes.length;
    let piece = this.#piece;
    let index = this.#index;
    let at = 0;
    while (at < room) {
      if (index >= piece.length) {
        piece = this.#nextPiece();
        index = 0;
        if (piece === "") break;
      }
      let code = piece.codePointAt(index) ?? questionMark;
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
      if (size === 4 && isSecondHalf(piece.charCodeAt(index))) index++;
      for (let rest = size - 1; rest > 0; rest--) {
        bytes[at + rest] = 0x80 | (code & 0x3f);
        code >>= 6;
      }
      bytes[at] = code | (size === 1 ? 0 : size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0);
      at += size;
    }
    this.#piece = piece;
    this.#index = index;
    return at;
  }

  /** On Node a code point may be two units, which must not be parted. */
  #nextPiece(): string {
    const text = this.#text;
    const start = this.#next;
    const end = start + pieceLength;
    this.#next = isSecondHalf(text.charCodeAt(end)) ? end + 1 : end;
    return text.slice(start, this.#next);
  }
}

function isSecondHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
