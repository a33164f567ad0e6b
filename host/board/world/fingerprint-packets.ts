// SPDX-License-Identifier: Apache-2.0
/**
 * Packets of the R503 and AS608 family as the module sees them, written anew after the manual instead of taken from the driver,
 * so that a mistake in one is not in the other.
 */
const start = Object.freeze([0xef, 0x01, 0xff, 0xff, 0xff, 0xff]);
const commandId = 1;
const answerId = 7;

/** Instruction code and parameters; undefined: not exactly one right packet. */
export function commandOf(packet: Uint8Array): number[] | undefined {
  const bytes = [...packet];
  if (start.some((byte, index) => bytes[index] !== byte) || bytes[6] !== commandId) return undefined;
  const length = (bytes[7] ?? 0) * 256 + (bytes[8] ?? 0);
  if (length < 3 || bytes.length !== 9 + length) return undefined;
  const sum = sumOf(bytes.slice(6, -2));
  if (bytes.at(-2) !== sum >> 8 || bytes.at(-1) !== (sum & 0xff)) return undefined;
  return bytes.slice(9, -2);
}

export function answerPacket(content: readonly number[]): Uint8Array {
  const length = content.length + 2;
  const summed = [answerId, length >> 8, length & 0xff, ...content];
  const sum = sumOf(summed);
  return Uint8Array.from([...start, ...summed, sum >> 8, sum & 0xff]);
}

function sumOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => (sum + byte) & 0xffff, 0);
}
