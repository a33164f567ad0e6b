// SPDX-License-Identifier: Apache-2.0
/** Guest codes where they are typed: the verifier, between PINs, lockout and operating modes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { digitsOfGuestId, guestCodeId } from "../../crypto/guest-code";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { denialCodes } from "../../lock/admission";
import { OperatingMode } from "../../lock/operating-mode";
import { byMaster, credentials, guestPin, masterPin } from "../fixtures/credentials";
import { FakeKeyedHash } from "../fixtures/fake-lock-parts";

const startHour = 9862 * 24 + 15;
const wrongCode = "000000000";

function bench() {
  const lock = credentials();
  assert.equal(lock.guests.newKey(byMaster), "SUCCESS");
  lock.now.localSeconds = startHour * 3600;
  const idOf = (once: boolean): number => guestCodeId({ startHour, hours: 24, once, serial: 0 })!;
  const codeOf = (once = false): string => digitsOfGuestId(idOf(once), new FakeKeyedHash(lock.guests.key()!)).join("");
  return { ...lock, idOf, codeOf, last: () => lock.store.entries.at(-1)! };
}

describe("a guest at the keypad", () => {
  test("comes in as nobody in particular, and the log names the code", () => {
    const { check, codeOf, idOf, last } = bench();
    assert.deepEqual(check(codeOf()), { result: "accepted", userIndex: 0 });
    const { event, userIndex, value, source } = last();
    assert.deepEqual([event, userIndex, value, source], [AuditEvent.guestAccepted, 0, idOf(false), OperationSource.keypad]);
  });

  test("takes his own attempt back, as a user does", () => {
    const { check, codeOf, lockout } = bench();
    check(wrongCode);
    assert.equal(lockout.wrongCount, 1);
    assert.equal(check(codeOf()).result, "accepted");
    assert.equal(lockout.wrongCount, 0);
  });

  test("is counted once for an entry, and logged like a wrong PIN, when early or late by a second", () => {
    for (const seconds of [startHour * 3600 - 1, (startHour + 24) * 3600]) {
      const { check, codeOf, lockout, now, last, store } = bench();
      now.localSeconds = seconds;
      const before = store.entries.length;
      assert.equal(check(codeOf()).result, "refused");
      assert.equal(lockout.wrongCount, 1);
      assert.equal(store.entries.length, before + 1);
      assert.equal(last().event, AuditEvent.refused);
    }
  });

  test("is let in once with a code for one use, and is a wrong one the second time", () => {
    const { check, codeOf, last } = bench();
    assert.equal(check(codeOf(true)).result, "accepted");
    assert.equal(check(codeOf(true)).result, "refused");
    assert.equal(last().event, AuditEvent.refused);
    assert.equal(check(codeOf(false)).result, "accepted");
  });

  test("does not come in when the use cannot be written down", () => {
    const { check, codeOf, records, last } = bench();
    const write = records.write.bind(records);
    records.write = (key, value) => {
      if (key === "guestCodes") throw new Error("records: write failed");
      write(key, value);
    };
    assert.equal(check(codeOf(true)).result, "refused");
    assert.deepEqual([last().event, last().value], [AuditEvent.denied, denialCodes.notWritten]);
    assert.equal(check(codeOf(false)).result, "accepted");
  });

  test("hears that the time is not known, counted as a wrong one; a PIN still opens", () => {
    const { check, codeOf, now, lockout } = bench();
    now.localSeconds = undefined;
    assert.equal(check(codeOf()).result, "timeUnknown");
    assert.equal(check(wrongCode).result, "timeUnknown");
    assert.equal(lockout.wrongCount, 2);
    assert.equal(check("12345678").result, "refused");
    assert.ok(lockout.remainingMs > 0);
  });

  test("does not come in during a lockout, and nothing is used up", () => {
    const { check, codeOf, time, lockout } = bench();
    for (let attempt = 0; attempt < 3; attempt++) check(wrongCode);
    assert.equal(check(codeOf(true)).result, "lockedOut");
    time.advance(lockout.remainingMs);
    assert.equal(check(codeOf(true)).result, "accepted");
  });

  test("stays out in vacation and privacy, with nothing used up; comes in in the other modes", () => {
    for (const mode of [OperatingMode.vacation, OperatingMode.privacy]) {
      const { check, codeOf, now, last } = bench();
      now.operatingMode = mode;
      assert.equal(check(codeOf(true)).result, "refused");
      assert.deepEqual([last().event, last().value], [AuditEvent.denied, denialCodes.mode]);
      now.operatingMode = OperatingMode.normal;
      assert.equal(check(codeOf(true)).result, "accepted");
    }
    for (const mode of [OperatingMode.normal, OperatingMode.noRemoteLockUnlock, OperatingMode.passage]) {
      const { check, codeOf, now } = bench();
      now.operatingMode = mode;
      assert.equal(check(codeOf()).result, "accepted");
    }
  });

  test("is known at the keypad only", () => {
    const { verifier, codeOf } = bench();
    const digits = () => Uint8Array.from(codeOf(), Number);
    for (const source of [OperationSource.remote, OperationSource.proprietaryRemote]) {
      assert.equal(verifier.check(digits(), source).result, "refused");
    }
    assert.equal(verifier.check(digits(), OperationSource.keypad).result, "accepted");
  });

  test("is never the master, and his digits are zeroed", () => {
    const { verifier, codeOf } = bench();
    const digits = Uint8Array.from(codeOf(), Number);
    assert.equal(verifier.check(digits, OperationSource.keypad, "master").result, "refused");
    assert.deepEqual([...digits], new Array(9).fill(0));
  });

  test("with digits that are a PIN too is the user", () => {
    const { check, codeOf, users } = bench();
    // The fixture's users know nothing of guests, so that it can happen.
    assert.equal(users.setPin(3, Uint8Array.from(codeOf(true), Number), byMaster).status, "SUCCESS");
    for (let time = 0; time < 2; time++) assert.deepEqual(check(codeOf(true)), { result: "accepted", userIndex: 3 });
  });

  test("changes nothing for PINs", () => {
    const { check, codeOf } = bench();
    for (const code of [masterPin, codeOf(), guestPin]) assert.equal(check(code).result, "accepted");
    assert.equal(check(codeOf().slice(1)).result, "refused");
  });
});
