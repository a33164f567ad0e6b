// SPDX-License-Identifier: Apache-2.0
/** A PIN in a longer row of digits, as docs/keypad.md has it. */
const rowDigitsMin = 11;
const rowDigitsMax = 20;
const pinDigitsMin = 7;
const pinDigitsMax = 10;

export function isRow(digits: string): boolean {
  return digits.length >= rowDigitsMin && digits.length <= rowDigitsMax;
}

/** Whatever in a row may be a PIN: the longest first, of these the first one. */
export function partsOf(row: string): string[] {
  const parts: string[] = [];
  for (let length = pinDigitsMax; length >= pinDigitsMin; length--) {
    const places = row.length - length + 1;
    // No better guess than a PIN of six digits.
    if (places > 10 ** (length - 6)) continue;
    for (let at = 0; at < places; at++) parts.push(row.slice(at, at + length));
  }
  return parts;
}
