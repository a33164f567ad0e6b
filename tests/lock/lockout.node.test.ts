// SPDX-License-Identifier: Apache-2.0
/** Random people at the lock, patient and not, who may also cut its power or spoil its flash for a while. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { credentials, guestPin, masterPin, wrongPin } from "../fixtures/credentials";

type Step = { wrong: true } | { right: "user" | "master" } | { waitMs: number } | { cut: true } | { flashFails: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ wrong: true } as const) },
  { weight: 3, arbitrary: fc.constant({ right: "user" } as const) },
  { weight: 1, arbitrary: fc.constant({ right: "master" } as const) },
  { weight: 4, arbitrary: fc.record({ waitMs: fc.oneof(fc.integer({ max: 60_000, min: 1 }), fc.integer({ min: 1, max: 4_000_000 })) }) },
  { weight: 1, arbitrary: fc.constant({ cut: true } as const) },
  { weight: 1, arbitrary: fc.record({ flashFails: fc.boolean() }) },
);

const hourMs = 3_600_000;

/**
 * How long must have passed since the last counted attempt, for the one that follows so many wrong ones, `unforgiven` of
 * them by nobody but hours or the master.
 */
function lockoutMs(wrongCount: number, unforgiven: number): number {
  if (unforgiven === 10) return hourMs;
  return wrongCount < 3 ? 0 : Math.min(30_000 * 2 ** (wrongCount - 3), hourMs);
}

test("whatever people, power and flash do: no guess too early, no guess forgotten, and only the PIN opens", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 120 }), (steps) => {
      let lock = credentials();
      let wrongCount = 0;
      let unforgiven = 0;
      let toForgiveMs = 0;
      let sinceLastMs = Infinity;
      for (const now of steps) {
        if ("waitMs" in now) {
          lock.time.advance(now.waitMs);
          sinceLastMs += now.waitMs;
          toForgiveMs += now.waitMs;
        } else if ("cut" in now) {
          const { records } = lock;
          const failing = records.failWrites;
          lock = credentials({ records });
          records.failWrites = failing;
          toForgiveMs = 0;
          if (lockoutMs(wrongCount, unforgiven) > 0) sinceLastMs = 0;
        } else if ("flashFails" in now) {
          lock.records.failWrites = now.flashFails;
        } else {
          const asked = lock.hash.asked;
          const pin = "wrong" in now ? wrongPin : now.right === "user" ? guestPin : masterPin;
          const { result } = lock.check(pin);
          const judged = lock.hash.asked > asked;
          const mayBeJudged = sinceLastMs >= lockoutMs(wrongCount, unforgiven) && !lock.records.failWrites;
          assert.equal(judged, mayBeJudged);
          assert.equal(result === "accepted", judged && "right" in now);
          if (judged) {
            unforgiven = Math.max(0, unforgiven - Math.floor(toForgiveMs / hourMs));
            toForgiveMs %= hourMs;
            wrongCount = "right" in now ? 0 : Math.min(wrongCount + 1, 10);
            if ("wrong" in now) unforgiven = Math.min(unforgiven + 1, 10);
            else if (now.right === "master") unforgiven = 0;
            sinceLastMs = 0;
          }
        }
        assert.equal(lock.lockout.wrongCount, wrongCount);
      }
      assert.deepEqual(lock.faults, []);
    }),
    { numRuns: 300 },
  );
});
