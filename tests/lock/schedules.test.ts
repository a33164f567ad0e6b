// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { epochUtcSeconds } from "../../lock/civil-time";
import {
  holidayAt,
  isHolidaySchedule,
  isWeekDaySchedule,
  isYearDaySchedule,
  weekDayHolds,
  yearDayHolds,
} from "../../lock/schedules";

const monday = 0b10;
const workDays = 0b0111110;

function window(daysMask: number, start: string, end: string) {
  return {
    daysMask,
    startHour: Number(start.slice(0, 2)),
    startMinute: Number(start.slice(3)),
    endHour: Number(end.slice(0, 2)),
    endMinute: Number(end.slice(3)),
  };
}

/** In November 2026, unless another month is said; the 22nd is a Sunday. */
function at(day: number, time: string, year = 2026, month = 11): number {
  const [hour = 0, minute = 0, second = 0] = time.split(":").map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - epochUtcSeconds;
}

describe("week-day schedule", () => {
  test("holds from the first second of its start to the last one before its end", () => {
    const nineToFive = window(monday, "09:00", "17:00");
    assert.equal(weekDayHolds(nineToFive, at(23, "8:59:59")), false);
    assert.equal(weekDayHolds(nineToFive, at(23, "9:00:00")), true);
    assert.equal(weekDayHolds(nineToFive, at(23, "16:59:59")), true);
    assert.equal(weekDayHolds(nineToFive, at(23, "17:00:00")), false);
  });

  test("holds on its days only; Sunday is bit 0", () => {
    for (let bit = 0; bit < 7; bit++) {
      const noon = window(1 << bit, "12:00", "12:01");
      for (let day = 0; day < 7; day++) assert.equal(weekDayHolds(noon, at(22 + day, "12:00")), day === bit);
    }
    assert.equal(weekDayHolds(window(workDays, "00:00", "23:59"), at(28, "12:00")), false);
    assert.equal(weekDayHolds(window(workDays, "00:00", "23:59"), at(27, "12:00")), true);
  });

  test("crosses midnight when the end is before the start, and belongs to the day on which it starts", () => {
    const night = window(monday, "22:00", "06:00");
    assert.equal(isWeekDaySchedule(night), true);
    assert.equal(weekDayHolds(night, at(23, "05:00")), false);
    assert.equal(weekDayHolds(night, at(23, "21:59:59")), false);
    assert.equal(weekDayHolds(night, at(23, "22:00")), true);
    assert.equal(weekDayHolds(night, at(23, "23:59:59")), true);
    assert.equal(weekDayHolds(night, at(24, "00:00")), true);
    assert.equal(weekDayHolds(night, at(24, "05:59:59")), true);
    assert.equal(weekDayHolds(night, at(24, "06:00")), false);
    assert.equal(weekDayHolds(night, at(24, "22:00")), false);
  });

  test("crosses from Saturday to Sunday", () => {
    const saturday = window(0b1000000, "23:30", "00:30");
    assert.equal(weekDayHolds(saturday, at(28, "23:30")), true);
    assert.equal(weekDayHolds(saturday, at(29, "00:29:59")), true);
    assert.equal(weekDayHolds(saturday, at(22, "23:45")), false);
    assert.equal(weekDayHolds(saturday, at(28, "00:15")), false);
  });

  test("ends at midnight when its end is 00:00, and two of them make a whole day", () => {
    const morning = window(monday, "00:00", "12:00");
    const afternoon = window(monday, "12:00", "00:00");
    assert.equal(weekDayHolds(afternoon, at(23, "23:59:59")), true);
    assert.equal(weekDayHolds(afternoon, at(24, "00:00")), false);
    for (let minute = 0; minute < 1440; minute++) {
      const now = at(23, "00:00") + minute * 60;
      assert.notEqual(weekDayHolds(morning, now), weekDayHolds(afternoon, now));
    }
  });

  test("holds on a leap day, and after a year without one the days are still right", () => {
    const tuesday = window(0b100, "10:00", "11:00");
    assert.equal(weekDayHolds(tuesday, at(29, "10:00", 2028, 2)), true);
    assert.equal(weekDayHolds(window(monday, "10:00", "11:00"), at(1, "10:00", 2100, 3)), true);
  });

  test("is refused without a day, without a length, and out of range", () => {
    assert.equal(isWeekDaySchedule(window(monday, "09:00", "17:00")), true);
    assert.equal(isWeekDaySchedule(window(127, "00:00", "23:59")), true);
    const bad = [
      window(0, "09:00", "17:00"),
      window(128, "09:00", "17:00"),
      window(monday, "09:00", "09:00"),
      window(monday, "00:00", "00:00"),
      window(monday, "24:00", "06:00"),
      window(monday, "22:00", "24:00"),
      window(monday, "22:60", "23:00"),
      window(monday, "22:00", "23:60"),
      { ...window(monday, "09:00", "17:00"), startHour: -1 },
      { ...window(monday, "09:00", "17:00"), endMinute: 0.5 },
      { ...window(monday, "09:00", "17:00"), daysMask: NaN },
    ];
    for (const schedule of bad) assert.equal(isWeekDaySchedule(schedule), false, JSON.stringify(schedule));
  });
});

describe("year-day schedule", () => {
  const stay = { localStartTime: at(23, "15:00"), localEndTime: at(25, "11:00") };

  test("holds from its start to the last second before its end", () => {
    assert.equal(yearDayHolds(stay, stay.localStartTime - 1), false);
    assert.equal(yearDayHolds(stay, stay.localStartTime), true);
    assert.equal(yearDayHolds(stay, stay.localEndTime - 1), true);
    assert.equal(yearDayHolds(stay, stay.localEndTime), false);
  });

  test("is refused when it does not end after its start, or does not fit into 32 bits", () => {
    assert.equal(isYearDaySchedule(stay), true);
    assert.equal(isYearDaySchedule({ localStartTime: 0, localEndTime: 0xffff_ffff }), true);
    assert.equal(isYearDaySchedule({ localStartTime: 5, localEndTime: 5 }), false);
    assert.equal(isYearDaySchedule({ localStartTime: 6, localEndTime: 5 }), false);
    assert.equal(isYearDaySchedule({ localStartTime: -1, localEndTime: 5 }), false);
    assert.equal(isYearDaySchedule({ localStartTime: 0, localEndTime: 0x1_0000_0000 }), false);
    assert.equal(isYearDaySchedule({ localStartTime: 0.5, localEndTime: 5 }), false);
    assert.equal(isYearDaySchedule({ localStartTime: NaN, localEndTime: 5 }), false);
  });
});

describe("holidays", () => {
  const holiday = (from: number, to: number, operatingMode: number) => ({
    localStartTime: at(from, "00:00"),
    localEndTime: at(to, "00:00"),
    operatingMode,
  });

  test("the one that holds now is found, none before and after", () => {
    const holidays = [undefined, holiday(23, 24, 1), undefined, holiday(26, 27, 4)];
    assert.equal(holidayAt(holidays, at(22, "23:59:59")), undefined);
    assert.equal(holidayAt(holidays, at(23, "00:00"))?.operatingMode, 1);
    assert.equal(holidayAt(holidays, at(24, "00:00")), undefined);
    assert.equal(holidayAt(holidays, at(26, "12:00"))?.operatingMode, 4);
    assert.equal(holidayAt([], at(26, "12:00")), undefined);
  });

  test("where two overlap the lower slot counts", () => {
    const overlapping = [holiday(23, 26, 1), holiday(24, 28, 2)];
    assert.equal(holidayAt(overlapping, at(25, "12:00"))?.operatingMode, 1);
    assert.equal(holidayAt(overlapping, at(27, "12:00"))?.operatingMode, 2);
  });

  test("are refused with an operating mode that does not exist", () => {
    assert.equal(isHolidaySchedule(holiday(23, 24, 0)), true);
    assert.equal(isHolidaySchedule(holiday(23, 24, 4)), true);
    assert.equal(isHolidaySchedule(holiday(23, 24, 5)), false);
    assert.equal(isHolidaySchedule(holiday(23, 24, -1)), false);
    assert.equal(isHolidaySchedule(holiday(24, 24, 1)), false);
  });
});
