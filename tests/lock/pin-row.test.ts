// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KeyedHash } from "../../crypto/keyed-hash";
import { turnUnitsMax } from "../../host/board/chip-speed";
import { Audit, AuditEvent, OperationSource } from "../../lock/audit";
import { PinRow } from "../../lock/pin-row";
import { CredentialType } from "../../lock/user-record";
import { Users } from "../../lock/users";
import type { Verdict } from "../../lock/verifier";
import { ChargedDigest, unitsOf } from "../fixtures/charged-digest";
import { byMaster, credentials, guestPin, masterPin, pin, wrongPin } from "../fixtures/credentials";
import { FakeAuditStore, FakeRecords, VirtualTime } from "../fixtures/fake-lock-parts";
import { atOnce } from "../../lock/in-turns";

const sevenPin = "6182047";
const eightPin = "48201763";
const tenPin = "6120847395";

function digitsOf(text: string): Uint8Array {
  return Uint8Array.from(text, Number);
}

/** Master and users with 6, 7, 8 and 10 digits: 1, 2, 7, 8, 10. */
function lockWithLongPins() {
  const lock = credentials();
  for (const [index, text] of [[7, sevenPin], [8, eightPin], [10, tenPin]] as const) {
    assert.equal(lock.users.setPin(index, pin(text), byMaster).status, "SUCCESS");
  }
  /** Judged to the end, with a clean slate before it. */
  const row = (text: string): Verdict => {
    lock.lockout.succeed("master");
    const verdicts: Verdict[] = [];
    lock.verifier.checkRow(digitsOf(text), (verdict) => verdicts.push(verdict));
    lock.time.settle();
    assert.equal(verdicts.length, 1, text);
    assert.deepEqual(lock.faults, []);
    return verdicts[0]!;
  };
  return { ...lock, row };
}

/** `length` digits that hold no PIN, and this one from `at` on. */
function rowWith(text: string, length: number, at: number): string {
  const noise = "90909090909090909090";
  return noise.slice(0, at) + text + noise.slice(at + text.length, length);
}

describe("a PIN in a row of digits", () => {
  test("opens wherever it stands, seven digits in rows up to 16, longer ones up to 20", () => {
    const { row } = lockWithLongPins();
    for (const [text, userIndex, longest] of [[sevenPin, 7, 16], [eightPin, 8, 20], [tenPin, 10, 20]] as const) {
      for (let length = 11; length <= 20; length++) {
        for (let at = 0; at + text.length <= length; at++) {
          const expected = length <= longest ? { result: "accepted", userIndex } : { result: "refused", userIndex: 0 };
          assert.deepEqual(row(rowWith(text, length, at)), expected, `${userIndex} in ${length} from ${at}`);
        }
      }
    }
  });

  test("of six digits opens in no row", () => {
    const { row } = lockWithLongPins();
    for (let length = 11; length <= 20; length++) {
      for (const each of [masterPin, guestPin]) {
        for (let at = 0; at + each.length <= length; at++) assert.equal(row(rowWith(each, length, at)).result, "refused");
      }
    }
  });

  test("does not open with one digit of it wrong, missing, doubled or out of order", () => {
    const { row } = lockWithLongPins();
    for (let at = 0; at < eightPin.length; at++) {
      const before = eightPin.slice(0, at);
      const digit = eightPin[at]!;
      const after = eightPin.slice(at + 1);
      for (const changed of [`${before}${(Number(digit) + 1) % 10}${after}`, `${before}${after}`]) {
        assert.equal(row(rowWith(changed, 14, 3)).result, "refused", changed);
      }
      if (at > 0 && at < eightPin.length - 1) assert.equal(row(rowWith(`${before}${digit}5${after}`, 14, 3)).result, "refused");
    }
  });

  test("of two, the longest counts, of two of one length the first", () => {
    const { row, users } = lockWithLongPins();
    assert.equal(row(`${sevenPin}${eightPin}`).userIndex, 8);
    assert.equal(row(`${eightPin}${sevenPin}`).userIndex, 8);
    users.setPin(9, pin("73950162"), byMaster);
    assert.equal(row(`${eightPin}73950162`).userIndex, 8);
    assert.equal(row(`73950162${eightPin}`).userIndex, 9);
  });

  test("is one attempt, counted before the first hash, and one line in the log", () => {
    const { verifier, lockout, hash, time, store, check } = lockWithLongPins();
    const asked = hash.asked;
    const verdicts: Verdict[] = [];
    verifier.checkRow(digitsOf("9090909090909090"), (verdict) => verdicts.push(verdict));
    assert.deepEqual([lockout.wrongCount, hash.asked, verdicts.length], [1, asked, 0]);
    time.settle();
    assert.equal(hash.asked - asked, 34);
    assert.equal(lockout.wrongCount, 1);
    assert.equal(store.count(AuditEvent.refused), 1);
    check(wrongPin);
    check(wrongPin);
    assert.ok(lockout.remainingMs > 0);
    const before = hash.asked;
    verifier.checkRow(digitsOf(rowWith(eightPin, 14, 2)), (verdict) => verdicts.push(verdict));
    time.settle();
    assert.deepEqual([verdicts[1]?.result, hash.asked], ["lockedOut", before]);
  });

  test("an exception on the way leaves the attempt counted and the lock ready", () => {
    const { verifier, lockout, hash, time, faults, check } = lockWithLongPins();
    hash.broken = true;
    verifier.checkRow(digitsOf(rowWith(eightPin, 14, 2)), () => assert.fail("no verdict"));
    time.settle();
    assert.equal(faults.length, 1);
    assert.equal(lockout.wrongCount, 1);
    hash.broken = false;
    assert.equal(check(guestPin).result, "accepted");
  });

  test("while it is looked for nothing else is judged or counted", () => {
    const { verifier, lockout, time, check } = lockWithLongPins();
    const verdicts: Verdict[] = [];
    verifier.checkRow(digitsOf(rowWith(eightPin, 20, 4)), (verdict) => verdicts.push(verdict));
    assert.equal(check(guestPin).result, "notReady");
    assert.equal(atOnce(verifier.checkCard(Uint8Array.of(1, 2, 3, 4))).result, "notReady");
    verifier.checkRow(digitsOf(rowWith(eightPin, 20, 4)), (verdict) => verdicts.push(verdict));
    assert.deepEqual(verdicts, [{ result: "notReady", userIndex: 0 }]);
    assert.equal(lockout.wrongCount, 1);
    time.settle();
    assert.deepEqual(verdicts[1], { result: "accepted", userIndex: 8 });
    assert.equal(check(guestPin).result, "accepted");
  });

  test("whose user is changed meanwhile does not open, nor does any other", () => {
    const { verifier, time, users } = lockWithLongPins();
    for (const changed of [8, 2]) {
      const verdicts: Verdict[] = [];
      verifier.checkRow(digitsOf(rowWith(eightPin, 20, 4)), (verdict) => verdicts.push(verdict));
      users.setUser("modify", changed, { name: "Ada" }, byMaster);
      time.settle();
      assert.deepEqual(verdicts, [{ result: "refused", userIndex: 0 }]);
    }
  });

  test("of somebody who may not open is refused and counted", () => {
    const { row, users, lockout, store } = lockWithLongPins();
    users.setUser("modify", 8, { status: 3 }, byMaster);
    assert.equal(row(rowWith(eightPin, 14, 2)).result, "refused");
    assert.equal(lockout.wrongCount, 1);
    assert.equal(store.count(AuditEvent.denied), 1);
  });

  test("the log says whose it was, and no more than for a plain one", () => {
    const { row, store } = lockWithLongPins();
    row(rowWith(eightPin, 14, 2));
    const { event, source, userIndex, value } = store.entries.at(-1)!;
    assert.deepEqual([event, source, userIndex, value], [AuditEvent.accepted, OperationSource.keypad, 8, CredentialType.pin * 0x10000 + 8]);
  });
});

describe("the places of a row", () => {
  test("give no better chance than a PIN of six digits, and leave out none that would not", () => {
    for (let length = 11; length <= 20; length++) {
      const { users, hash } = credentials();
      const asked: number[] = [];
      const counting = {
        mac: (message: Uint8Array) => {
          asked.push(message.length);
          return hash.mac(message);
        },
      };
      const search = new PinRow({ row: new Uint8Array(length), hash: counting, users });
      while (search.slice());
      for (let digits = 6; digits <= 10; digits++) {
        const places = asked.filter((each) => each === digits).length;
        const all = length - digits + 1;
        assert.ok(places * 10 ** -digits <= 1.0000001e-6, `${digits} of ${length}`);
        assert.equal(places, all * 10 ** -digits <= 1.0000001e-6 ? all : 0, `${digits} of ${length}`);
      }
      assert.ok(asked.length <= 36);
    }
  });

  test("of a row of 20: each slice within half a turn, and the same work whatever is found, in XS compute units (0 on Node)", () => {
    const hash = new KeyedHash({ Digest: ChargedDigest, key: Uint8Array.of(1) });
    const audit = new Audit({ store: new FakeAuditStore(), clock: new VirtualTime(), utcSeconds: () => 0 });
    const users = new Users({ records: new FakeRecords(), hash, audit });
    for (const [index, text] of [[1, masterPin], [8, eightPin], [10, tenPin]] as const) users.setPin(index, pin(text), byMaster);
    const slicesOf = (text: string): number[] => {
      const search = new PinRow({ row: digitsOf(text), hash, users });
      const slices: number[] = [];
      for (let more = true; more; ) slices.push(unitsOf(() => void (more = search.slice())));
      assert.equal(search.found.userIndex !== 0, text !== nothing);
      return slices;
    };
    const nothing = rowWith("", 20, 0);
    slicesOf(nothing);
    const units = slicesOf(nothing);
    assert.equal(units.length, 19);
    for (const each of units) assert.ok(each < turnUnitsMax / 2, units.join(" "));
    for (let at = 0; at <= 12; at++) assert.deepEqual(slicesOf(rowWith(eightPin, 20, at)), units);
    assert.deepEqual(slicesOf(rowWith(tenPin, 20, 5)), units);
  });
});
