// SPDX-License-Identifier: Apache-2.0
/** Images of the virtual board: every byte of them counts, and nothing after them does. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { appImageLength, decodeAppImage, encodeAppImage } from "../../host/board/app-image";
import { factoryConfig } from "../../host/board/factory-config";

const script = "(load) => load(\"mc/config\") // ü";
const small = encodeAppImage({ config: factoryConfig, script, paddingBytes: 100 });

function changed(bytes: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(copy);
  return copy;
}

describe("an image", () => {
  test("has the header, the segment, the check sum at the end of 16 bytes, and SHA-256 that ESP-IDF looks for", () => {
    const view = new DataView(small.buffer);
    assert.deepEqual([small[0], small[1], view.getUint16(12, true), small[23]], [0xe9, 1, 0xfff0, 1]);
    const segmentBytes = view.getUint32(28, true);
    assert.equal(segmentBytes % 4, 0);
    const hashAt = Math.ceil((32 + segmentBytes + 1) / 16) * 16;
    assert.equal(small.length, hashAt + 32);
    assert.equal(small[hashAt - 1], small.subarray(32, 32 + segmentBytes).reduce((sum, byte) => sum ^ byte, 0xef));
  });

  test("gives back configuration and script, whatever its padding", () => {
    for (let paddingBytes = 0; paddingBytes < 40; paddingBytes++) {
      assert.deepEqual(decodeAppImage(encodeAppImage({ config: factoryConfig, script, paddingBytes })), { config: factoryConfig, script });
      assert.equal(decodeAppImage(encodeAppImage({ config: factoryConfig, paddingBytes }))?.script, undefined);
    }
  });

  test("has a length that its first 32 bytes tell", () => {
    for (const paddingBytes of [0, 7, 5_000]) {
      const bytes = encodeAppImage({ config: factoryConfig, paddingBytes });
      assert.equal(appImageLength(bytes.subarray(0, 32)), bytes.length);
    }
    assert.equal(appImageLength(small.subarray(0, 31)), undefined);
  });

  test("is the same with anything after it", () => {
    const longer = new Uint8Array(small.length + 1_000).fill(0xa5);
    longer.set(small);
    assert.equal(decodeAppImage(longer)?.script, script);
  });

  test("may lie anywhere in a buffer", () => {
    const buffer = new Uint8Array(small.length + 3);
    buffer.set(small, 3);
    assert.equal(decodeAppImage(buffer.subarray(3))?.script, script);
  });

  test("of 1.5 MB is made and read", () => {
    const large = encodeAppImage({ config: factoryConfig, paddingBytes: 1_500_000 });
    assert.deepEqual(decodeAppImage(large)?.config, factoryConfig);
    assert.equal(decodeAppImage(changed(large, (copy) => (copy[1_000_001]! ^= 0x80))), undefined);
  });
});

describe("no image", () => {
  test("is left when a bit of any byte is wrong", () => {
    for (let at = 0; at < small.length; at++) {
      assert.equal(decodeAppImage(changed(small, (copy) => (copy[at]! ^= 1 << at % 8))), undefined, `byte ${at}`);
    }
  });

  test("is left of a part", () => {
    for (let length = 0; length < small.length; length++) assert.equal(decodeAppImage(small.subarray(0, length)), undefined);
  });

  test("is what is erased, or made for another chip", () => {
    assert.equal(decodeAppImage(new Uint8Array(5_000).fill(0xff)), undefined);
    assert.equal(decodeAppImage(new Uint8Array(5_000)), undefined);
    assert.equal(appImageLength(changed(small, (copy) => (copy[12] = 5))), undefined);
  });
});
