// SPDX-License-Identifier: Apache-2.0
/** A sample for runner.node.test.ts: one test passes, one fails. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";

describe("arithmetic", () => {
  test("one is one", () => {
    assert.equal(1, 1);
  });

  test("one is two", () => {
    assert.deepEqual({ one: [1] }, { one: [2] });
  });
});
