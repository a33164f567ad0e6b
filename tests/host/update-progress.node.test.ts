// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { UpdateProgress } from "../../host/app/update-progress";

describe("how far an update is", () => {
  test("is told with rate and time left", () => {
    const progress = new UpdateProgress(1_000_000);
    for (let second = 0; second <= 25; second++) progress.take(second * 1_000, second * 8_000);
    assert.equal(progress.text, " 20 %  8.0 kB/s  1:40 left");
    assert.equal(progress.bar, "[####....................]  20 %  8.0 kB/s  1:40 left");
  });

  test("knows no time left before anything moves", () => {
    const progress = new UpdateProgress(1_000);
    assert.equal(progress.text, "  0 %  0.0 kB/s");
    progress.take(0, 0);
    progress.take(5_000, 0);
    assert.equal(progress.text, "  0 %  0.0 kB/s");
  });

  test("says nothing of time when all is there", () => {
    const progress = new UpdateProgress(1_000);
    progress.take(0, 0);
    progress.take(1_000, 1_000);
    assert.equal(progress.bar, "[########################] 100 %");
    progress.take(20_000, 1_000);
    assert.equal(progress.text, "100 %");
  });

  test("counts what the lock had already as done, not as fast", () => {
    const progress = new UpdateProgress(100_000);
    progress.take(0, 90_000);
    assert.equal(progress.bytesPerSecond, 0);
    progress.take(1_000, 91_000);
    assert.equal(progress.text, " 91 %  1.0 kB/s  0:09 left");
  });

  test("forgets a power cut ten seconds after it, and what a lock threw away at once", () => {
    const progress = new UpdateProgress(1_000_000);
    progress.take(0, 0);
    progress.take(30_000, 1_000);
    for (let second = 31; second <= 41; second++) progress.take(second * 1_000, (second - 30) * 5_000);
    assert.equal(Math.round(progress.bytesPerSecond), 5_000);
    progress.take(42_000, 10_000);
    assert.equal(progress.bytesPerSecond, 0);
    assert.equal(progress.percent, 1);
  });
});
