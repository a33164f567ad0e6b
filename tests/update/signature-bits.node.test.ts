// SPDX-License-Identifier: Apache-2.0
/** Every bit of a signature, of its key and of what is signed; on Node only, since it is a thousand signatures. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { flipped, isValid, signed } from "../fixtures/signatures";

describe("a signature that tweetnacl made", () => {
  const original = signed(Uint8Array.from({ length: 40 }, (_, at) => at), 9);

  for (const part of ["signature", "publicKey", "message"] as const) {
    test(`is refused with any bit of the ${part} flipped, and valid with none`, () => {
      const bits = original[part].length * 8;
      const taken = Array.from({ length: bits }, (_, bit) => bit).filter((bit) => isValid(flipped(original, part, bit)));
      assert.deepEqual(taken, []);
      assert.ok(isValid(original));
    });
  }
});
