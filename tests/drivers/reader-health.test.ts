// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ReaderHealth } from "../../drivers/reader-health";

function health() {
  const now = { ms: 0 };
  const told: boolean[] = [];
  const reader = new ReaderHealth(() => now.ms, (answers) => told.push(answers));
  const fails = (times: number): number[] => Array.from({ length: times }, () => reader.failed());
  return { now, told, reader, fails };
}

describe("the health of a reader", () => {
  test("is told of at the third failure in a row, once, and when it answers again", () => {
    const { told, reader, fails } = health();
    reader.answered();
    fails(2);
    reader.answered();
    fails(2);
    assert.deepEqual(told, []);
    fails(1);
    assert.deepEqual(told, [false]);
    fails(500);
    assert.deepEqual(told, [false]);
    reader.answered();
    reader.answered();
    assert.deepEqual(told, [false, true]);
  });

  test("is told of again after ten minutes, also when it failed before", () => {
    const { now, told, reader, fails } = health();
    reader.answered();
    fails(3);
    reader.answered();
    now.ms = 599_999;
    fails(3);
    reader.answered();
    fails(3);
    assert.deepEqual(told, [false, true]);
    now.ms = 600_000;
    fails(1);
    assert.deepEqual(told, [false, true, false]);
  });

  test("is looked after soon, then twice as late each time, at last every 30 s", () => {
    const { reader, fails } = health();
    reader.answered();
    assert.deepEqual(fails(6), [100, 100, 100, 200, 400, 800]);
    assert.deepEqual(fails(2_000).slice(-2), [30_000, 30_000]);
    reader.answered();
    assert.deepEqual(fails(1), [100]);
  });

  test("of one that never answered is not told of, and looked after once an hour at last", () => {
    const { told, fails } = health();
    assert.deepEqual(fails(30).slice(-1), [3_600_000]);
    assert.deepEqual(told, []);
  });
});
