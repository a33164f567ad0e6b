// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Clock } from "../../drivers/clock";

describe("the clock", () => {
  test("starts at 0, wherever the ticks are", () => {
    for (const ticks of [0, 500, 0x7fffffff, -0x80000000, -1]) {
      assert.equal(new Clock({ ticks: () => ticks }).nowMs(), 0);
    }
  });

  test("goes on through both wraps of the ticks", () => {
    let ticks = 0x7fffffff - 5;
    const { nowMs } = new Clock({ ticks: () => ticks });
    ticks = (ticks + 10) | 0;
    assert.ok(ticks < 0);
    assert.equal(nowMs(), 10);
    ticks = -1;
    assert.equal(nowMs(), 10 + 0x80000000 - 5);
    ticks = 0;
    assert.equal(nowMs(), 11 + 0x80000000 - 5);
  });

  test("does not wrap in ten years, read once in 24 days", () => {
    const dayMs = 86_400_000;
    let elapsedMs = 0;
    const { nowMs } = new Clock({ ticks: () => elapsedMs | 0 });
    for (let day = 24; day <= 3648; day += 24) {
      elapsedMs = day * dayMs;
      assert.equal(nowMs(), elapsedMs);
    }
  });

  test("never goes back", () => {
    let ticks = 1000;
    const { nowMs } = new Clock({ ticks: () => ticks });
    ticks = 1100;
    assert.equal(nowMs(), 100);
    ticks = 1090;
    assert.equal(nowMs(), 100);
    ticks = 1110;
    assert.equal(nowMs(), 110);
  });
});
