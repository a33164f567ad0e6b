// SPDX-License-Identifier: Apache-2.0
/** Two and three factors on a whole lock; the counting of kinds and time is in tests/lock/factors.test.ts. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AuditEvent } from "../../lock/audit";
import { CredentialRule, CredentialType, UserStatus } from "../../lock/user-record";
import { byMaster, wrongPin } from "../fixtures/credentials";
import { answerMs, guestIs, holdCard, layFinger, typePin } from "../fixtures/guest-bench";

describe("two and three factors", () => {
  const ways = [typePin, holdCard, layFinger];

  test("any two different ones in any order open for a Dual user, and the lock shows that it waits", () => {
    for (const first of ways) {
      for (const second of ways) {
        const bench = guestIs({ rule: CredentialRule.dual });
        first(bench);
        assert.deepEqual(bench.bolt.moves, []);
        assert.equal(bench.indicator.last, "waiting");
        assert.equal(bench.store.entries.filter(({ event }) => event === AuditEvent.partAccepted).length, 1);
        second(bench);
        assert.equal(bench.bolt.moves.length, first === second ? 0 : 1);
      }
    }
  });

  test("after 15 s the first is forgotten", () => {
    for (const [waitMs, moves] of [[14_999 - answerMs, 1], [15_000 - answerMs, 0]] as const) {
      const bench = guestIs({ rule: CredentialRule.dual });
      layFinger(bench);
      bench.time.advance(waitMs);
      holdCard(bench);
      assert.equal(bench.bolt.moves.length, moves);
    }
  });

  test("a wrong second one is answered like any wrong one, counts, and the first is forgotten", () => {
    const bench = guestIs({ rule: CredentialRule.dual });
    layFinger(bench);
    bench.type(`${wrongPin}#`);
    assert.equal(bench.indicator.last, "refused");
    assert.equal(bench.lock.lockout.wrongCount, 1);
    holdCard(bench);
    assert.deepEqual(bench.bolt.moves, []);
    assert.equal(bench.indicator.last, "waiting");
  });

  test("a stolen card gives no guess more: it neither counts nor takes back what was wrong", () => {
    const bench = guestIs({ rule: CredentialRule.dual });
    for (let tries = 1; tries <= 3; tries++) {
      holdCard(bench);
      bench.type(`${wrongPin}#`);
      assert.equal(bench.lock.lockout.wrongCount, tries);
    }
    assert.ok(bench.lock.lockout.remainingMs > 29_000);
    holdCard(bench);
    assert.equal(bench.indicator.last, "lockedOut");
  });

  test("a first one that is revoked or changed in between does not count", () => {
    const bench = guestIs({ rule: CredentialRule.dual });
    holdCard(bench);
    bench.lock.users.clearCredential(CredentialType.rfid, 5, byMaster);
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, []);
    assert.equal(bench.indicator.last, "waiting");
  });

  test("who may not open is not asked for a second one", () => {
    const bench = guestIs({ rule: CredentialRule.dual, status: UserStatus.occupiedDisabled });
    layFinger(bench);
    assert.equal(bench.indicator.last, "refused");
  });

  test("who is disabled between the two does not come in", () => {
    const bench = guestIs({ rule: CredentialRule.dual });
    layFinger(bench);
    bench.lock.users.setUser("modify", 2, { status: UserStatus.occupiedDisabled }, byMaster);
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, []);
  });
});
