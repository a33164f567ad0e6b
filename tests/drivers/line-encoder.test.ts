// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LineEncoder } from "../../drivers/line-encoder";
import { utf8Samples } from "../fixtures/utf8-samples";

/** In pieces of at most `room` bytes. */
function encode(text: string, room: number): number[] {
  const encoder = new LineEncoder();
  encoder.start(text);
  const bytes: number[] = [];
  const piece = new Uint8Array(room);
  for (let count = encoder.fill(piece); count > 0; count = encoder.fill(piece)) bytes.push(...piece.subarray(0, count));
  return bytes;
}

describe("a line of text", () => {
  test("is written as RFC 3629 has it", () => {
    for (const { text, bytes } of utf8Samples) assert.deepEqual(encode(text, 64), bytes);
  });

  test("is the same in pieces of any size, and no piece cuts a code point", () => {
    const text = utf8Samples.map((sample) => sample.text).join("");
    const bytes = utf8Samples.flatMap((sample) => sample.bytes);
    for (let room = 4; room < 40; room++) assert.deepEqual(encode(text, room), bytes, `room for ${room}`);
  });

  test("is the same wherever in it a code point of two units stands", () => {
    for (let before = 0; before < 100; before++) {
      const ascii = new Array<number>(before).fill(0x61);
      const bytes = [...ascii, 0xf0, 0x9f, 0x94, 0x91, 0xf0, 0x9f, 0x94, 0x91, 0x62];
      assert.deepEqual(encode(`${"a".repeat(before)}🔑🔑b`, 64), bytes, `after ${before}`);
      assert.deepEqual(encode(`${"a".repeat(before)}\ud83d`, 64), [...ascii, 0x3f]);
    }
  });

  test("with half a code point has a question mark there", () => {
    assert.deepEqual(encode("a\ud83db", 64), [0x61, 0x3f, 0x62]);
    assert.deepEqual(encode("\udd11", 64), [0x3f]);
  });

  test("leaves nothing behind for the next one", () => {
    const encoder = new LineEncoder();
    encoder.start("long enough");
    encoder.fill(new Uint8Array(4));
    encoder.start("b");
    const bytes = new Uint8Array(4);
    assert.equal(encoder.fill(bytes), 1);
    assert.equal(bytes[0], 0x62);
    assert.equal(encoder.fill(bytes), 0);
  });
});
