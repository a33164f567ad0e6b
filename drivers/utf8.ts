// SPDX-License-Identifier: Apache-2.0
/**
 * UTF-8 without TextEncoder and TextDecoder, which the engine does not have. Pure. What is not valid becomes "?", byte by
 * byte, so any bytes make some text and any text makes valid bytes. Strings count UTF-16 units on Node and code points on
 * XS; this gives the same on both.
 */
const questionMark = 0x3f;
/** More arguments at once would overflow the engine's stack of 384 slots. */
const chunkLength = 32;

/** The text of `bytes[0..length)`. */
export function decodeUtf8(bytes: Uint8Array, length: number): string {
  let text = "";
  let codes: number[] = [];
  for (let index = 0; index < length; ) {
    const lead = bytes[index] ?? 0;
    const size = lead < 0x80 ? 1 : sizeOf(bytes, index, length);
    codes.push(size === 1 ? lead : size === 0 ? questionMark : codeAt(bytes, index, size));
    index += size === 0 ? 1 : size;
    if (codes.length === chunkLength) {
      text += String.fromCodePoint(...codes);
      codes = [];
    }
  }
  return text + String.fromCodePoint(...codes);
}

/**
 * Puts the text into a ring whose length is a power of two, from `start` on (which may count on past its end), and returns
 * the number of bytes; -1 when they are more than `room`, and what was put then does not count.
 */
export function encodeUtf8(text: string, ring: Uint8Array, start: number, room: number): number {
  const mask = ring.length - 1;
  let at = start;
  let wide = false;
  for (let index = 0; index < text.length; index++) {
    let code = text.codePointAt(index) ?? questionMark;
    if (code >= 0xd800 && code <= 0xdfff) {
      // The second half of a code point that Node counts as two.
      const isSecondHalf = wide;
      wide = false;
      if (isSecondHalf) continue;
      code = questionMark;
    } else {
      wide = code > 0xffff;
    }
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (at - start + size > room) return -1;
    if (size === 1) {
      ring[at++ & mask] = code;
      continue;
    }
    const leadMark = size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0;
    ring[at++ & mask] = leadMark | (code >> (6 * (size - 1)));
    for (let rest = size - 2; rest >= 0; rest--) ring[at++ & mask] = 0x80 | ((code >> (6 * rest)) & 0x3f);
  }
  return at - start;
}

/** Bytes of the valid sequence at this place: 2 to 4, or 0. Overlong forms, surrogates and beyond U+10FFFF are not valid. */
function sizeOf(bytes: Uint8Array, index: number, length: number): number {
  const lead = bytes[index] ?? 0;
  const size = lead >= 0xc2 && lead <= 0xdf ? 2 : (lead & 0xf0) === 0xe0 ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  if (size === 0 || index + size > length) return 0;
  for (let rest = 1; rest < size; rest++) {
    if (((bytes[index + rest] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const code = codeAt(bytes, index, size);
  if (size === 3 && (code < 0x800 || (code >= 0xd800 && code <= 0xdfff))) return 0;
  if (size === 4 && (code < 0x10000 || code > 0x10ffff)) return 0;
  return size;
}

function codeAt(bytes: Uint8Array, index: number, size: number): number {
  let code = (bytes[index] ?? 0) & (0xff >> (size + 1));
  for (let rest = 1; rest < size; rest++) code = (code << 6) | ((bytes[index + rest] ?? 0) & 0x3f);
  return code;
}
