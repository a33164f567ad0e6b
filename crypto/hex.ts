// SPDX-License-Identifier: Apache-2.0
/** Bytes as hexadecimal text, in lower case: keys and their ids. */

export function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index++) text += (bytes[index]! < 16 ? "0" : "") + bytes[index]!.toString(16);
  return text;
}

/** Throws a RangeError for anything but pairs of hexadecimal digits. */
export function bytesOfHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  for (let index = 0; index < bytes.length; index++) {
    const pair = text.slice(2 * index, 2 * index + 2);
    bytes[index] = parseInt(pair, 16);
    if (hexOf(bytes.subarray(index, index + 1)) !== pair) throw new RangeError("hex: two digits are needed, in lower case");
  }
  if (bytes.length * 2 !== text.length) throw new RangeError("hex: an odd number of digits");
  return bytes;
}
