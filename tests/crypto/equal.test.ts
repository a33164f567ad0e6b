// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { equal, equalMacMask, macWords } from "../../crypto/equal";

const bytes = Uint8Array.from({ length: 16 }, (_, i) => 17 * i);

describe("equal", () => {
  test("says yes to the same bytes, and to none at all", () => {
    assert.equal(equal(bytes, bytes.slice()), true);
    assert.equal(equal(new Uint8Array(0), new Uint8Array(0)), true);
  });

  test("says no to any single flipped bit", () => {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const other = bytes.slice();
      other[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(equal(bytes, other), false, `bit ${bit}`);
    }
  });

  test("two differences do not cancel each other out", () => {
    const other = bytes.slice();
    other[0]! ^= 0x55;
    other[15]! ^= 0x55;
    assert.equal(equal(bytes, other), false);
  });

  test("reads every byte wherever the first difference is", () => {
    const counting = (first: number): number => {
      let reads = 0;
      const other = bytes.slice();
      other[first]! ^= 1;
      const watched = new Proxy(other, {
        get: (target, name) => {
          if (typeof name === "string" && /^\d+$/.test(name)) reads++;
          return Reflect.get(target, name, target) as unknown;
        },
      });
      assert.equal(equal(bytes, watched), false);
      return reads;
    };
    assert.equal(counting(0), 16);
    assert.equal(counting(15), 16);
  });

  test("throws on unequal lengths instead of answering", () => {
    assert.throws(() => equal(bytes, bytes.subarray(1)), /16 and 15/);
  });
});

describe("equalMacMask", () => {
  const macs = new Int32Array(3 * macWords);
  const mac = Int32Array.from([0x7fffffff, -0x80000000, -1, 0x12345678]);
  macs.set(mac, macWords);

  test("is all ones where the words are, and zero elsewhere", () => {
    assert.equal(equalMacMask(macs, macWords, mac), -1);
    assert.equal(equalMacMask(macs, 0, mac), 0);
    assert.equal(equalMacMask(macs, 2 * macWords, mac), 0);
  });

  test("is zero for any single flipped bit, the sign bits too", () => {
    for (let bit = 0; bit < 128; bit++) {
      const other = mac.slice();
      other[bit >> 5]! ^= 1 << (bit & 31);
      assert.equal(equalMacMask(macs, macWords, other), 0, `bit ${bit}`);
    }
  });
});
