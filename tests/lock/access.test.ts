// SPDX-License-Identifier: Apache-2.0
/**
 * Credentials of all kinds on a whole lock: what the bolt does, what is shown, and what is on flash and in the log before it
 * moves. Every combination of type, rule, mode, schedule and time is in tests/lock/access-table.node.test.ts.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { CredentialRule, CredentialType, templateData, UserStatus, UserType } from "../../lock/user-record";
import type { UserChange } from "../../lock/user-changes";
import { byMaster, guestPin, masterPin, pin, wrongPin } from "../fixtures/credentials";
import { FakeRecords } from "../fixtures/fake-lock-parts";
import { lockBench, type LockBench, type LockBenchOptions } from "../fixtures/lock-bench";

const uid = Uint8Array.of(4, 9, 200, 17);
const slot = 12;

/** The guest is like this, and has a card and a finger besides the PIN. */
function guestIs(change: UserChange, options: LockBenchOptions = {}): LockBench {
  const bench = lockBench(options);
  const { users } = bench.lock;
  assert.equal(users.setUser("modify", 2, change, byMaster), "SUCCESS");
  const card = { operation: "add", type: CredentialType.rfid, index: 5, data: uid, userIndex: 2 } as const;
  const finger = { operation: "add", type: CredentialType.fingerprint, index: 3, data: templateData(slot), userIndex: 2 } as const;
  assert.equal(users.setCredential(card, byMaster).status, "SUCCESS");
  assert.equal(users.setCredential(finger, byMaster).status, "SUCCESS");
  bench.store.entries.length = 0;
  return bench;
}

/** What does not open is answered after this time. */
const answerMs = 80;

function holdCard(bench: LockBench, card = uid): void {
  bench.loop.post({ type: "card", uid: card });
  bench.time.advance(answerMs);
}

function layFinger(bench: LockBench, at = slot): void {
  bench.loop.post({ type: "finger", slot: at });
  bench.time.advance(answerMs);
}

function typePin(bench: LockBench): void {
  bench.type(`${guestPin}#`);
}

/** How many moves there had been when each entry was written. */
function movesAtEntries(bench: LockBench): Map<number, number> {
  const moves = new Map<number, number>();
  bench.store.onAppend = ({ event }) => void moves.set(event, bench.bolt.moves.length);
  return moves;
}

describe("cards", () => {
  test("alone open nothing, unless the owner says so", () => {
    const bench = guestIs({});
    holdCard(bench);
    assert.deepEqual(bench.bolt.moves, []);
    assert.equal(bench.indicator.last, "refused");
    bench.lock.settings.set("CardOpensAlone", 1, byMaster);
    const moves = movesAtEntries(bench);
    holdCard(bench);
    assert.deepEqual(bench.bolt.moves, ["unlocked"]);
    assert.equal(moves.get(AuditEvent.accepted), 0, "in the log before the motor starts");
    assert.equal(bench.store.count(AuditEvent.requestAccepted), 0);
    bench.boltEnds();
    const entry = bench.store.entries[bench.store.entries.length - 1];
    assert.deepEqual([entry?.event, entry?.source, entry?.userIndex], [AuditEvent.unlocked, OperationSource.rfid, 2]);
  });

  test("that nobody has count together with wrong PINs, and lock out both", () => {
    const bench = guestIs({});
    holdCard(bench, Uint8Array.of(4, 9, 200, 18));
    bench.type(`${wrongPin}#`);
    holdCard(bench, Uint8Array.of(4, 9, 200, 17, 0, 0, 0));
    assert.ok(bench.lock.lockout.remainingMs > 29_000);
    typePin(bench);
    assert.equal(bench.indicator.last, "lockedOut");
    assert.deepEqual(bench.bolt.moves, []);
  });

  test("with a UID of a length that none has are refused and not counted", () => {
    const bench = guestIs({});
    for (const length of [0, 1, 3, 5, 8, 11, 300]) holdCard(bench, new Uint8Array(length));
    assert.equal(bench.lock.lockout.wrongCount, 0);
    assert.equal(bench.indicator.last, "refused");
  });
});

describe("fingers", () => {
  test("that the module knows open for their user", () => {
    const bench = guestIs({});
    layFinger(bench);
    assert.deepEqual(bench.bolt.moves, ["unlocked"]);
  });

  test("that it does not know, or that are nobody's, count as wrong; no number opens by accident", () => {
    for (const wrong of [-1, 0, 11, 13, 65_533, 65_534, 65_535, 65_536 + slot, -2_147_483_648, 1.5, NaN, Infinity]) {
      const bench = guestIs({});
      layFinger(bench, wrong);
      assert.deepEqual(bench.bolt.moves, [], String(wrong));
      assert.equal(bench.lock.lockout.wrongCount, 1);
      assert.deepEqual(bench.faults, []);
    }
  });
});

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

test("what does not open is shown 80 ms after the entry, whatever it is and however long judging took", () => {
  for (const change of [{}, { status: UserStatus.occupiedDisabled }, { type: UserType.weekDaySchedule }]) {
    const bench = guestIs(change);
    bench.lock.settings.set("OperatingMode", 1, byMaster);
    bench.type(guestPin);
    bench.loop.post({ type: "key", key: "#" });
    bench.time.advance(answerMs - 1);
    assert.equal(bench.indicator.last, "key");
    bench.time.advance(1);
    assert.equal(bench.indicator.last, "refused");
  }
});

describe("under duress", () => {
  test("nothing at the lock is different from anybody else's opening, but the log has the alarm before the motor starts", () => {
    const [forced, other] = [guestIs({ type: UserType.forced }), guestIs({})];
    const moves = movesAtEntries(forced);
    for (const bench of [forced, other]) {
      typePin(bench);
      bench.boltEnds();
      bench.time.advance(60_000);
    }
    assert.deepEqual(forced.bolt.moves, other.bolt.moves);
    assert.deepEqual(forced.indicator.shown, other.indicator.shown);
    const status = forced.lock.status();
    assert.deepEqual({ ...status, auditNext: 0 }, { ...other.lock.status(), auditNext: 0 });
    assert.equal(moves.get(AuditEvent.forcedUser), 0);
    assert.equal(other.store.count(AuditEvent.forcedUser), 0);
  });

  test("the alarm is raised too where the mode keeps the door shut, and not for a user who is disabled", () => {
    const bench = guestIs({ type: UserType.forced });
    bench.lock.settings.set("OperatingMode", 2, byMaster);
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, []);
    assert.equal(bench.store.count(AuditEvent.forcedUser), 1);
    const disabled = guestIs({ type: UserType.forced, status: UserStatus.occupiedDisabled });
    typePin(disabled);
    assert.equal(disabled.store.count(AuditEvent.forcedUser), 0);
  });
});

describe("what a use changes", () => {
  /** Throws once a user's record is to be written. */
  class NoUserRecords extends FakeRecords {
    broken = false;
    override write(key: string, value: Uint8Array): void {
      if (this.broken && key.startsWith("user.")) throw new Error("records: write failed");
      super.write(key, value);
    }
  }

  test("a disposable user is disabled on flash before the motor starts, and opens once", () => {
    const bench = guestIs({ type: UserType.disposable });
    let statusThen: number | undefined;
    bench.store.onAppend = ({ event }) => {
      if (event === AuditEvent.accepted) statusThen = lockBench({ records: bench.records }).lock.users.facts(2)?.status;
    };
    typePin(bench);
    assert.equal(statusThen, UserStatus.occupiedDisabled);
    assert.deepEqual(bench.bolt.moves, ["unlocked"]);
    bench.boltEnds();
    bench.byHand("locked");
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, ["unlocked"]);
    const after = lockBench({ records: bench.records });
    typePin(after);
    assert.deepEqual(after.bolt.moves, []);
  });

  test("an expiring user's time begins at the first use, and goes on over a power cut", () => {
    const noon = 1_795_608_000;
    const bench = guestIs({ type: UserType.expiring });
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, [], "while the time is unknown");
    assert.equal(bench.indicator.last, "timeUnknown");
    assert.equal(bench.lock.lockout.wrongCount, 0);
    bench.lock.settings.set("ExpiringUserTimeout", 60, byMaster);
    bench.lock.wallClock.set(noon);
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, ["unlocked"]);
    for (const [minutes, opens] of [[59, true], [60, false], [61, false]] as const) {
      const later = lockBench({ records: bench.records });
      assert.equal(later.lock.wallClock.set(noon + minutes * 60), "SUCCESS");
      typePin(later);
      assert.equal(later.bolt.moves.length, opens ? 1 : 0, `${minutes} minutes later`);
    }
  });

  test("when it cannot be written, the door stays shut, and the attempt stays counted", () => {
    const records = new NoUserRecords();
    const first = lockBench();
    for (const key of first.records.keys()) records.write(key, first.records.read(key)!);
    const bench = guestIs({ type: UserType.disposable }, { records });
    records.broken = true;
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, []);
    assert.equal(bench.lock.lockout.wrongCount, 1);
    assert.equal(bench.store.count(AuditEvent.accepted), 0);
    records.broken = false;
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, ["unlocked"]);
  });
});

describe("a valid PIN of somebody who may not open now", () => {
  test("is answered and counted like a wrong one, so it locks out, and does not take back what was wrong", () => {
    const bench = guestIs({ status: UserStatus.occupiedDisabled });
    bench.type(`${wrongPin}#`);
    typePin(bench);
    typePin(bench);
    assert.ok(bench.lock.lockout.remainingMs > 29_000);
    const shown = bench.indicator.shown.filter((pattern) => pattern !== "key");
    assert.deepEqual(shown, ["refused", "refused", "refused"]);
    assert.deepEqual(bench.log, [AuditEvent.refused, AuditEvent.denied, AuditEvent.denied, AuditEvent.lockedOut]);
  });

  test("is refused from the entry after the change on, and accepted again from the one after that", () => {
    const bench = guestIs({});
    bench.lock.users.setUser("modify", 2, { status: UserStatus.occupiedDisabled }, byMaster);
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, []);
    bench.lock.users.setUser("modify", 2, { status: UserStatus.occupiedEnabled }, byMaster);
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, ["unlocked"]);
  });
});

describe("a PIN that comes with a request from afar", () => {
  const source = OperationSource.proprietaryRemote;

  test("opens in the name of its user, also of one who is remote-only", () => {
    for (const type of [UserType.unrestricted, UserType.remoteOnly]) {
      const bench = guestIs({ type });
      assert.equal(bench.lock.requestWithPin({ operation: "unlock", source }, pin(guestPin)).kind, "started");
      bench.boltEnds();
      assert.equal(bench.store.entries[bench.store.entries.length - 1]?.userIndex, 2);
    }
    const bench = guestIs({ type: UserType.remoteOnly });
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, [], "not at the keypad");
  });

  test("counts when it is wrong, together with the keypad", () => {
    const bench = guestIs({});
    for (const reason of ["invalidCredential", "invalidCredential", "invalidCredential", "lockedOut"] as const) {
      assert.deepEqual(bench.lock.requestWithPin({ operation: "unlock", source }, pin(wrongPin)), { kind: "refused", reason });
    }
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, []);
  });

  test("with a timeout: locks by itself after that, whatever AutoRelockTime is, and the next time after AutoRelockTime", () => {
    for (const autoRelock of [0, 5, 300]) {
      const bench = guestIs({});
      bench.lock.settings.set("AutoRelockTime", autoRelock, byMaster);
      bench.lock.requestWithPin({ operation: "unlock", source, relockSeconds: 60 }, pin(guestPin));
      bench.boltEnds();
      bench.time.advance(59_999);
      assert.equal(bench.state, "unlocked");
      bench.time.advance(1);
      bench.boltEnds();
      assert.equal(bench.state, "locked");
      bench.unlock();
      assert.equal(bench.lock.status().autoLockMs, autoRelock === 0 ? undefined : autoRelock * 1000);
    }
  });
});

test("while users are still being loaded nothing is judged or counted, and the lock says that it is not ready", () => {
  const { records } = lockBench();
  const bench = lockBench({ records, settle: false });
  for (const code of [guestPin, wrongPin, masterPin]) {
    bench.lock.verifier.check(pin(code), OperationSource.keypad);
  }
  const { result } = bench.lock.verifier.check(pin(guestPin), OperationSource.keypad);
  assert.equal(result, "notReady");
  bench.time.settle();
  assert.equal(bench.lock.lockout.wrongCount, 0);
  typePin(bench);
  assert.deepEqual(bench.bolt.moves, ["unlocked"]);
});
