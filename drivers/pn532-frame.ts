// SPDX-License-Identifier: Apache-2.0
/**
 * Frames of the PN532 (NXP user manual UM0701-02, 6.2.1), as they cross I2C: a read begins with a byte whose lowest bit says
 * that the rest is there. Whatever is not exactly as it should be is no frame.
 *
 *     00 | 00 FF | LEN | -LEN | TFI DATA... | -sum | 00       TFI: D4 to the PN532, D5 from it; LEN counts from TFI on
 *     00 | 00 FF | 00 | FF | 00                               ACK, either way; from the host it also aborts
 */
const toReader = 0xd4;
const fromReader = 0xd5;
const headBytes = 5;
const tailBytes = 2;
const noData: readonly number[] = Object.freeze([]);
/** Of an answer as it is read: ready byte, then preamble, start code, LEN, LCS. */
export const answerAt = 1 + headBytes;
/** TFI and the answered command. */
const identityBytes = 2;

/** `data` goes behind the command and its parameters. */
export function commandFrame(command: readonly number[], data: ArrayLike<number> = noData): Uint8Array {
  const length = 1 + command.length + data.length;
  const end = headBytes + length;
  const frame = new Uint8Array(end + tailBytes);
  frame.set([0x00, 0x00, 0xff, length, -length, toReader]);
  frame.set(command, headBytes + 1);
  frame.set(data, headBytes + 1 + command.length);
  let sum = 0;
  for (let index = headBytes; index < end; index++) sum += frame[index]!;
  frame[end] = -sum;
  return frame;
}

export function ackFrame(): Uint8Array {
  return Uint8Array.of(0x00, 0x00, 0xff, 0x00, 0xff, 0x00);
}

/** A buffer for the answer to a command, ready byte and all; `dataBytes` follow the answered command's code. */
export function answerBuffer(dataBytes: number): Uint8Array {
  return new Uint8Array(answerAt + identityBytes + dataBytes + tailBytes);
}

/** `read`: ready byte and frame. */
export function isAck(read: Uint8Array): boolean {
  return isStart(read) && read[4] === 0x00 && read[5] === 0xff && read[6] === 0x00;
}

/** How many bytes of data stand behind `answerAt + 2`; undefined: this is no answer to that command. */
export function answerDataBytes(read: Uint8Array, command: number): number | undefined {
  const length = read[4] ?? 0;
  const end = answerAt + length;
  if (!isStart(read) || ((length + (read[5] ?? 0)) & 0xff) !== 0) return undefined;
  // Beyond the buffer nothing is 0 either.
  if (length < identityBytes || read[end + 1] !== 0x00) return undefined;
  if (read[answerAt] !== fromReader || read[answerAt + 1] !== command + 1) return undefined;
  let sum = 0;
  for (let index = answerAt; index <= end; index++) sum += read[index] ?? 0;
  return (sum & 0xff) === 0 ? length - identityBytes : undefined;
}

function isStart(read: Uint8Array): boolean {
  return ((read[0] ?? 0) & 1) === 1 && read[1] === 0x00 && read[2] === 0x00 && read[3] === 0xff;
}
