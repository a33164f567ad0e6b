// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openRecord, sealRecord } from "../../crypto/checked-record";
import { fromAscii, toHex } from "../fixtures/bytes";

const payload = Uint8Array.from([0, 255, 3, 128, 77]);

describe("checked record", () => {
  test("gives back what was put in", () => {
    assert.deepEqual(openRecord("user.3", 1, sealRecord("user.3", 1, payload))?.slice(), payload);
    assert.equal(openRecord("user.3", 1, sealRecord("user.3", 1, new Uint8Array(0)))?.length, 0);
  });

  test("its check is the CRC-32 of key, version and payload, little-endian", () => {
    // The published check value of CRC-32 is that of "123456789": key "1234", version "5", payload "6789".
    const record = sealRecord("1234", "5".charCodeAt(0), fromAscii("6789"));
    assert.equal(toHex(record.subarray(5)), "2639f4cb");
  });

  test("any single flipped bit is noticed", () => {
    const record = sealRecord("user.3", 1, payload);
    for (let bit = 0; bit < record.length * 8; bit++) {
      const torn = record.slice();
      torn[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(openRecord("user.3", 1, torn), undefined, `bit ${bit}`);
    }
  });

  test("a record cut short anywhere, or with a byte more, is noticed", () => {
    const record = sealRecord("user.3", 1, payload);
    for (let length = 0; length < record.length; length++) {
      assert.equal(openRecord("user.3", 1, record.slice(0, length)), undefined, `${length} bytes`);
    }
    assert.equal(openRecord("user.3", 1, Uint8Array.from([...record, 0])), undefined);
  });

  test("another user's record, and another version's, are refused", () => {
    const record = sealRecord("user.3", 1, payload);
    assert.equal(openRecord("user.4", 1, record), undefined);
    assert.equal(openRecord("user.3", 2, record), undefined);
  });

  test("erased flash is no record", () => {
    for (let length = 0; length < 64; length++) {
      assert.equal(openRecord("user.3", 255, new Uint8Array(length).fill(255)), undefined);
      assert.equal(openRecord("user.3", 0, new Uint8Array(length)), undefined);
    }
  });
});
