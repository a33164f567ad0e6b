// SPDX-License-Identifier: Apache-2.0
/** A sample for runner.node.test.ts: both tests pass. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";

describe("arithmetic", () => {
  test("one is one", () => {
    assert.equal(1, 1);
  });

  test("one is not two", () => {
    assert.notEqual(1, 2);
  });
});
