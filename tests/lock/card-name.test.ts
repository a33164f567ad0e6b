// SPDX-License-Identifier: Apache-2.0
/** What a proof is worth to the lock, whoever has made sure of it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AuditEvent } from "../../lock/audit";
import { cardName } from "../../lock/card-name";
import { CredentialType } from "../../lock/user-record";
import { byMaster } from "../fixtures/credentials";
import { answerMs, guestIs } from "../fixtures/guest-bench";
import type { LockBench } from "../fixtures/lock-bench";

const uid = Uint8Array.of(4, 149, 140, 170, 92, 94, 128);

function guestWith(name: Uint8Array): LockBench {
  const bench = guestIs({});
  const change = { operation: "add", type: CredentialType.rfid, index: 6, data: name, userIndex: 2 } as const;
  assert.equal(bench.lock.users.setCredential(change, byMaster).status, "SUCCESS");
  return bench;
}

function opensBy(bench: LockBench, shown: Uint8Array, proved: boolean): boolean {
  bench.loop.post({ type: "card", uid: shown.slice(), proved });
  bench.time.advance(answerMs);
  return bench.bolt.moves.length > 0;
}

describe("a card", () => {
  test("that was given as one that proves itself opens alone when it does, and is nobody's when it does not", () => {
    for (const cardOpensAlone of [0, 1]) {
      const bench = guestWith(cardName(uid, true));
      bench.lock.settings.set("CardOpensAlone", cardOpensAlone, byMaster);
      bench.store.entries.length = 0;
      assert.ok(!opensBy(bench, uid, false));
      assert.equal(bench.store.count(AuditEvent.refused), 1);
      assert.equal(bench.lock.lockout.wrongCount, 1);
      assert.ok(opensBy(bench, uid, true));
    }
  });

  test("that was given by its UID is that only: a proof of it is nobody's", () => {
    const bench = guestWith(cardName(uid, false));
    bench.lock.settings.set("CardOpensAlone", 1, byMaster);
    assert.ok(!opensBy(bench, uid, true));
    assert.ok(opensBy(bench, uid, false));
  });

  test("that proves itself does not open alone in place of another that does not", () => {
    const bench = guestWith(cardName(uid, true));
    assert.ok(!opensBy(bench, Uint8Array.of(4, 149, 140, 170, 92, 94, 129), true));
    assert.ok(!opensBy(bench, Uint8Array.of(4, 9, 200, 17), true));
    assert.equal(bench.store.count(AuditEvent.accepted), 0);
  });

  test("that is known by its UID is not given as one that proves itself too, nor the other way round, until the first is cleared", () => {
    for (const proved of [false, true]) {
      const bench = guestWith(cardName(uid, proved));
      const { users } = bench.lock;
      const give = (index: number) =>
        users.setCredential({ operation: "add", type: CredentialType.rfid, index, data: cardName(uid, !proved), userIndex: 2 }, byMaster).status;
      assert.equal(give(7), "DUPLICATE");
      assert.ok(!opensBy(bench, uid, !proved));
      users.clearCredential(CredentialType.rfid, 6, byMaster);
      assert.equal(give(7), "SUCCESS");
    }
  });

  test("whose UID has eight bytes is none, though it begins like a proof", () => {
    const bench = guestWith(cardName(uid, true));
    assert.ok(!opensBy(bench, Uint8Array.of(1, ...uid), false));
    assert.equal(bench.lock.lockout.wrongCount, 0);
  });
});
