// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FingerprintWire, commandPacket, contentBytesMax } from "../../drivers/fingerprint-packet";
import { Random } from "../../host/board/random";
import { answerPacket, commandOf } from "../../host/board/world/fingerprint-packets";

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

/** What the reader makes of these bytes. */
function answers(bytes: Iterable<number>, reader = new FingerprintWire()): string[] {
  const found: string[] = [];
  for (const byte of bytes) {
    const content = reader.take(byte);
    if (content !== undefined) found.push(hex(content));
  }
  return found;
}

describe("a command's packet", () => {
  test("is the one of the manual's examples", () => {
    // VfyPwd with password 0, GenImg, TempleteNum (checksum 0021H in the manual).
    assert.equal(hex(commandPacket(0x13, [0, 0, 0, 0])), "ef 01 ff ff ff ff 01 00 07 13 00 00 00 00 00 1b");
    assert.equal(hex(commandPacket(0x01, [])), "ef 01 ff ff ff ff 01 00 03 01 00 05");
    assert.equal(hex(commandPacket(0x1d, [])), "ef 01 ff ff ff ff 01 00 03 1d 00 21");
  });

  test("is understood by the module, whatever its parameters", () => {
    const parameters = [255, 254, 0, 1, 128];
    assert.deepEqual(commandOf(commandPacket(0x35, parameters)), [0x35, ...parameters]);
  });

  test("is refused by the module when one bit of it is wrong", () => {
    const packet = commandPacket(0x13, [1, 2, 3, 4]);
    for (let bit = 0; bit < packet.length * 8; bit++) {
      const bad = packet.slice();
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(commandOf(bad), undefined, `bit ${bit}`);
    }
  });
});

describe("an answer", () => {
  test("is read, one after the other", () => {
    const bytes = [...answerPacket([0]), ...answerPacket([0, 1, 2, 3, 4])];
    assert.deepEqual(answers(bytes), ["00", "00 01 02 03 04"]);
  });

  test("is found behind stray bytes, the beginnings of a header among them", () => {
    assert.deepEqual(answers([0x55, 0xef, 0xef, 0x01, 0xff, 0x07, 0xef, ...answerPacket([9])]), ["09"]);
  });

  test("is dropped when one bit of it is wrong, and the next one is read", () => {
    const packet = answerPacket([0, 7, 8]);
    for (let bit = 0; bit < packet.length * 8; bit++) {
      const bad = packet.slice();
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const reader = new FingerprintWire();
      assert.deepEqual(answers(bad, reader), [], `bit ${bit}`);
      reader.begin(1, []);
      assert.deepEqual(answers(answerPacket([1]), reader), ["01"]);
    }
  });

  test("may be as long as the buffer and not one byte longer", () => {
    const content = Array.from({ length: contentBytesMax }, (_, index) => index);
    assert.equal(answers(answerPacket(content)).length, 1);
    assert.deepEqual(answers(answerPacket([...content, 0])), []);
    assert.deepEqual(answers(answerPacket([])), []);
  });

  test("is made out of a hundred thousand random bytes only with a right checksum", () => {
    const random = new Random(7);
    const reader = new FingerprintWire();
    const window: number[] = [];
    for (let count = 0; count < 100_000; count++) {
      // Often a part of a packet, so that the reader gets far.
      const part = [0xef, 0x01, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00, 0x03, 0x00][count % 10] ?? 0;
      const byte = random.below(20) === 0 ? random.below(256) : part;
      window.push(byte);
      const content = reader.take(byte);
      if (content === undefined) continue;
      const packet = answerPacket([...content]);
      assert.deepEqual(window.slice(-packet.length), [...packet]);
    }
  });
});
