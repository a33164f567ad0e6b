// SPDX-License-Identifier: Apache-2.0
/** What takes one attempt back, and what the settings change; the rest of the lockout is in tests/lock/lockout.test.ts. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Lockout } from "../../lock/lockout";
import { byMaster, credentials } from "../fixtures/credentials";
import type { VirtualTime } from "../fixtures/fake-lock-parts";

function attempts(lockout: Lockout, count: number, time: VirtualTime): void {
  for (let i = 0; i < count; i++) {
    time.advance(lockout.remainingMs);
    assert.equal(lockout.countAttempt(), true, `attempt ${i + 1}`);
  }
}

describe("lockout: an attempt that was no guess", () => {
  test("is taken back, and what was wrong before it stays", () => {
    const { lockout, time } = credentials();
    attempts(lockout, 2, time);
    for (let times = 0; times < 20; times++) {
      assert.equal(lockout.countAttempt(), true);
      assert.equal(lockout.takeBack(), true);
      assert.equal(lockout.wrongCount, 2);
      assert.equal(lockout.remainingMs, 0);
    }
    attempts(lockout, 1, time);
    assert.equal(lockout.remainingMs, 30_000);
  });

  test("gives nobody a guess more: the day's arithmetic stays with one of them before each guess", () => {
    const { lockout, time } = credentials();
    let guesses = 0;
    while (time.nowMs() < 86_400_000) {
      if (lockout.countAttempt()) lockout.takeBack();
      if (lockout.countAttempt()) guesses++;
      else time.advance(lockout.remainingMs);
    }
    assert.equal(guesses, 32);
  });

  test("that cannot be noted stays counted, and its lockout stays too", () => {
    const { lockout, time, records } = credentials();
    attempts(lockout, 3, time);
    records.failWrites = true;
    assert.equal(lockout.takeBack(), false);
    assert.equal(lockout.wrongCount, 3);
    assert.equal(lockout.remainingMs, 30_000);
  });

  test("is forgotten after a power cut too", () => {
    const { lockout, records } = credentials();
    lockout.countAttempt();
    lockout.takeBack();
    assert.equal(credentials({ records }).lockout.wrongCount, 0);
  });
});

describe("lockout: settings", () => {
  const secondsOf = (limit: number, seconds: number): number[] => {
    const { lockout, time, settings } = credentials();
    assert.equal(settings.set("WrongCodeEntryLimit", limit, byMaster), "SUCCESS");
    assert.equal(settings.set("UserCodeTemporaryDisableTime", seconds, byMaster), "SUCCESS");
    return Array.from({ length: 10 }, () => {
      attempts(lockout, 1, time);
      return lockout.remainingMs / 1000;
    });
  };

  test("make it begin sooner and last longer, up to an hour as ever", () => {
    assert.deepEqual(secondsOf(3, 30), [0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600]);
    assert.deepEqual(secondsOf(1, 30), [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    assert.deepEqual(secondsOf(2, 255), [0, 255, 510, 1020, 2040, 3600, 3600, 3600, 3600, 3600]);
  });

  test("cannot make it weaker than without them, at whatever count", () => {
    const asEver = secondsOf(3, 30);
    for (const limit of [1, 2, 3]) {
      for (const seconds of [30, 31, 100, 255]) {
        secondsOf(limit, seconds).forEach((each, place) => assert.ok(each >= asEver[place]!, `${limit}, ${seconds} s`));
      }
    }
    const { settings } = credentials();
    for (const value of [0, 4, 10, 255]) assert.equal(settings.set("WrongCodeEntryLimit", value, byMaster), "CONSTRAINT_ERROR");
    for (const value of [1, 29, 256]) {
      assert.equal(settings.set("UserCodeTemporaryDisableTime", value, byMaster), "CONSTRAINT_ERROR");
    }
  });
});
