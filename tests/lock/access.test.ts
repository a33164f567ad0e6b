// SPDX-License-Identifier: Apache-2.0
/**
 * Credentials of all kinds on a whole lock: what the bolt does, what is shown, and what is on flash and in the log before it
 * moves. Every combination of type, rule, mode, schedule and time is in tests/lock/access-table.node.test.ts.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { UserStatus, UserType } from "../../lock/user-record";
import { byMaster, guestPin, masterPin, pin, wrongPin } from "../fixtures/credentials";
import { FakeRecords } from "../fixtures/fake-lock-parts";
import { answerMs, guestIs, holdCard, layFinger, slot, typePin } from "../fixtures/guest-bench";
import { lockBench, type LockBench } from "../fixtures/lock-bench";
import { atOnce } from "../../lock/in-turns";

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

  test("are not kept as they were read", () => {
    const bench = guestIs({});
    const held = Uint8Array.of(4, 9, 200, 18);
    bench.loop.post({ type: "card", uid: held, proved: false });
    assert.deepEqual([...held], [4, 9, 200, 18]);
    bench.time.advance(answerMs);
    assert.deepEqual([...held], [0, 0, 0, 0]);
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

test("whoever was let in is let in, whatever is held to the reader at the same moment", () => {
  const bench = guestIs({});
  bench.type(guestPin);
  bench.loop.post({ type: "key", key: "#" });
  for (let count = 0; count < 2; count++) bench.loop.post({ type: "card", uid: Uint8Array.of(1, 2, 3, count), proved: false });
  bench.time.advance(200);
  assert.deepEqual(bench.bolt.moves, ["unlocked"]);
  // The first came between comparing the PIN and judging it, when nothing else is looked at.
  assert.equal(bench.store.count(AuditEvent.refused), 1);
  assert.equal(bench.indicator.last, "refused");
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
    assert.deepEqual(forced.lock.status(), other.lock.status());
    assert.equal(forced.loop.due("autoLock"), other.loop.due("autoLock"));
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
      assert.equal(atOnce(bench.lock.requestWithPin({ operation: "unlock", source }, pin(guestPin))).kind, "started");
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
      assert.deepEqual(atOnce(bench.lock.requestWithPin({ operation: "unlock", source }, pin(wrongPin))), { kind: "refused", reason });
    }
    typePin(bench);
    assert.deepEqual(bench.bolt.moves, []);
  });

  test("with a timeout: locks by itself after that, whatever AutoRelockTime is, and the next time after AutoRelockTime", () => {
    for (const autoRelock of [0, 5, 300]) {
      const bench = guestIs({});
      bench.lock.settings.set("AutoRelockTime", autoRelock, byMaster);
      atOnce(bench.lock.requestWithPin({ operation: "unlock", source, relockSeconds: 60 }, pin(guestPin)));
      bench.boltEnds();
      bench.time.advance(59_999);
      assert.equal(bench.state, "unlocked");
      bench.time.advance(1);
      bench.boltEnds();
      assert.equal(bench.state, "locked");
      bench.unlock();
      assert.equal(bench.loop.due("autoLock"), autoRelock === 0 ? undefined : autoRelock * 1000);
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
  const request = { operation: "unlock", source: OperationSource.proprietaryRemote } as const;
  for (const code of [guestPin, wrongPin, wrongPin, wrongPin]) {
    assert.deepEqual(bench.lock.requestWithPin(request, pin(code)), { kind: "refused", reason: "notReady" });
  }
  bench.time.settle();
  assert.equal(bench.lock.lockout.wrongCount, 0);
  typePin(bench);
  assert.deepEqual(bench.bolt.moves, ["unlocked"]);
});
