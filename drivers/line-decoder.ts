// SPDX-License-Identifier: Apache-2.0
/**
 * Makes the text of a line out of its bytes as they come in, so that no callback has to do a whole line's work. UTF-8, without
 * TextDecoder, which the engine does not have. Any bytes make some text: control characters, and every byte of what is
 * not valid (RFC 3629: overlong forms, surrogates and what lies beyond U+10FFFF too), become "?"; a tab becomes a space.
 */
const space = 0x20;
const tab = 0x09;
const questionMark = 0x3f;
const deleteCharacter = 0x7f;
/** How many characters are joined at once: more arguments might overflow the engine's stack of 384 slots. */
const codesMax = 32;
/** A byte may end a sequence of three that is not valid, and count itself. */
const codesPerByteMax = 4;

export class LineDecoder {
  readonly #codes = new Uint32Array(codesMax);
  #count = 0;
  #text = "";
  /** The sequence that is under way: its bytes in all, those that are missing, and its bits until now. */
  #size = 0;
  #missing = 0;
  #bits = 0;

  /** Takes `bytes[start..end)`. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const codes = this.#codes;
    let count = this.#count;
    let missing = this.#missing;
    for (let index = start; index < end; index++) {
      if (count > codesMax - codesPerByteMax) {
        this.#join(count);
        count = 0;
      }
      const byte = bytes[index] ?? questionMark;
      if (missing > 0) {
        if ((byte & 0xc0) === 0x80) {
          this.#bits = (this.#bits << 6) | (byte & 0x3f);
          if (--missing > 0) continue;
          if (isValid(this.#bits, this.#size)) codes[count++] = this.#bits;
          else count = this.#replace(count, this.#size);
          continue;
        }
        // Broken off by this byte, which stands for itself.
        count = this.#replace(count, this.#size - missing);
        missing = 0;
      }
      if (byte < 0x80) {
        codes[count++] = byte >= space && byte !== deleteCharacter ? byte : byte === tab ? space : questionMark;
        continue;
      }
      const size = byte < 0xc2 || byte > 0xf4 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      if (size === 0) {
        codes[count++] = questionMark;
        continue;
      }
      this.#size = size;
      this.#bits = byte & (0xff >> (size + 1));
      missing = size - 1;
    }
    this.#count = count;
    this.#missing = missing;
  }

  /** The text of the line, and ready for the next one. */
  end(): string {
    if (this.#missing > 0) this.#count = this.#replace(this.#count, this.#size - this.#missing);
    this.#missing = 0;
    this.#join(this.#count);
    this.#count = 0;
    const text = this.#text;
    this.#text = "";
    return text;
  }

  /** Question marks for so many bytes; returns the new count. */
  #replace(count: number, byteCount: number): number {
    for (let index = 0; index < byteCount; index++) this.#codes[count + index] = questionMark;
    return count + byteCount;
  }

  #join(count: number): void {
    // A typed array does as the list of arguments, whatever the declaration says.
    const codes = this.#codes.subarray(0, count) as unknown as number[];
    this.#text += String.fromCodePoint.apply(undefined, codes);
  }
}

function isValid(code: number, size: number): boolean {
  if (size === 2) return true;
  if (size === 3) return code >= 0x800 && (code < 0xd800 || code > 0xdfff);
  return code >= 0x10000 && code <= 0x10ffff;
}
