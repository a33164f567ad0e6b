// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AuditEvent } from "../../lock/audit";
import { atOnce } from "../../lock/in-turns";
import { CredentialType } from "../../lock/user-record";
import { byMaster, credentials, guestPin, masterPin, pin, wrongPin, type Credentials } from "../fixtures/credentials";
import { lockBench } from "../fixtures/lock-bench";
import { listUsers } from "../fixtures/list-users";

function enter(lock: Credentials, ...texts: string[]): void {
  for (const text of texts) {
    lock.programming.keyPressed();
    lock.programming.entry(pin(text));
    lock.time.settle();
  }
}

function programming(): Credentials {
  const lock = credentials();
  lock.programming.start();
  enter(lock, masterPin);
  assert.equal(lock.programming.step, "userNumber");
  return lock;
}

describe("programming at the keypad", () => {
  test("button, master PIN, number, PIN twice: the user can open", () => {
    const lock = credentials();
    assert.equal(lock.programming.start(), "SUCCESS");
    assert.equal(lock.programming.step, "masterPin");
    enter(lock, masterPin, "7", "618204", "618204");
    assert.equal(lock.programming.step, "userNumber", "ready for the next user");
    assert.equal(lock.indicator.last, "ok");
    assert.deepEqual(lock.check("618204"), { result: "accepted", userIndex: 7 });
  });

  test("does nothing until the button is held", () => {
    const lock = credentials();
    enter(lock, masterPin, "7", "618204", "618204");
    assert.equal(lock.programming.step, "off");
    assert.deepEqual(lock.indicator.shown, []);
    assert.equal(listUsers(lock.users).length, 2);
  });

  test("is not there before set-up", () => {
    assert.equal(credentials({ hasUsers: false }).programming.start(), "INVALID_IN_STATE");
  });

  test("a wrong master PIN ends it and counts as an attempt", () => {
    const lock = credentials();
    lock.programming.start();
    enter(lock, wrongPin);
    assert.equal(lock.programming.step, "off");
    assert.equal(lock.indicator.last, "refused");
    assert.equal(lock.lockout.wrongCount, 1);
    assert.equal(lock.store.count(AuditEvent.programmingStarted), 0);
  });

  test("a master PIN that comes while users are being cleared is not judged: it is typed again", () => {
    const { lock, time, indicator } = lockBench();
    const { programming, users, lockout } = lock.access;
    programming.start();
    users.clearAllUsers(byMaster);
    for (const text of [wrongPin, masterPin]) {
      programming.entry(pin(text));
      assert.equal(programming.step, "masterPin");
      assert.equal(indicator.last, "notReady");
      assert.equal(lockout.wrongCount, 0);
    }
    time.settle();
    programming.entry(pin(masterPin));
    assert.equal(programming.step, "userNumber");
  });

  test("a user's PIN is not the master's", () => {
    const lock = credentials();
    lock.programming.start();
    enter(lock, guestPin);
    assert.equal(lock.programming.step, "off");
    assert.equal(lock.lockout.wrongCount, 1);
  });

  test("during a lockout the master is shut out too", () => {
    const lock = credentials();
    for (let i = 0; i < 3; i++) lock.check(wrongPin);
    lock.programming.start();
    enter(lock, masterPin);
    assert.equal(lock.programming.step, "off");
    assert.equal(lock.indicator.last, "lockedOut");
  });

  test("# alone instead of a PIN erases the user", () => {
    const lock = programming();
    enter(lock, "2", "");
    assert.equal(lock.indicator.last, "ok");
    assert.equal(lock.check(guestPin).result, "refused");
  });

  test("erasing nobody, or the master, is refused", () => {
    const lock = programming();
    for (const number of ["9", "1"]) {
      enter(lock, number, "");
      assert.equal(lock.indicator.last, "refused");
    }
    assert.equal(lock.check(masterPin).result, "accepted");
  });

  test("number 1 changes the master PIN", () => {
    const lock = programming();
    enter(lock, "1", "618204", "618204");
    assert.equal(lock.check(masterPin).result, "refused");
    assert.deepEqual(lock.check("618204"), { result: "accepted", userIndex: 1 });
  });

  test("numbers that do not exist are refused, and asked for again", () => {
    const lock = programming();
    for (const number of ["251", "999", "4294967298"]) {
      enter(lock, number);
      assert.equal(lock.programming.step, "userNumber");
      assert.equal(lock.indicator.last, "refused");
    }
    enter(lock, "02");
    assert.equal(lock.programming.step, "newPin");
  });

  test("a weak PIN is asked for again, two different ones too, and nothing changes", () => {
    const lock = programming();
    enter(lock, "2", "111111");
    assert.equal(lock.programming.step, "newPin");
    assert.equal(lock.indicator.last, "refused");
    enter(lock, "618204", "618205");
    assert.equal(lock.programming.step, "newPin");
    assert.equal(lock.indicator.last, "refused");
    assert.equal(lock.check(guestPin).result, "accepted");
  });

  test("somebody else's PIN is refused", () => {
    const lock = programming();
    enter(lock, "3", guestPin, guestPin);
    assert.equal(lock.indicator.last, "refused");
    assert.equal(listUsers(lock.users).length, 2);
  });

  test("an entry that is too long is refused at every step", () => {
    const lock = programming();
    for (const next of ["2", "618204", "618204"]) {
      const step = lock.programming.step;
      lock.programming.entry(undefined);
      assert.equal(lock.programming.step, step);
      assert.equal(lock.indicator.last, "refused");
      enter(lock, next);
    }
    assert.equal(lock.check("618204").result, "accepted");
    lock.programming.start();
    lock.programming.entry(undefined);
    assert.equal(lock.programming.step, "off");
  });

  test("# alone instead of a number leaves", () => {
    const lock = programming();
    enter(lock, "");
    assert.equal(lock.programming.step, "off");
    assert.equal(lock.store.count(AuditEvent.programmingEnded), 1);
  });

  test("60 s without a key leave, at any step, and forget the PIN that was typed", () => {
    for (const entries of [[], ["2"], ["2", "618204"]]) {
      const lock = programming();
      enter(lock, ...entries);
      lock.programming.keyPressed();
      lock.time.advance(59_999);
      assert.notEqual(lock.programming.step, "off");
      lock.time.advance(1);
      assert.equal(lock.programming.step, "off");
      enter(lock, "618204");
      assert.equal(lock.check(guestPin).result, "accepted");
      assert.deepEqual(lock.faults, []);
    }
  });

  test("keys after it ended start no deadline", () => {
    const lock = programming();
    lock.programming.end();
    lock.programming.keyPressed();
    assert.equal(lock.loop.due("programmingIdle"), undefined);
  });

  test("held again in the middle, it asks for the master PIN again", () => {
    const lock = programming();
    enter(lock, "2");
    lock.programming.start();
    assert.equal(lock.programming.step, "masterPin");
    assert.equal(lock.store.count(AuditEvent.programmingEnded), 1);
  });

  test("of two cards in the same moment the first is taken, and the other refused", () => {
    const lock = programming();
    enter(lock, "7");
    const [first, second] = [Uint8Array.of(4, 1, 2, 3), Uint8Array.of(4, 5, 6, 7)];
    lock.programming.card(first);
    lock.programming.card(second);
    assert.equal(lock.indicator.last, "refused");
    lock.time.settle();
    assert.equal(lock.indicator.last, "ok");
    assert.equal(atOnce(lock.verifier.checkCard(second)).result, "refused");
    assert.equal(lock.users.ownerOf(CredentialType.rfid, 1), 7);
    assert.equal(lock.users.ownerOf(CredentialType.rfid, 2), 0);
    const again = { operation: "add", type: CredentialType.rfid, index: 2, data: first, userIndex: 7 } as const;
    assert.equal(lock.users.setCredential(again, byMaster).status, "DUPLICATE", "it is the first");
  });

  test("held again while a PIN is being written, it still asks for the master PIN", () => {
    const lock = programming();
    enter(lock, "7", "618204");
    lock.programming.entry(pin("618204"));
    lock.programming.start();
    lock.time.settle();
    assert.equal(lock.programming.step, "masterPin");
  });

  test("flash that fails leaves the old PIN", () => {
    const lock = programming();
    enter(lock, "2", "618204");
    lock.records.failWrites = true;
    enter(lock, "618204");
    assert.equal(lock.indicator.last, "refused");
    lock.records.failWrites = false;
    assert.equal(credentials({ records: lock.records }).check(guestPin).result, "accepted");
  });
});
