// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LineDecoder } from "../../drivers/line-decoder";
import { utf8Samples } from "../fixtures/utf8-samples";

function decode(...bytes: number[]): string {
  const decoder = new LineDecoder();
  decoder.add(Uint8Array.from(bytes), 0, bytes.length);
  return decoder.end();
}

describe("a line", () => {
  test("is read as RFC 3629 has it", () => {
    for (const { text, bytes } of utf8Samples) assert.equal(decode(...bytes), text);
  });

  test("is the same however it is cut into pieces, and however long it is", () => {
    const sample = utf8Samples.flatMap(({ bytes }) => bytes);
    const bytes = Uint8Array.from([...sample, ...sample, ...sample, ...sample, ...sample, ...sample]);
    const text = utf8Samples.map((each) => each.text).join("").repeat(6);
    for (const step of [1, 2, 3, 7, 31, 32, 33, bytes.length]) {
      const decoder = new LineDecoder();
      for (let start = 0; start < bytes.length; start += step) {
        decoder.add(bytes, start, Math.min(start + step, bytes.length));
      }
      assert.equal(decoder.end(), text, `in pieces of ${step}`);
    }
  });

  test("has question marks where it is not valid, and the rest is read", () => {
    assert.equal(decode(0x61, 0xff, 0x62), "a?b");
    assert.equal(decode(0xc3), "?");
    assert.equal(decode(0xc3, 0x28), "?(");
    assert.equal(decode(0x80, 0xbf), "??");
    assert.equal(decode(0xe2, 0x82), "??");
    assert.equal(decode(0xe2, 0x82, 0x61), "??a");
    assert.equal(decode(0xe2, 0xc3, 0xa9), "?é");
    assert.equal(decode(0xf0, 0x9f, 0x94), "???");
  });

  test("in more bytes than needed is not valid", () => {
    assert.equal(decode(0xc0, 0xaf), "??");
    assert.equal(decode(0xe0, 0x80, 0xaf), "???");
    assert.equal(decode(0xf0, 0x80, 0x80, 0xaf), "????");
  });

  test("with surrogates, or with what Unicode does not have, is not valid", () => {
    assert.equal(decode(0xed, 0xa0, 0x80), "???");
    assert.equal(decode(0xf4, 0x90, 0x80, 0x80), "????");
    assert.equal(decode(0xf8, 0x88, 0x80, 0x80, 0x80), "?????");
  });

  test("has question marks for control characters, and a space for a tab", () => {
    assert.equal(decode(0x61, 0x00, 0x1b, 0x1f, 0x7f, 0x09, 0x20, 0x7e), "a????  ~");
  });

  test("leaves nothing behind for the next one", () => {
    const decoder = new LineDecoder();
    decoder.add(Uint8Array.of(0x61, 0xe2, 0x82), 0, 3);
    assert.equal(decoder.end(), "a??");
    decoder.add(Uint8Array.of(0xac, 0x62), 0, 2);
    assert.equal(decoder.end(), "?b");
    assert.equal(decoder.end(), "");
  });

  test("of any bytes at all makes text of at most as many characters", () => {
    let state = 1;
    for (let round = 0; round < 200; round++) {
      const bytes = new Uint8Array(round);
      for (let index = 0; index < round; index++) {
        state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
        bytes[index] = state >>> 16;
      }
      const characters = [...decode(...bytes)];
      assert.ok(characters.length <= round);
      assert.ok(characters.every((character) => character >= " " && character !== "\x7f"));
    }
  });
});
