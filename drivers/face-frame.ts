// SPDX-License-Identifier: Apache-2.0
/**
 * Frames of the face modules: EF AA, message (1), size (2), data, XOR of all after EF AA; numbers high byte first (docs/biometrics.md).
 * An answer is message 0, and its data begin with the message that it answers, and a result; what answers another message is
 * dropped, and so is what the module tells by itself.
 *
 * What comes in is bounded: a frame of over 256 bytes of data is none. A bad one costs only itself.
 */
import type { TemplateWire } from "./template-link";

export const dataBytesMax = 256;

const start = 0xef;
const startEnd = 0xaa;
const answerMessage = 0x00;
const messageAt = 2;
const sizeAt = 3;
const dataAt = 5;

export class FaceWire implements TemplateWire {
  readonly #data = new Uint8Array(dataBytesMax);
  #message = 0;
  #kind = 0;
  #at = 0;
  #size = 0;
  #check = 0;

  begin(message: number, data: readonly number[]): Uint8Array {
    this.#at = 0;
    this.#message = message;
    const frame = new Uint8Array(dataAt + data.length + 1);
    frame[0] = start;
    frame[1] = startEnd;
    frame[messageAt] = message;
    frame[sizeAt] = data.length >> 8;
    frame[sizeAt + 1] = data.length & 0xff;
    frame.set(data, dataAt);
    let check = 0;
    for (let at = messageAt; at < frame.length - 1; at++) check ^= frame[at]!;
    frame[frame.length - 1] = check;
    return frame;
  }

  take(byte: number): Uint8Array | undefined {
    const at = this.#at++;
    if (at < messageAt) {
      if (byte !== (at === 0 ? start : startEnd)) this.#at = byte === start ? 1 : 0;
      this.#check = 0;
      return undefined;
    }
    this.#check ^= byte;
    if (at === messageAt) this.#kind = byte;
    else if (at === sizeAt) this.#size = byte * 256;
    else if (at < dataAt) {
      this.#size += byte;
      if (this.#size > dataBytesMax) this.#at = 0;
    } else if (at < dataAt + this.#size) this.#data[at - dataAt] = byte;
    else {
      this.#at = 0;
      // With its checksum taken in, too, a right frame comes to nothing.
      if (this.#check === 0 && this.#isAnswer()) return this.#data.slice(1, this.#size);
    }
    return undefined;
  }

  #isAnswer(): boolean {
    return this.#kind === answerMessage && this.#size >= 2 && this.#data[0] === this.#message;
  }
}
