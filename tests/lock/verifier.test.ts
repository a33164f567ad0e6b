// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { attemptsRecord } from "../../lock/lockout";
import { CredentialType } from "../../lock/user-record";
import { byMaster, credentials, guestPin, masterPin, pin, wrongPin } from "../fixtures/credentials";

describe("verifier: who comes in", () => {
  test("accepts each user's own PIN and says whose it is", () => {
    const { check } = credentials();
    assert.deepEqual(check(masterPin), { result: "accepted", userIndex: 1 });
    assert.deepEqual(check(guestPin), { result: "accepted", userIndex: 2 });
  });

  test("accepts user 21, the last one", () => {
    const { users, check } = credentials();
    users.setPin(21, pin("6120847395"), byMaster);
    assert.deepEqual(check("6120847395"), { result: "accepted", userIndex: 21 });
  });

  test("refuses a PIN with any one digit wrong, missing or added", () => {
    const { check, lockout } = credentials();
    for (let at = 0; at < guestPin.length; at++) {
      for (let digit = 0; digit < 10; digit++) {
        const changed = guestPin.slice(0, at) + String(digit) + guestPin.slice(at + 1);
        if (changed === guestPin) continue;
        lockout.succeed("master");
        assert.equal(check(changed).result, "refused", `digit ${at + 1} changed`);
      }
    }
    for (const other of [guestPin.slice(1), guestPin.slice(0, -1), `${guestPin}0`, `0${guestPin}`]) {
      lockout.succeed("master");
      assert.equal(check(other).result, "refused");
    }
  });

  test("refuses a PIN from the next entry on once its user is erased", () => {
    const { check, users } = credentials();
    assert.equal(check(guestPin).result, "accepted");
    assert.equal(users.clear(2, byMaster), "SUCCESS");
    assert.equal(check(guestPin).result, "refused");
  });

  test("refuses the old PIN once there is a new one", () => {
    const { check, users } = credentials();
    users.setPin(2, pin("618204"), byMaster);
    assert.equal(check(guestPin).result, "refused");
    assert.equal(check("618204").result, "accepted");
  });

  test("when the master is asked for, another valid PIN is a wrong one", () => {
    const { verifier, lockout } = credentials();
    const ask = (digits: string) => verifier.check(pin(digits), OperationSource.remote, "master").result;
    assert.equal(ask(guestPin), "refused");
    assert.equal(lockout.wrongCount, 1);
    assert.equal(ask(masterPin), "accepted");
    assert.equal(lockout.wrongCount, 0);
  });

  test("nothing is accepted without a device key", () => {
    const { records } = credentials();
    const { check } = credentials({ records, noDeviceKey: true });
    assert.equal(check(masterPin).result, "refused");
  });

  test("nothing is accepted on a lock without a master, whatever other records say", () => {
    const { records } = credentials();
    records.delete("user.1");
    const { check } = credentials({ records });
    assert.equal(check(guestPin).result, "refused");
  });

  test("nothing is accepted while users cannot be read", () => {
    const { records } = credentials();
    records.failReads = true;
    const { check, time, lockout } = credentials({ records });
    time.advance(lockout.remainingMs);
    assert.equal(check(masterPin).result, "refused");
  });
});

describe("verifier: attempts", () => {
  test("the third wrong PIN locks out, and then even the right one is ignored and not hashed", () => {
    const { check, hash, time } = credentials();
    assert.equal(check(wrongPin).result, "refused");
    assert.equal(check(wrongPin).result, "refused");
    assert.equal(check(wrongPin).result, "refused");
    const asked = hash.asked;
    assert.deepEqual(check(guestPin), { result: "lockedOut", userIndex: 0 });
    assert.equal(hash.asked, asked);
    time.advance(29_999);
    assert.equal(check(guestPin).result, "lockedOut");
    time.advance(1);
    assert.equal(check(guestPin).result, "accepted");
  });

  test("wrong ones count together from whatever source they come", () => {
    const { verifier } = credentials();
    for (const source of [OperationSource.keypad, OperationSource.remote, OperationSource.proprietaryRemote]) {
      assert.equal(verifier.check(pin(wrongPin), source).result, "refused");
    }
    assert.equal(verifier.check(pin(guestPin), OperationSource.rfid).result, "lockedOut");
  });

  test("a user cannot guess for ever by typing his own PIN in between; the master's PIN is a new beginning", () => {
    for (const [between, remainingMs] of [[guestPin, 3_600_000], [masterPin, 0]] as const) {
      const { check, lockout } = credentials();
      for (let guesses = 1; guesses <= 10; guesses++) {
        assert.equal(check(wrongPin).result, "refused");
        if (guesses === 9) check(between);
        else if (guesses < 9 && guesses % 2 === 0) check(guestPin);
      }
      assert.equal(lockout.remainingMs, remainingMs);
    }
  });

  test("the attempt is on flash before the hash is asked", () => {
    const { verifier, hash, records } = credentials();
    const before = records.read(attemptsRecord);
    hash.broken = true;
    assert.throws(() => verifier.check(pin(guestPin), OperationSource.keypad), /broken/);
    assert.notEqual(String(records.read(attemptsRecord)), String(before));
  });

  test("an exception on the way counts as a wrong attempt", () => {
    const { verifier, hash, lockout } = credentials();
    hash.broken = true;
    for (let i = 0; i < 3; i++) assert.throws(() => verifier.check(pin(guestPin), OperationSource.keypad));
    assert.equal(lockout.remainingMs, 30_000);
  });

  test("an attempt that cannot be counted is refused, the right PIN too, and not hashed", () => {
    const { check, records, hash } = credentials();
    records.failWrites = true;
    const asked = hash.asked;
    assert.equal(check(guestPin).result, "refused");
    assert.equal(hash.asked, asked);
    records.failWrites = false;
    assert.equal(check(guestPin).result, "accepted");
  });

  test("what cannot be a PIN by its length is refused and not counted", () => {
    const { verifier, lockout } = credentials();
    for (const length of [0, 1, 5, 11, 1000]) {
      assert.equal(verifier.check(new Uint8Array(length), OperationSource.keypad).result, "refused");
    }
    assert.equal(lockout.wrongCount, 0);
  });

  test("a power cut right after the count leaves the attempt counted", () => {
    const { records, verifier, hash } = credentials();
    hash.broken = true;
    assert.throws(() => verifier.check(pin(guestPin), OperationSource.keypad));
    assert.equal(credentials({ records }).lockout.wrongCount, 1);
  });
});

describe("verifier: traces", () => {
  test("digits are zeroed whatever the verdict", () => {
    const { verifier, lockout, hash } = credentials();
    const zeroed = (digits: Uint8Array) => digits.every((digit) => digit === 0);
    for (const text of [guestPin, wrongPin, "12"]) {
      const digits = pin(text);
      verifier.check(digits, OperationSource.keypad);
      assert.ok(zeroed(digits), `${text.length} digits`);
    }
    const throwing = pin(guestPin);
    hash.broken = true;
    assert.throws(() => verifier.check(throwing, OperationSource.keypad));
    assert.ok(zeroed(throwing));
    hash.broken = false;
    while (lockout.remainingMs === 0) verifier.check(pin(wrongPin), OperationSource.keypad);
    const ignored = pin(guestPin);
    assert.equal(verifier.check(ignored, OperationSource.keypad).result, "lockedOut");
    assert.ok(zeroed(ignored));
  });

  test("the log says who came in, who did not, and when the lockout began", () => {
    const { check, store } = credentials();
    check(guestPin);
    for (let i = 0; i < 3; i++) check(wrongPin);
    assert.deepEqual(
      store.entries.map(({ event, source, userIndex, value }) => [event, source, userIndex, value]),
      [
        [AuditEvent.accepted, OperationSource.keypad, 2, CredentialType.pin * 0x10000 + 2],
        [AuditEvent.refused, OperationSource.keypad, 0, 1],
        [AuditEvent.refused, OperationSource.keypad, 0, 2],
        [AuditEvent.refused, OperationSource.keypad, 0, 3],
        [AuditEvent.lockedOut, OperationSource.keypad, 0, 30],
      ],
    );
  });

  test("a thousand entries during a lockout make one line in the log, and again one in the next", () => {
    const { check, store, time } = credentials();
    for (let i = 0; i < 3; i++) check(wrongPin);
    for (let i = 0; i < 1000; i++) check(wrongPin);
    assert.equal(store.count(AuditEvent.ignoredDuringLockout), 1);
    time.advance(30_000);
    check(wrongPin);
    check(wrongPin);
    check(wrongPin);
    assert.equal(store.count(AuditEvent.ignoredDuringLockout), 2);
  });

  test("an audit log that fails keeps nobody out and lets nobody in", () => {
    const { check, store } = credentials();
    store.failAppends = true;
    assert.equal(check(wrongPin).result, "refused");
    assert.equal(check(guestPin).result, "accepted");
  });

  test("accepted is on the log before the verdict is given", () => {
    const { check, store, lockout } = credentials();
    let countThen = -1;
    store.onAppend = () => (countThen = lockout.wrongCount);
    assert.equal(check(guestPin).result, "accepted");
    assert.equal(store.entries[0]?.event, AuditEvent.accepted);
    assert.equal(countThen, 0);
  });
});

describe("verifier: between comparing and judging", () => {
  const start = (lock: ReturnType<typeof credentials>) => {
    const judge = lock.verifier.checkPin(pin(guestPin), OperationSource.keypad);
    if (typeof judge !== "function") return assert.fail("judged at once");
    return judge;
  };

  test("the attempt is counted, and nothing else is judged", () => {
    const lock = credentials();
    const judge = start(lock);
    assert.equal(lock.lockout.wrongCount, 1);
    assert.equal(lock.check(masterPin).result, "notReady");
    assert.equal(lock.lockout.wrongCount, 1);
    assert.deepEqual(judge(), { result: "accepted", userIndex: 2 });
    assert.equal(lock.lockout.wrongCount, 0);
    assert.equal(lock.check(masterPin).result, "accepted");
  });

  test("whoever is changed then does not come in", () => {
    const lock = credentials();
    const judge = start(lock);
    lock.users.clearUser(2, byMaster);
    lock.users.setCredential({ operation: "add", type: CredentialType.pin, index: 9, digits: pin("618204") }, byMaster);
    assert.deepEqual(judge(), { result: "refused", userIndex: 0 });
    assert.equal(lock.lockout.wrongCount, 1);
    assert.equal(lock.check("618204").userIndex, 2);
  });

  test("a judgement that throws does not keep the next one out", () => {
    const lock = credentials();
    const judge = start(lock);
    const broken = () => {
      throw new Error("read");
    };
    Object.defineProperty(lock.users, "read", { value: broken, configurable: true });
    assert.throws(judge, /read/);
    Reflect.deleteProperty(lock.users, "read");
    assert.equal(lock.check(masterPin).result, "accepted");
  });
});
