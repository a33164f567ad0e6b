// SPDX-License-Identifier: Apache-2.0
/** Single rules of Matter's user and credential commands; tests/lock/users-model.test.ts has their sequences. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sealRecord } from "../../crypto/checked-record";
import { AuditEvent } from "../../lock/audit";
import { CredentialType, templateData, userRecord, UserType } from "../../lock/user-record";
import { clearingRecord } from "../../lock/user-store";
import { byMaster, credentials, guestPin, masterPin, pin } from "../fixtures/credentials";

const { pin: pinType, rfid, fingerprint, face, programmingPin } = CredentialType;
const uid = Uint8Array.of(4, 1, 2, 3, 5, 6, 7);

describe("users: credentials", () => {
  test("one who is added without a user makes one, in the first free place, with status and type", () => {
    const { users } = credentials();
    const change = { operation: "add", type: rfid, index: 9, data: uid, userStatus: 3, userType: UserType.disposable } as const;
    assert.deepEqual(users.setCredential(change, byMaster), { status: "SUCCESS", userIndex: 3 });
    assert.deepEqual(users.facts(3), { status: 3, type: UserType.disposable, rule: 0 });
    assert.equal(users.ownerOf(rfid, 9), 3);
  });

  test("one who is added to a user tells no user index, and may not change status or type", () => {
    const { users } = credentials();
    const change = { operation: "add", type: rfid, index: 9, data: uid, userIndex: 2 } as const;
    assert.deepEqual(users.setCredential({ ...change, userType: 0 }, byMaster), { status: "INVALID_COMMAND" });
    assert.deepEqual(users.setCredential({ ...change, userStatus: 1 }, byMaster), { status: "INVALID_COMMAND" });
    assert.deepEqual(users.setCredential(change, byMaster), { status: "SUCCESS" });
  });

  test("the same finger place and the same bytes as a face's are no duplicates, within a type they are", () => {
    const { users } = credentials();
    const add = { operation: "add", index: 1, data: templateData(0) } as const;
    assert.equal(users.setCredential({ ...add, type: fingerprint }, byMaster).status, "SUCCESS");
    assert.equal(users.setCredential({ ...add, type: face }, byMaster).status, "SUCCESS");
    assert.equal(users.setCredential({ ...add, type: fingerprint, index: 2 }, byMaster).status, "DUPLICATE");
  });

  test("a user has ten at most", () => {
    const { users } = credentials();
    for (let index = 1; index <= 10; index++) {
      const add = { operation: "add", type: fingerprint, index, data: templateData(index), userIndex: 2 } as const;
      assert.equal(users.setCredential(add, byMaster).status, index < 10 ? "SUCCESS" : "RESOURCE_EXHAUSTED");
    }
  });

  test("the data must be of the kind that the type has", () => {
    const { users } = credentials();
    const add = { operation: "add", index: 9 } as const;
    for (const content of [
      { type: rfid, digits: pin("618204") },
      { type: rfid, data: uid.slice(0, 5) },
      { type: fingerprint, data: uid },
      { type: pinType, data: uid },
      { type: pinType },
      { type: 4, data: templateData(1) },
      { type: 99, data: templateData(1) },
    ]) {
      assert.deepEqual(users.setCredential({ ...add, ...content }, byMaster), { status: "INVALID_COMMAND" });
    }
  });

  test("the last one that is cleared takes the user along, with the schedules", () => {
    const { users, check } = credentials();
    const always = { daysMask: 127, startHour: 0, startMinute: 0, endHour: 23, endMinute: 59 };
    assert.equal(users.setWeekDay(2, 1, always, byMaster), "SUCCESS");
    users.setCredential({ operation: "add", type: rfid, index: 9, data: uid, userIndex: 2 }, byMaster);
    assert.equal(users.clearCredential(pinType, 2, byMaster), "SUCCESS");
    assert.equal(check(guestPin).result, "refused");
    assert.deepEqual(users.weekDay(2, 1), always);
    assert.equal(users.clearCredential(rfid, 9, byMaster), "SUCCESS");
    assert.equal(users.facts(2), undefined);
    assert.equal(users.setUser("add", 2, {}, byMaster), "SUCCESS");
    assert.equal(users.weekDay(2, 1), undefined);
  });

  test("the master has his PIN and nothing else, and cannot lose it", () => {
    const { users, check } = credentials();
    const card = { operation: "add", type: rfid, index: 9, data: uid, userIndex: 1 } as const;
    const second = { operation: "add", type: programmingPin, index: 0, digits: pin("618204") } as const;
    assert.equal(users.setCredential(card, byMaster).status, "INVALID_COMMAND");
    assert.equal(users.setCredential(second, byMaster).status, "INVALID_IN_STATE");
    assert.equal(users.clearCredential(programmingPin, 0, byMaster), "INVALID_IN_STATE");
    assert.equal(users.clearAllCredentials(undefined, byMaster), "SUCCESS");
    assert.equal(users.clearAllUsers(byMaster), "SUCCESS");
    assert.equal(users.clearUser(1, byMaster), "INVALID_IN_STATE");
    assert.deepEqual(check(masterPin), { result: "accepted", userIndex: 1 });
  });

  test("his PIN can be changed, and who logged in before is told apart", () => {
    const { users, check } = credentials();
    const before = users.masterChanges;
    const change = { operation: "modify", type: programmingPin, index: 0, digits: pin("618204") } as const;
    assert.equal(users.setCredential(change, byMaster).status, "SUCCESS");
    assert.notEqual(users.masterChanges, before);
    assert.equal(check("618204").userIndex, 1);
    assert.equal(check(masterPin).result, "refused");
  });
});

describe("users: a use", () => {
  test("of a disposable user disables him; of an expiring one it begins his time, once", () => {
    const { users, records } = credentials();
    users.setUser("modify", 2, { type: UserType.disposable }, byMaster);
    records.failWrites = true;
    assert.equal(users.used(2, 5), "FAILURE");
    records.failWrites = false;
    assert.equal(users.facts(2)?.status, 1);
    assert.equal(users.used(2, 5), "SUCCESS");
    assert.equal(users.facts(2)?.status, 3);
    users.setUser("modify", 2, { type: UserType.expiring, status: 1 }, byMaster);
    assert.equal(users.used(2, 0), "INVALID_IN_STATE");
    assert.equal(users.used(2, 1_800_000_000), "SUCCESS");
    assert.equal(users.used(2, 1_900_000_000), "SUCCESS");
    assert.equal(credentials({ records }).users.read(2)?.firstUsedUtcSeconds, 1_800_000_000);
  });
});

describe("users: clearing many", () => {
  test("goes on after a power cut, so that nobody comes back", () => {
    const { users, records } = credentials();
    users.setPin(3, pin("618204"), byMaster);
    const before = new Map(records.keys().map((key) => [key, records.read(key)!]));
    records.write(clearingRecord, sealRecord(clearingRecord, 1, Uint8Array.of(255)));
    before.forEach((value, key) => records.write(key, value));
    const after = credentials({ records });
    assert.equal(after.users.nextUser(1), 0);
    assert.equal(after.check(guestPin).result, "refused");
    assert.ok(!records.keys().includes(clearingRecord));
    assert.equal(after.users.setPin(3, pin("618204"), byMaster).status, "SUCCESS");
    assert.equal(credentials({ records }).users.nextUser(1), 3);
  });

  test("that flash does not let finish lets nobody in and nothing change, until it does", () => {
    const { users, records, check } = credentials();
    const original = records.delete.bind(records);
    records.delete = () => {
      throw new Error("flash");
    };
    assert.equal(users.clearAllUsers(byMaster), "SUCCESS");
    assert.equal(check(guestPin).result, "refused");
    assert.equal(users.setPin(3, pin("618204"), byMaster).status, "FAILURE");
    records.delete = original;
    assert.equal(users.setPin(3, pin("618204"), byMaster).status, "FAILURE");
    assert.equal(users.setPin(3, pin("618204"), byMaster).status, "SUCCESS");
    assert.equal(records.read(userRecord(2)), undefined);
  });

  test("with a garbled note trusts nobody but the master, until all are cleared", () => {
    const { records } = credentials();
    records.write(clearingRecord, Uint8Array.of(1, 2, 3));
    const { users, check, store } = credentials({ records });
    assert.equal(store.entries[0]?.event, AuditEvent.recordDamaged);
    assert.deepEqual(users.damaged, [2]);
    assert.equal(check(guestPin).result, "refused");
    assert.equal(check(masterPin).result, "accepted");
    assert.equal(users.clearAllUsers(byMaster), "SUCCESS");
    assert.equal(users.setPin(2, pin(guestPin), byMaster).status, "SUCCESS");
  });
});
