// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ReaderHealth } from "../../drivers/reader-health";

function fails(health: ReaderHealth, times: number): number[] {
  return Array.from({ length: times }, (_, index) => health.failed(`failure ${index + 1}`));
}

describe("the health of a reader", () => {
  test("is told of at the third failure in a row, once, and again after it has answered", () => {
    const told: unknown[] = [];
    const health = new ReaderHealth((error) => told.push(error));
    health.answered();
    fails(health, 2);
    health.answered();
    fails(health, 2);
    assert.deepEqual(told, []);
    fails(health, 500);
    assert.deepEqual(told, ["failure 1"]);
    health.answered();
    fails(health, 3);
    assert.deepEqual(told, ["failure 1", "failure 3"]);
  });

  test("is looked after soon, then twice as late each time, at last every 30 s", () => {
    const health = new ReaderHealth(() => {});
    health.answered();
    assert.deepEqual(fails(health, 6), [100, 100, 100, 200, 400, 800]);
    assert.deepEqual(fails(health, 2_000).slice(-2), [30_000, 30_000]);
    health.answered();
    assert.equal(health.failed(""), 100);
  });

  test("of one that never answered is not told of, and looked after once an hour at last", () => {
    const health = new ReaderHealth(() => assert.fail("told"));
    assert.deepEqual(fails(health, 30).slice(-1), [3_600_000]);
  });
});
