// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodeUtf8, encodeUtf8 } from "../../drivers/utf8";

function decode(...bytes: number[]): string {
  return decodeUtf8(Uint8Array.from(bytes), bytes.length);
}

function encode(text: string, room = 256): number[] | undefined {
  const ring = new Uint8Array(256);
  const length = encodeUtf8(text, ring, 0, room);
  return length < 0 ? undefined : [...ring.subarray(0, length)];
}

/** Text, and its bytes by RFC 3629. */
const samples: [string, number[]][] = [
  ["", []],
  ["a{\"}~", [0x61, 0x7b, 0x22, 0x7d, 0x7e]],
  ["é", [0xc3, 0xa9]],
  ["\u0080\u07ff", [0xc2, 0x80, 0xdf, 0xbf]],
  ["\u0800€\uffff", [0xe0, 0xa0, 0x80, 0xe2, 0x82, 0xac, 0xef, 0xbf, 0xbf]],
  ["🔑🔒", [0xf0, 0x9f, 0x94, 0x91, 0xf0, 0x9f, 0x94, 0x92]],
];

describe("UTF-8", () => {
  test("is read and written as the RFC has it", () => {
    for (const [text, bytes] of samples) {
      assert.deepEqual(encode(text), bytes);
      assert.equal(decode(...bytes), text);
    }
  });

  test("is read over many chunks", () => {
    const text = "0123456789é€🔑".repeat(20);
    const bytes = encodeLong(text);
    assert.equal(decodeUtf8(bytes, bytes.length), text);
  });

  test("that is not valid becomes question marks, and the rest is read", () => {
    assert.equal(decode(0x61, 0xff, 0x62), "a?b");
    assert.equal(decode(0xc3), "?");
    assert.equal(decode(0xc3, 0x28), "?(");
    assert.equal(decode(0x80, 0xbf), "??");
    assert.equal(decode(0xe2, 0x82), "??");
    assert.equal(decode(0xf0, 0x9f, 0x94), "???");
  });

  test("in more bytes than needed is not valid", () => {
    assert.equal(decode(0xc0, 0xaf), "??");
    assert.equal(decode(0xe0, 0x80, 0xaf), "???");
    assert.equal(decode(0xf0, 0x80, 0x80, 0xaf), "????");
  });

  test("of surrogates and of what Unicode does not have is not valid", () => {
    assert.equal(decode(0xed, 0xa0, 0x80), "???");
    assert.equal(decode(0xf4, 0x90, 0x80, 0x80), "????");
    assert.equal(decode(0xf8, 0x88, 0x80, 0x80, 0x80), "?????");
  });

  test("of half a code point is a question mark", () => {
    assert.deepEqual(encode("a\ud83db"), [0x61, 0x3f, 0x62]);
    assert.deepEqual(encode("\udd11"), [0x3f]);
  });

  test("is written whole or not at all", () => {
    assert.deepEqual(encode("ab€", 5), [0x61, 0x62, 0xe2, 0x82, 0xac]);
    assert.equal(encode("ab€", 4), undefined);
  });

  test("is written around the end of a ring", () => {
    const ring = new Uint8Array(8);
    assert.equal(encodeUtf8("ab€", ring, 6, 8), 5);
    assert.deepEqual([...ring], [0xe2, 0x82, 0xac, 0, 0, 0, 0x61, 0x62]);
  });
});

function encodeLong(text: string): Uint8Array {
  const ring = new Uint8Array(1024);
  return ring.slice(0, encodeUtf8(text, ring, 0, 1024));
}
