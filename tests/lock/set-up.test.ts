// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AuditEvent } from "../../lock/audit";
import { userRecord } from "../../lock/user-record";
import { credentials, guestPin, masterPin, pin, type Credentials } from "../fixtures/credentials";
import { FakeRecords } from "../fixtures/fake-lock-parts";

function enter(lock: Credentials, text: string): void {
  lock.setUp.keyPressed();
  lock.setUp.entry(pin(text));
}

const newLock = () => credentials({ hasUsers: false });

describe("set-up", () => {
  test("button held, master PIN twice: done, and the PIN works", () => {
    const lock = newLock();
    assert.equal(lock.setUp.state, "waiting");
    assert.equal(lock.setUp.start(), "SUCCESS");
    assert.equal(lock.setUp.state, "masterPin");
    enter(lock, masterPin);
    assert.equal(lock.setUp.state, "masterPinAgain");
    enter(lock, masterPin);
    assert.equal(lock.setUp.state, "done");
    assert.equal(lock.indicator.last, "ok");
    assert.deepEqual(lock.check(masterPin), { result: "accepted", userIndex: 1 });
    assert.deepEqual(
      lock.store.entries.map(({ event }) => event).slice(0, 3),
      [AuditEvent.setUpStarted, AuditEvent.credentialSet, AuditEvent.setUpCompleted],
    );
  });

  test("no entry does anything before somebody inside starts it", () => {
    const lock = newLock();
    for (const text of [masterPin, masterPin, "", "123456"]) enter(lock, text);
    lock.setUp.entry(undefined);
    assert.equal(lock.setUp.state, "waiting");
    assert.deepEqual(lock.indicator.shown, Array(5).fill("setUp"));
    assert.deepEqual(lock.records.keys(), []);
    assert.equal(lock.check(masterPin).result, "refused");
  });

  test("a lock that is set up cannot be set up again", () => {
    const lock = credentials();
    assert.equal(lock.setUp.state, "done");
    assert.equal(lock.setUp.start(), "INVALID_IN_STATE");
    enter(lock, "618204");
    enter(lock, "618204");
    assert.equal(lock.check("618204").result, "refused");
    assert.equal(lock.check(masterPin).result, "accepted");
  });

  test("a lock whose master is garbled cannot be taken over", () => {
    const { records } = credentials();
    records.write(userRecord(1), Uint8Array.of(9));
    const lock = credentials({ records });
    assert.equal(lock.setUp.state, "done");
    assert.equal(lock.setUp.start(), "INVALID_IN_STATE");
  });

  test("two different PINs: starts over and says why", () => {
    const lock = newLock();
    lock.setUp.start();
    enter(lock, masterPin);
    enter(lock, guestPin);
    assert.equal(lock.setUp.state, "masterPin");
    assert.equal(lock.setUp.problem, "mismatch");
    assert.equal(lock.indicator.last, "refused");
    enter(lock, guestPin);
    assert.equal(lock.setUp.problem, undefined);
    enter(lock, guestPin);
    assert.equal(lock.setUp.state, "done");
    assert.equal(lock.check(masterPin).result, "refused");
  });

  test("a weak PIN, or one too long to be kept, is asked for again with the reason", () => {
    const lock = newLock();
    lock.setUp.start();
    for (const [text, reason] of [["111111", "repeat"], ["241207", "date"], ["", "length"], ["12345", "length"]]) {
      enter(lock, text!);
      assert.equal(lock.setUp.state, "masterPin");
      assert.equal(lock.setUp.problem, reason);
      assert.equal(lock.indicator.last, "refused");
    }
    lock.setUp.entry(undefined);
    assert.equal(lock.setUp.problem, "length");
    assert.deepEqual(lock.records.keys(), []);
  });

  test("60 s without a key end it, not a millisecond earlier; the button starts it again", () => {
    const lock = newLock();
    lock.setUp.start();
    enter(lock, masterPin);
    lock.time.advance(59_999);
    assert.equal(lock.setUp.state, "masterPinAgain");
    lock.setUp.keyPressed();
    lock.time.advance(59_999);
    assert.equal(lock.setUp.state, "masterPinAgain");
    lock.time.advance(1);
    assert.equal(lock.setUp.state, "waiting");
    assert.equal(lock.setUp.problem, "timedOut");
    assert.equal(lock.store.count(AuditEvent.setUpAbandoned), 1);
    enter(lock, masterPin);
    assert.equal(lock.setUp.state, "waiting", "the first PIN is forgotten");
    lock.setUp.start();
    enter(lock, masterPin);
    assert.equal(lock.setUp.state, "masterPinAgain");
  });

  test("once done it stays done, however long nobody touches a key", () => {
    const lock = newLock();
    lock.setUp.start();
    enter(lock, masterPin);
    enter(lock, masterPin);
    lock.setUp.keyPressed();
    lock.time.advance(3_600_000);
    assert.equal(lock.setUp.state, "done");
    assert.equal(lock.store.count(AuditEvent.setUpAbandoned), 0);
  });

  test("keys while nobody sets it up start no deadline", () => {
    const lock = newLock();
    lock.setUp.keyPressed();
    assert.equal(lock.loop.due("setUpIdle"), undefined);
  });

  test("the button in the middle starts over", () => {
    const lock = newLock();
    lock.setUp.start();
    enter(lock, masterPin);
    lock.setUp.start();
    assert.equal(lock.setUp.state, "masterPin");
    assert.equal(lock.store.count(AuditEvent.setUpStarted), 1);
  });

  test("does not begin without a device key, and says so", () => {
    const lock = credentials({ hasUsers: false, noDeviceKey: true });
    assert.equal(lock.setUp.start(), "FAILURE");
    assert.equal(lock.setUp.state, "waiting");
    assert.equal(lock.setUp.problem, "noDeviceKey");
    assert.equal(lock.indicator.last, "refused");
  });

  test("flash that fails leaves a new lock, and says so", () => {
    const lock = newLock();
    lock.setUp.start();
    enter(lock, masterPin);
    lock.records.failWrites = true;
    enter(lock, masterPin);
    assert.equal(lock.setUp.state, "waiting");
    assert.equal(lock.setUp.problem, "notStored");
    lock.records.failWrites = false;
    assert.equal(lock.check(masterPin).result, "refused");
  });

  test("cut at any write, the lock is new or set up, and then not locked out", () => {
    for (let cutAfter = 0; cutAfter <= 3; cutAfter++) {
      const records = new CutRecords(cutAfter);
      const lock = credentials({ records, hasUsers: false });
      lock.setUp.start();
      enter(lock, masterPin);
      enter(lock, masterPin);
      const acknowledged = lock.setUp.state === "done";
      records.powerUp();
      const after = credentials({ records });
      assert.equal(after.setUp.state, cutAfter >= 2 ? "done" : "waiting", `cut after ${cutAfter} writes`);
      assert.equal(acknowledged, cutAfter >= 2);
      assert.equal(after.lockout.remainingMs, 0);
      assert.equal(after.check(masterPin).result, cutAfter >= 2 ? "accepted" : "refused");
    }
  });
});

/** The power fails after some writes: whatever comes later does not happen, until it is back. */
class CutRecords extends FakeRecords {
  #left: number;

  constructor(left: number) {
    super();
    this.#left = left;
  }

  powerUp(): void {
    this.#left = Infinity;
    this.failWrites = false;
  }

  override write(key: string, value: Uint8Array): void {
    this.failWrites = this.#left === 0;
    if (!this.failWrites) this.#left--;
    super.write(key, value);
  }
}
