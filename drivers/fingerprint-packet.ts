// SPDX-License-Identifier: Apache-2.0
/**
 * Packets of the R503 and AS608 family: EF 01, address (4), kind (1), length (2), content, checksum (2), all numbers high byte
 * first; the length counts content and checksum, the checksum is the sum from the kind on (R503 user manual 1.2.2).
 *
 * What comes in is bounded: an answer of over 64 bytes of content, of another kind or from another address is no answer. A
 * bad one costs only itself: the search for the next header goes on with the byte after it.
 */
import type { TemplateWire } from "./template-link";

export const contentBytesMax = 64;

const header = 0xef;
const headerEnd = 0x01;
const addressByte = 0xff;
const commandKind = 0x01;
const answerKind = 0x07;
const checksumBytes = 2;
const kindAt = 6;
const lengthAt = 7;
const contentAt = 9;

export function commandPacket(command: number, parameters: readonly number[]): Uint8Array {
  const length = 1 + parameters.length + checksumBytes;
  const packet = new Uint8Array(contentAt + length);
  packet[0] = header;
  packet[1] = headerEnd;
  packet.fill(addressByte, 2, kindAt);
  packet[kindAt] = commandKind;
  packet[lengthAt] = length >> 8;
  packet[lengthAt + 1] = length & 0xff;
  packet[contentAt] = command;
  packet.set(parameters, contentAt + 1);
  let sum = 0;
  for (let at = kindAt; at < packet.length - checksumBytes; at++) sum += packet[at] ?? 0;
  packet[packet.length - 2] = (sum >> 8) & 0xff;
  packet[packet.length - 1] = sum & 0xff;
  return packet;
}

export class FingerprintWire implements TemplateWire {
  /** Of the answer that is complete: confirmation code first. */
  readonly #content = new Uint8Array(contentBytesMax);
  #at = 0;
  #length = 0;
  #sum = 0;
  #checksum = 0;

  begin(code: number, parameters: readonly number[]): Uint8Array {
    this.#at = 0;
    return commandPacket(code, parameters);
  }

  take(byte: number): Uint8Array | undefined {
    const at = this.#at++;
    const contentEnd = contentAt + this.#length;
    if (at < lengthAt) {
      if (!isExpected(at, byte)) this.#at = byte === header ? 1 : 0;
      this.#sum = byte;
    } else if (at < contentAt) {
      this.#sum += byte;
      this.#length = at === lengthAt ? byte : this.#length * 256 + byte - checksumBytes;
      const isBad = at > lengthAt && (this.#length < 1 || this.#length > contentBytesMax);
      if (isBad) this.#at = 0;
    } else if (at < contentEnd) {
      this.#sum += byte;
      this.#content[at - contentAt] = byte;
    } else if (at === contentEnd) {
      this.#checksum = byte * 256;
    } else {
      this.#at = 0;
      if (this.#checksum + byte === (this.#sum & 0xffff)) return this.#content.slice(0, this.#length);
    }
    return undefined;
  }
}

function isExpected(at: number, byte: number): boolean {
  if (at === 0) return byte === header;
  if (at === 1) return byte === headerEnd;
  return byte === (at < kindAt ? addressByte : answerKind);
}
