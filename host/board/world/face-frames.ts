// SPDX-License-Identifier: Apache-2.0
/**
 * Frames of a face module as the module sees them, written anew after docs/biometrics.md instead of taken from the driver, so that a
 * mistake in one is not in the other.
 */
const syncWord = Object.freeze([0xef, 0xaa]);

/** Message and data; undefined: not exactly one right frame. */
export function messageOf(frame: Uint8Array): { message: number; data: number[] } | undefined {
  const bytes = [...frame];
  if (bytes.length < 6 || bytes[0] !== syncWord[0] || bytes[1] !== syncWord[1]) return undefined;
  const body = bytes.slice(2, -1);
  const [message = 0, high = 0, low = 0, ...data] = body;
  if (data.length !== high * 256 + low || bytes.at(-1) !== xorOf(body)) return undefined;
  return { message, data };
}

export function frameOf(message: number, data: readonly number[]): Uint8Array {
  const body = [message, data.length >> 8, data.length & 0xff, ...data];
  return Uint8Array.from([...syncWord, ...body, xorOf(body)]);
}

function xorOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

export function two(value: number): number[] {
  return [value >> 8, value & 0xff];
}

export function idOf([high = 0, low = 0]: readonly number[]): number {
  return high * 256 + low;
}

export function text(value: string): number[] {
  return [...value].map((character) => character.charCodeAt(0));
}
