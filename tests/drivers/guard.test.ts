// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Guard } from "../../drivers/guard";

describe("a guarded callback", () => {
  test("passes its argument on", () => {
    const got: number[] = [];
    new Guard(() => assert.fail()).wrap((count: number) => got.push(count))(3);
    assert.deepEqual(got, [3]);
  });

  test("lets no exception out, and tells of it", () => {
    const told: unknown[] = [];
    const error = new Error("x");
    const callback = new Guard((thrown) => told.push(thrown)).wrap(() => {
      throw error;
    });
    callback();
    assert.equal(told.length, 1);
    assert.equal(told[0], error);
  });

  test("lets no exception out even when onError throws", () => {
    const boom = () => {
      throw new Error("boom");
    };
    new Guard(boom).wrap(boom)();
  });

  test("does nothing after close", () => {
    let calls = 0;
    const guard = new Guard(() => calls++);
    const callback = guard.wrap(() => calls++);
    guard.close();
    callback();
    assert.equal(calls, 0);
    assert.throws(() => guard.assertOpen(), /closed/);
  });
});
