// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AuditEvent } from "../../lock/audit";
import { byMaster } from "../fixtures/credentials";
import { guestIs, holdCard, uid } from "../fixtures/guest-bench";
import { lockBench } from "../fixtures/lock-bench";

const newUid = Uint8Array.of(4, 9, 200, 18);

describe("a card that is waited for", () => {
  test("is taken up to the last millisecond of half a minute, and judged from then on", () => {
    for (const [ms, isTaken] of [[29_999, true], [30_000, false]] as const) {
      const bench = lockBench();
      assert.equal(bench.lock.access.cards.begin(3, byMaster), "SUCCESS");
      assert.equal(bench.indicator.last, "waiting");
      bench.time.advance(ms);
      holdCard(bench, newUid);
      assert.equal(bench.indicator.last, isTaken ? "ok" : "refused");
      assert.equal(bench.store.count(AuditEvent.credentialSet), isTaken ? 1 : 0);
      assert.equal(bench.lock.lockout.wrongCount, isTaken ? 0 : 1);
      assert.equal(bench.lock.users.read(3)?.credentials.length, isTaken ? 1 : undefined);
    }
  });

  test("is one card: the next is judged", () => {
    const bench = lockBench();
    bench.lock.access.cards.begin(3, byMaster);
    holdCard(bench, newUid);
    holdCard(bench, uid);
    assert.equal(bench.store.count(AuditEvent.credentialSet), 1);
    assert.equal(bench.lock.lockout.wrongCount, 1);
  });

  test("is refused when it is somebody's already, and does not open", () => {
    const bench = guestIs({});
    bench.lock.settings.set("CardOpensAlone", 1, byMaster);
    bench.lock.access.cards.begin(3, byMaster);
    holdCard(bench, uid);
    assert.equal(bench.indicator.last, "refused");
    assert.deepEqual(bench.bolt.moves, []);
    assert.equal(bench.lock.lockout.wrongCount, 0);
  });

  test("is waited for on a lock with a master only, and never for the master or for nobody", () => {
    for (const userIndex of [-1, 0, 1, 251, 1.5]) {
      const bench = lockBench();
      assert.equal(bench.lock.access.cards.begin(userIndex, byMaster), "INVALID_COMMAND");
      assert.ok(!bench.lock.access.cards.waits);
    }
    assert.equal(lockBench({ hasUsers: false }).lock.access.cards.begin(3, byMaster), "INVALID_IN_STATE");
  });
});
