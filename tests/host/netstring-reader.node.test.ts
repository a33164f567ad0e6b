// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NetstringReader } from "../../host/app/netstring-reader";

const messages = ["", "a", "x".repeat(100), "with:colon,and comma", "é😀"];
const stream = Buffer.concat(messages.map((message) => Buffer.from(`${Buffer.byteLength(message)}:${message},`)));

describe("a netstring reader", () => {
  for (const size of [1, 2, 3, 7, 64, stream.length]) {
    test(`puts messages together from chunks of ${size} bytes`, () => {
      const reader = new NetstringReader();
      const read: string[] = [];
      for (let start = 0; start < stream.length; start += size) {
        read.push(...reader.push(stream.subarray(start, start + size)).map(String));
      }
      assert.deepEqual(read, messages);
    });
  }

  test("gives a message only when its comma is there", () => {
    const reader = new NetstringReader();
    assert.deepEqual(reader.push(Buffer.from("3:abc")), []);
    assert.deepEqual(reader.push(Buffer.from(",")).map(String), ["abc"]);
  });

  test("refuses what is no netstring", () => {
    assert.throws(() => new NetstringReader().push(Buffer.from("3:abcd,")), /comma/);
    assert.throws(() => new NetstringReader().push(Buffer.from("x:abc,")), /bad length/);
    assert.throws(() => new NetstringReader().push(Buffer.from("Segmentation fault")), /without a length/);
  });
});
