// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inrushMs, StallDetector } from "../../drivers/stall";

/** Milliseconds under power at which it was noticed, or undefined. Sampled every 10 ms. */
function stalledAtMs(milliampsAt: (poweredMs: number) => number, milliampsMax = 700): number | undefined {
  const detector = new StallDetector(milliampsMax);
  for (let poweredMs = 10; poweredMs <= 1500; poweredMs += 10) {
    if (detector.update(milliampsAt(poweredMs), poweredMs)) return poweredMs;
  }
  return undefined;
}

describe("a stall", () => {
  test("is noticed within 40 ms when the current doubles", () => {
    assert.equal(stalledAtMs((ms) => (ms < 500 ? 200 : 400)), 530);
  });

  test("is not seen in the inrush", () => {
    assert.equal(stalledAtMs((ms) => (ms < inrushMs ? 2000 : 200)), undefined);
  });

  test("is seen in the first full window after the inrush when the motor never turned", () => {
    assert.equal(stalledAtMs(() => 700), inrushMs + 30);
  });

  test("is not just below the limit", () => {
    assert.equal(stalledAtMs(() => 699), undefined);
  });

  test("is not a current that grows by less than 1.8", () => {
    assert.equal(stalledAtMs((ms) => (ms < 500 ? 200 : 355)), undefined);
  });

  test("is not a short peak", () => {
    assert.equal(stalledAtMs((ms) => (ms === 500 ? 600 : 200)), undefined);
  });

  test("is not noise around nothing", () => {
    assert.equal(stalledAtMs((ms) => (ms < 500 ? 10 : 60)), undefined);
  });

  test("of the last move does not count for the next", () => {
    const detector = new StallDetector(700);
    for (let ms = inrushMs; ms < 300; ms += 10) detector.update(100, ms);
    detector.reset();
    for (let ms = inrushMs; ms < 300; ms += 10) assert.equal(detector.update(300, ms), false);
  });
});
