// SPDX-License-Identifier: Apache-2.0
/**
 * Comparing secrets without telling by the time taken where they differ: no early exit, no branch on a secret, and only
 * 32-bit integer steps, which XS does without floating point. What this cannot promise: XS is an interpreter whose
 * garbage collector runs when it likes, and a native compiler (V8) may do what it wants; the order of compares is all
 * we control.
 */

/** Bytes, for comparing rarely. Unequal lengths are a programmer's mistake, since lengths are no secret. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  const length = a.length;
  if (length !== b.length) throw new RangeError(`equal: ${length} and ${b.length} bytes`);
  let difference = 0;
  for (let i = 0; i < length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

/** Words in 16 bytes: what a keyed hash returns. */
export const macWords = 4;

/**
 * -1 (all bits set) when four words from `at` equal the four of `mac`, else 0: a mask, so that the caller needs no
 * branch.
 */
export function equalMacMask(words: Int32Array, at: number, mac: Int32Array): number {
  const difference =
    (words[at]! ^ mac[0]!) | (words[at + 1]! ^ mac[1]!) | (words[at + 2]! ^ mac[2]!) | (words[at + 3]! ^ mac[3]!);
  // Halving first keeps the subtraction inside 32 bits; negating would make -0 or 2^31, which XS holds as doubles.
  return (((difference >>> 1) | (difference & 1)) - 1) >> 31;
}
