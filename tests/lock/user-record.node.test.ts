// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sealRecord } from "../../crypto/checked-record";
import { openUser, openUserAccess, sealUser } from "../../lock/user-bytes";
import { isUserName, newUser, userRecord, type StoredUser } from "../../lock/user-record";
import { isWeekDaySchedule, isYearDaySchedule } from "../../lock/schedules";
import { weekDayForm, withSchedule, yearDayForm } from "../../lock/stored-schedules";
import { slotsOf, stored } from "../fixtures/schedules";

const data = fc.uint8Array({ minLength: 16, maxLength: 16 });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const plain = { noNullPrototype: true };
const credential = fc.record({ type: fc.constantFrom(1, 2, 3, 5), index: fc.integer({ min: 1, max: 100 }), data }, plain);
const weekDay = fc
  .record(
    {
      daysMask: fc.integer({ min: 1, max: 127 }),
      startHour: fc.nat(23),
      startMinute: fc.nat(59),
      endHour: fc.nat(23),
      endMinute: fc.nat(59),
    },
    plain,
  )
  .filter(isWeekDaySchedule);
const yearDay = fc.record({ localStartTime: u32, localEndTime: u32 }, plain).filter(isYearDaySchedule);

function slots<T>(schedule: fc.Arbitrary<T>): fc.Arbitrary<(T | undefined)[]> {
  return fc.array(fc.option(schedule, { nil: undefined }), { minLength: 10, maxLength: 10 });
}

const anybody: fc.Arbitrary<StoredUser> = fc.record({
  status: fc.constantFrom(1, 3),
  type: fc.constantFrom(0, 1, 2, 4, 5, 6, 7, 8, 9),
  rule: fc.nat(2),
  uniqueId: u32,
  firstUsedUtcSeconds: u32,
  name: fc.string({ unit: "binary", maxLength: 10 }).filter(isUserName),
  credentials: fc
    .uniqueArray(credential, { maxLength: 10, selector: ({ type, index }) => type * 1000 + index })
    .map((list) => list.sort((a, b) => a.type - b.type || a.index - b.index)),
  weekDay: slots(weekDay).map((list) => stored(weekDayForm, list)),
  yearDay: slots(yearDay).map((list) => stored(yearDayForm, list)),
}, plain);

test("whoever is allowed comes back as he was", () => {
  fc.assert(
    fc.property(anybody, fc.integer({ min: 2, max: 250 }), (user, index) => {
      const record = sealUser(index, user);
      assert.deepEqual(openUser(index, record), user);
      const { status, type, rule, credentials } = user;
      assert.deepEqual(openUserAccess(index, record), { status, type, rule, credentials });
      assert.equal(openUser(index === 2 ? 3 : 2, record), undefined);
    }),
    { numRuns: 500 },
  );
});

test("arbitrary bytes, even under a good check, never throw and never make an impossible user", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, framed) => {
      const stored = openUser(2, framed ? sealRecord(userRecord(2), 2, bytes) : bytes);
      if (stored !== undefined) isPossible(stored, framed);
    }),
    { numRuns: 2000 },
  );
});

test("a user with some bytes changed under a good check is possible, or garbled", () => {
  const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(anybody, fc.array(change, { minLength: 1, maxLength: 3 }), (user, changes) => {
      const payload = sealUser(2, user).slice(1, -4);
      for (const [at, byte] of changes) payload[at % payload.length] = byte;
      const stored = openUser(2, sealRecord(userRecord(2), 2, payload));
      if (stored !== undefined) isPossible(stored, true);
    }),
    { numRuns: 2000 },
  );
});

test("has the bytes that storage/RECORDS.md says", () => {
  const user: StoredUser = {
    ...newUser(),
    type: 8,
    rule: 1,
    uniqueId: 0x0102_0304,
    firstUsedUtcSeconds: 0x0506_0708,
    name: "Aß🦊",
    credentials: [
      { type: 1, index: 250, data: new Uint8Array(16).fill(0xaa) },
      { type: 2, index: 3, data: new Uint8Array(16).fill(0xbb) },
    ],
  };
  user.weekDay = withSchedule(user.weekDay, weekDayForm, 1, {
    daysMask: 0x41, startHour: 22, startMinute: 30, endHour: 6, endMinute: 0,
  });
  user.yearDay = withSchedule(user.yearDay, yearDayForm, 10, { localStartTime: 0x1112_1314, localEndTime: 0x2122_2324 });
  const bytes = [
    2, 1, 8, 1, 4, 3, 2, 1, 8, 7, 6, 5, 3, 2, 1, 0, 0, 2, 0x41, 0, 0, 0xdf, 0, 0, 0x8a, 0xf9, 1,
    1, 250, 0, ...new Array<number>(16).fill(0xaa), 2, 3, 0, ...new Array<number>(16).fill(0xbb),
    0x41, 22, 30, 6, 0, 0x14, 0x13, 0x12, 0x11, 0x24, 0x23, 0x22, 0x21,
  ];
  assert.deepEqual([...sealUser(7, user).slice(0, -4)], bytes);
});

test("version 1 with the bytes of version 2 is garbled, and so is a version that nobody has written", () => {
  const payload = sealUser(2, newUser()).slice(1, -4);
  for (const version of [0, 1, 3]) assert.equal(openUser(2, sealRecord(userRecord(2), version, payload)), undefined);
});

function isPossible(user: StoredUser, framed: boolean): void {
  assert.ok(framed);
  assert.ok(isUserName(user.name));
  assert.ok(user.status === 1 || user.status === 3);
  assert.ok(user.type <= 9 && user.type !== 3 && user.rule <= 2);
  assert.ok(user.credentials.every(({ type, index }) => [1, 2, 3, 5].includes(type) && index >= 1 && index <= 250));
  assert.ok(slotsOf(weekDayForm, user.weekDay).every((schedule) => schedule === undefined || isWeekDaySchedule(schedule)));
  assert.ok(slotsOf(yearDayForm, user.yearDay).every((schedule) => schedule === undefined || isYearDaySchedule(schedule)));
}
