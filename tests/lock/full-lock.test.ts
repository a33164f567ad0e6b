// SPDX-License-Identifier: Apache-2.0
/**
 * A lock with as many users, credentials and schedules as it can hold: what that takes in XS compute units (all 0 on Node) and in
 * flash. What is native on the chip counts as a fixed charge.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nvsEntriesMax } from "../../host/board/nvs";
import { swapMeter } from "../../host/board/engine";
import { Audit } from "../../lock/audit";
import { limits } from "../../lock/limits";
import { sealUser } from "../../lock/user-bytes";
import { CredentialRule, CredentialType, newUser, templateData, userRecord, UserType } from "../../lock/user-record";
import { Users } from "../../lock/users";
import { byMaster, CountingHash, pin } from "../fixtures/credentials";
import { FakeAuditStore, FakeRecords } from "../fixtures/fake-lock-parts";
import { weekDayForm, yearDayForm } from "../../lock/stored-schedules";
import { everySchedule } from "../fixtures/schedules";

const turnUnitsMax = 40_000;
const sliceUnitsMax = 20_000;
/** 40,000 units are 20 ms on the slowest chip (docs/cost.md). */
const unitsPerMs = 2_000;
const otherRecordsMax = 100;

/** Everybody but the master has a name of ten characters, all schedules, a PIN and a card, and two have a finger. */
function fullRecords(): FakeRecords {
  const records = new NativeRecords();
  const weekDay = everySchedule(weekDayForm, { daysMask: 127, startHour: 8, startMinute: 0, endHour: 17, endMinute: 30 });
  const yearDay = everySchedule(yearDayForm, { localStartTime: 800_000_000, localEndTime: 900_000_000 });
  let total = 0;
  for (let index = 1; index <= limits.users; index++) {
    const user = newUser();
    const isMaster = index === 1;
    user.name = "🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊";
    user.type = isMaster ? UserType.programming : UserType.scheduleRestricted;
    user.rule = isMaster ? CredentialRule.single : CredentialRule.dual;
    user.credentials.push({ type: isMaster ? 0 : 1, index: isMaster ? 0 : index - 1, data: dataOf(index) });
    if (!isMaster) {
      user.credentials.push({ type: CredentialType.rfid, index, data: dataOf(1000 + index) });
      if (index <= 3) user.credentials.push({ type: CredentialType.fingerprint, index, data: templateData(index) });
      total += user.credentials.length;
      user.weekDay = weekDay;
      user.yearDay = yearDay;
    }
    records.write(userRecord(index), sealUser(index, user));
  }
  assert.equal(total, limits.credentials);
  return records;
}

const native = <Result>(work: () => Result): Result => {
  const before = swapMeter(0, 0);
  try {
    return work();
  } finally {
    swapMeter(0, before + 40);
  }
};

class NativeHash extends CountingHash {
  override mac(message: Uint8Array): Uint8Array {
    return native(() => super.mac(message));
  }
}

class NativeRecords extends FakeRecords {
  override read(key: string): Uint8Array | undefined {
    return native(() => super.read(key));
  }
  override write(key: string, value: Uint8Array): void {
    native(() => super.write(key, value));
  }
  override delete(key: string): void {
    native(() => super.delete(key));
  }
}

/** Good enough as a hash of anything. */
function dataOf(seed: number): Uint8Array {
  return new CountingHash().mac(Uint8Array.of(seed & 255, seed >> 8, 7));
}

function unitsOf(work: () => void): number {
  swapMeter(0, 0);
  work();
  return swapMeter(0, 0);
}

function fullLock(records: FakeRecords, inSlices?: (slice: () => boolean) => void) {
  const store = new FakeAuditStore();
  const audit = new Audit({ store, clock: { nowMs: () => 0 }, utcSeconds: () => 0 });
  const hash = new NativeHash();
  return { users: new Users({ records, hash, cardHash: hash, audit, ...(inSlices && { inSlices }) }), store, hash };
}

describe("a full lock", () => {
  test("is loaded in slices within the budget of a turn, and the master is there at once", () => {
    const records = fullRecords();
    let slice = (): boolean => false;
    let users: Users | undefined;
    const atOnce = unitsOf(() => ({ users } = fullLock(records, (run) => (slice = run))));
    assert.ok(users !== undefined && !users.ready && users.master === "present");
    let longest = 0;
    let all = 0;
    let slices = 0;
    for (let more = true; more; slices++) {
      const units = unitsOf(() => (more = slice()));
      longest = Math.max(longest, units);
      all += units;
    }
    assert.ok(users.ready);
    assert.deepEqual(users.damaged, []);
    assert.ok(atOnce < sliceUnitsMax, `${atOnce} units in the constructor`);
    assert.ok(longest < sliceUnitsMax, `${longest} units in a slice`);
    assert.ok(all / unitsPerMs < 1_000, `${Math.round(all / unitsPerMs)} ms in ${slices} slices`);
  });

  test("compares in the same number of units whoever it is, and whatever is wrong", () => {
    const { users } = fullLock(fullRecords());
    const unitsFor = (mac: Uint8Array): number => unitsOf(() => users.match(CredentialType.pin, mac));
    unitsFor(dataOf(1));
    const wrong = [0, 3, 4, 7, 8, 12, 15].map((at) => {
      const mac = dataOf(77);
      mac[at]! ^= 1;
      assert.equal(users.match(CredentialType.pin, mac).userIndex, 0);
      return unitsFor(mac);
    });
    const right = [1, 2, 77, 250].map((index) => {
      assert.equal(users.match(CredentialType.pin, dataOf(index)).userIndex, index);
      return unitsFor(dataOf(index));
    });
    assert.deepEqual([...new Set(wrong)], [wrong[0]]);
    assert.deepEqual([...new Set(right)], [right[0]]);
    assert.ok(Math.abs(wrong[0]! - right[0]!) <= 1, `${wrong[0]} and ${right[0]} units`);
    assert.ok(wrong[0]! < turnUnitsMax / 6, `${wrong[0]} units`);
  });

  test("compares longer by the same for each PIN index in use, and by nothing else", () => {
    const records = fullRecords();
    const unitsWithUsersTo = (last: number): number => {
      for (let index = last + 1; index <= limits.users; index++) records.delete(userRecord(index));
      const { users } = fullLock(records);
      return unitsOf(() => users.match(CredentialType.pin, dataOf(251)));
    };
    unitsWithUsersTo(250);
    const [at250, at150, at50] = [unitsWithUsersTo(250), unitsWithUsersTo(150), unitsWithUsersTo(50)] as const;
    assert.ok(Math.abs(at250 - at150 - (at150 - at50)) <= 1, `${at250}, ${at150}, ${at50} units`);
    assert.equal(at250 > at150, at250 > 0);
  });

  test("has no room for another user or credential, and says so", () => {
    const { users } = fullLock(fullRecords());
    const add = { operation: "add", type: CredentialType.rfid, index: 1, data: Uint8Array.of(1, 2, 3, 4) } as const;
    assert.deepEqual(users.setCredential(add, byMaster), { status: "RESOURCE_EXHAUSTED" });
    assert.deepEqual(users.setCredential({ ...add, userIndex: 5 }, byMaster), { status: "RESOURCE_EXHAUSTED" });
    assert.equal(users.setUser("add", 250, {}, byMaster), "OCCUPIED");
    assert.equal(users.clearCredential(CredentialType.rfid, 9, byMaster), "SUCCESS");
    assert.equal(users.setCredential({ ...add, userIndex: 5 }, byMaster).status, "SUCCESS");
  });

  test("takes every change within the budget of a turn", () => {
    const { users } = fullLock(fullRecords());
    users.clearUser(250, byMaster);
    const year = { localStartTime: 1, localEndTime: 2 };
    const changes: Record<string, () => unknown> = {
      modify: () => users.setUser("modify", 100, { name: "Zoë", status: 3 }, byMaster),
      schedule: () => users.setYearDay(100, 10, year, byMaster),
      add: () => users.setCredential({ operation: "add", type: 1, index: 250, digits: pin("618204") }, byMaster).status,
      change: () => users.setCredential({ operation: "modify", type: 1, index: 7, digits: pin("618205") }, byMaster).status,
      clearCredential: () => users.clearCredential(1, 8, byMaster),
      clearUser: () => users.clearUser(30, byMaster),
    };
    for (const [name, change] of Object.entries(changes)) {
      let status: unknown;
      const units = unitsOf(() => (status = change()));
      assert.equal(status, "SUCCESS", name);
      assert.ok(units < turnUnitsMax, `${name}: ${units} units`);
    }
  });

  test("clears everybody in slices within the budget of a turn", () => {
    const records = fullRecords();
    let slice = (): boolean => false;
    const { users } = fullLock(records, (run) => (slice = run));
    while (slice());
    assert.ok(unitsOf(() => users.clearAllUsers(byMaster)) < sliceUnitsMax);
    assert.equal(users.match(CredentialType.pin, dataOf(77)).userIndex, 0);
    let longest = 0;
    for (let more = true; more; ) longest = Math.max(longest, unitsOf(() => (more = slice())));
    assert.ok(longest < sliceUnitsMax, `${longest} units`);
    assert.deepEqual(records.keys(), ["user.1"]);
  });

  test("fits NVS with a page of room for what is written next", () => {
    const records = fullRecords();
    let entries = otherRecordsMax;
    for (const key of records.keys()) entries += 2 + Math.ceil(records.read(key)!.length / 32);
    assert.ok(entries + 126 < nvsEntriesMax, `${entries} entries of ${nvsEntriesMax}`);
  });
});
