// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { loggedIn } from "../fixtures/console-bench";

const morning = { DaysMask: 62, StartHour: 8, StartMinute: 0, EndHour: 12, EndMinute: 30 };
const window = { LocalStartTime: 800_000_000, LocalEndTime: 800_086_400 };
const every = 0xfe;

/** Of each kind: its name, whose it is, and a schedule that is right. */
const kinds = [
  ["WeekDay", { UserIndex: 2 }, morning],
  ["YearDay", { UserIndex: 2 }, window],
  ["Holiday", {}, { ...window, OperatingMode: 1 }],
] as const;

describe("schedules", () => {
  for (const [kind, who, schedule] of kinds) {
    const index = `${kind}Index`;
    const get = `Get${kind}Schedule`;
    const set = `Set${kind}Schedule`;
    const clear = `Clear${kind}Schedule`;

    test(`${kind}: what is set is told, and cleared it is NOT_FOUND`, () => {
      const { ask } = loggedIn();
      assert.deepEqual(ask(get, { [index]: 10, ...who }), { Status: "NOT_FOUND", [index]: 10, ...who });
      assert.deepEqual(ask(set, { [index]: 10, ...who, ...schedule }), { Status: "SUCCESS" });
      assert.deepEqual(ask(get, { [index]: 10, ...who }), { Status: "SUCCESS", [index]: 10, ...who, ...schedule });
      assert.deepEqual(ask(get, { [index]: 9, ...who }), { Status: "NOT_FOUND", [index]: 9, ...who });
      assert.deepEqual(ask(clear, { [index]: 10, ...who }), { Status: "SUCCESS" });
      assert.equal(ask(get, { [index]: 10, ...who }).Status, "NOT_FOUND");
    });

    test(`${kind}: 254 clears all, an index between is none`, () => {
      const { ask } = loggedIn();
      for (const slot of [1, 5, 10]) ask(set, { [index]: slot, ...who, ...schedule });
      for (const slot of [0, 11, 253, 255]) assert.equal(ask(clear, { [index]: slot, ...who }).Status, "INVALID_COMMAND");
      assert.equal(ask(get, { [index]: 5, ...who }).Status, "SUCCESS");
      assert.equal(ask(clear, { [index]: every, ...who }).Status, "SUCCESS");
      for (const slot of [1, 5, 10]) assert.equal(ask(get, { [index]: slot, ...who }).Status, "NOT_FOUND");
    });

    test(`${kind}: an index out of range is INVALID_COMMAND, which Get tells with the index`, () => {
      const { ask } = loggedIn();
      for (const slot of [0, 11, 255]) {
        assert.equal(ask(set, { [index]: slot, ...who, ...schedule }).Status, "INVALID_COMMAND");
        assert.deepEqual(ask(get, { [index]: slot, ...who }), { Status: "INVALID_COMMAND", [index]: slot, ...who });
      }
    });

    test(`${kind}: is kept over a power cut, for nobody else`, () => {
      const { ask, records } = loggedIn();
      ask(set, { [index]: 3, ...who, ...schedule });
      const after = loggedIn({ records });
      assert.deepEqual(after.ask(get, { [index]: 3, ...who }), { Status: "SUCCESS", [index]: 3, ...who, ...schedule });
      assert.equal(after.ask("GetUser", { UserIndex: 2 }).UserName, "Guest");
    });

    test(`${kind}: flash that fails is FAILURE, and nothing changed`, () => {
      const { ask, records } = loggedIn();
      records.failWrites = true;
      assert.equal(ask(set, { [index]: 3, ...who, ...schedule }).Status, "FAILURE");
      records.failWrites = false;
      assert.equal(ask(get, { [index]: 3, ...who }).Status, "NOT_FOUND");
    });
  }

  for (const [kind, , schedule] of kinds.slice(0, 2)) {
    test(`${kind}: where there is no user Get is NOT_FOUND, Set and Clear FAILURE; the master has none`, () => {
      const { ask } = loggedIn();
      const given = { [`${kind}Index`]: 1, UserIndex: 9 };
      assert.deepEqual(ask(`Get${kind}Schedule`, given), { Status: "NOT_FOUND", ...given });
      assert.equal(ask(`Set${kind}Schedule`, { ...given, ...schedule }).Status, "FAILURE");
      assert.equal(ask(`Clear${kind}Schedule`, given).Status, "FAILURE");
      assert.equal(ask(`Set${kind}Schedule`, { ...given, UserIndex: 1, ...schedule }).Status, "INVALID_COMMAND");
      for (const UserIndex of [0, 251, 65_535]) {
        assert.deepEqual(ask(`Get${kind}Schedule`, { ...given, UserIndex }), { Status: "INVALID_COMMAND", ...given, UserIndex });
      }
    });
  }

  test("a window that is empty or ends before it begins is INVALID_COMMAND; over midnight it may go", () => {
    const { ask } = loggedIn();
    const weekDay = (more: object) => ask("SetWeekDaySchedule", { WeekDayIndex: 1, UserIndex: 2, ...morning, ...more }).Status;
    assert.equal(weekDay({ EndHour: 8, EndMinute: 0 }), "INVALID_COMMAND");
    assert.equal(weekDay({ EndHour: 7 }), "SUCCESS");
    const yearDay = (more: object) => ask("SetYearDaySchedule", { YearDayIndex: 1, UserIndex: 2, ...window, ...more }).Status;
    assert.equal(yearDay({ LocalEndTime: window.LocalStartTime }), "INVALID_COMMAND");
    assert.equal(yearDay({ LocalEndTime: window.LocalStartTime - 1 }), "INVALID_COMMAND");
    const holiday = { HolidayIndex: 1, ...window, OperatingMode: 2 };
    assert.equal(ask("SetHolidaySchedule", { ...holiday, LocalEndTime: 0 }).Status, "INVALID_COMMAND");
  });

  test("clearing a user takes his schedules along", () => {
    const { ask } = loggedIn();
    ask("SetWeekDaySchedule", { WeekDayIndex: 1, UserIndex: 2, ...morning });
    ask("ClearUser", { UserIndex: 2 });
    ask("SetUser", { OperationType: 0, UserIndex: 2 });
    assert.equal(ask("GetWeekDaySchedule", { WeekDayIndex: 1, UserIndex: 2 }).Status, "NOT_FOUND");
  });
});
