// SPDX-License-Identifier: Apache-2.0
/** Each cell of tests/fixtures/access-rules.ts against `admit()`, for one valid credential; and the edges of time. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { admit, denialCodes, type Admission, type Circumstances } from "../../lock/admission";
import { OperationSource } from "../../lock/audit";
import { CredentialType, newUser, UserType, type StoredUser } from "../../lock/user-record";
import { everyCell, nameOf, outcomeOf, type Cell } from "../fixtures/access-rules";
import { circumstancesOf, credentialTypeOf, noon, personOf } from "../fixtures/access-people";
import type { WeekDaySchedule } from "../../lock/schedules";
import { weekDayForm } from "../../lock/stored-schedules";
import { stored } from "../fixtures/schedules";

/** What the table says of a cell without a lockout, in the words of `admit()`. */
function expected(cell: Cell): Admission {
  const { what, denial } = outcomeOf(cell);
  if (what === "opens") return cell.type === "forced" ? "forced" : "granted";
  if (what === "written down") return "nonAccess";
  const word = Object.entries(denialCodes).find(([, code]) => code === denial)?.[0];
  return word as Admission;
}

function admitted(user: Partial<StoredUser>, now: Partial<Circumstances> = {}, type: number = CredentialType.pin): Admission {
  return admit({ ...newUser(), ...user }, type, {
    source: OperationSource.keypad,
    operatingMode: 0,
    localSeconds: noon,
    utcSeconds: 1_800_000_000,
    expiringMinutes: 60,
    cardOpensAlone: false,
    ...now,
  });
}

test("admission: every cell is as the table says", () => {
  let cells = 0;
  everyCell((cell) => {
    if (cell.lockedOut || cell.way === "row while rows are off") return;
    cells++;
    const is = admit(personOf(cell), credentialTypeOf(cell), circumstancesOf(cell));
    if (is !== expected(cell)) assert.fail(`${nameOf(cell)}: ${is}, and should be ${expected(cell)}`);
  });
  assert.equal(cells, 41_610);
});

describe("admission: time", () => {
  const window = (daysMask: number, startHour: number, endHour: number) => ({
    daysMask, startHour, startMinute: 0, endHour, endMinute: 0,
  });
  const weekDay = (daysMask: number, startHour: number, endHour: number) => ({
    type: UserType.weekDaySchedule,
    weekDay: stored(weekDayForm, [window(daysMask, startHour, endHour)]),
  });

  test("a window holds from its first second to the one before its end", () => {
    const user = weekDay(127, 12, 13);
    assert.equal(admitted(user, { localSeconds: noon - 1 }), "restricted");
    assert.equal(admitted(user, { localSeconds: noon }), "granted");
    assert.equal(admitted(user, { localSeconds: noon + 3599 }), "granted");
    assert.equal(admitted(user, { localSeconds: noon + 3600 }), "restricted");
  });

  test("one schedule of ten that holds is enough, in whatever slot", () => {
    for (let slot = 0; slot < 10; slot++) {
      const slots = new Array<WeekDaySchedule>(10).fill(window(127, 3, 4));
      assert.equal(admitted({ type: UserType.weekDaySchedule, weekDay: stored(weekDayForm, slots) }), "restricted");
      slots[slot] = window(127, 12, 13);
      assert.equal(admitted({ type: UserType.weekDaySchedule, weekDay: stored(weekDayForm, slots) }), "granted");
    }
  });

  test("an empty slot never holds, at midnight of 2000-01-01 neither", () => {
    for (const type of [UserType.weekDaySchedule, UserType.yearDaySchedule, UserType.scheduleRestricted]) {
      assert.equal(admitted({ type }, { localSeconds: 0 }), "restricted");
    }
  });

  test("a stored schedule that is none never holds, and counts like one that does not", () => {
    const garbled = { mask: 1, bytes: Uint8Array.of(127, 255, 0, 24, 0) };
    const always = { mask: 1, bytes: Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255) };
    const never = { mask: 1, bytes: Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0) };
    assert.equal(admitted({ type: UserType.weekDaySchedule, weekDay: garbled }), "restricted");
    assert.equal(admitted({ type: UserType.scheduleRestricted, yearDay: always }), "granted");
    assert.equal(admitted({ type: UserType.scheduleRestricted, weekDay: garbled, yearDay: always }), "restricted");
    assert.equal(admitted({ type: UserType.yearDaySchedule, yearDay: never }), "restricted");
  });

  test("an expiring user may open for exactly as long, counted from the first use", () => {
    const user = { type: UserType.expiring, firstUsedUtcSeconds: 1_800_000_000 };
    assert.equal(admitted(user, { utcSeconds: 1_800_003_599 }), "granted");
    assert.equal(admitted(user, { utcSeconds: 1_800_003_600 }), "expired");
    assert.equal(admitted(user, { utcSeconds: 1_800_003_600, expiringMinutes: 61 }), "granted", "the owner gave more");
    assert.equal(admitted({ ...user, firstUsedUtcSeconds: 0 }, { utcSeconds: 2_000_000_000 }), "granted");
    assert.equal(admitted({ ...user, firstUsedUtcSeconds: 0 }, { utcSeconds: 0 }), "timeUnknown");
  });
});

describe("admission: what does not exist opens nothing", () => {
  test("a type, a status or a mode that nobody knows", () => {
    for (const type of [10, 11, 255, -1, NaN]) assert.equal(admitted({ type }), "restricted");
    for (const status of [0, 2, 4, 255]) assert.equal(admitted({ status }), "disabled");
    for (const operatingMode of [5, 255, -1, NaN]) assert.equal(admitted({}, { operatingMode }), "mode");
  });

  test("in Vacation a way that is neither the door nor afar", () => {
    for (const source of [OperationSource.unspecified, OperationSource.schedule, OperationSource.aliro]) {
      assert.equal(admitted({}, { operatingMode: 1, source }), "mode");
    }
  });
});
