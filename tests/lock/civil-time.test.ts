// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { civilOf, dayNumber, daysInMonth, epochUtcSeconds, isLeapYear, secondsOf, weekDayOf, yearOf } from "../../lock/civil-time";

const day = (year: number, month: number, date: number) => ({ year, month, day: date, hour: 0, minute: 0, second: 0 });

describe("civil time", () => {
  test("counts from 2000-01-01, a Saturday, which is 30 years after 1970", () => {
    assert.equal(secondsOf(day(2000, 1, 1)), 0);
    assert.equal(weekDayOf(dayNumber(2000, 1, 1)), 6);
    assert.equal(secondsOf(day(1970, 1, 1)), 0 - epochUtcSeconds);
  });

  test("2000 and 2024 have a leap day; 2023, 2100 and 2200 do not", () => {
    assert.deepEqual([2000, 2024, 2028, 2400].filter((year) => !isLeapYear(year)), []);
    assert.deepEqual([1900, 2023, 2025, 2100, 2200].filter((year) => isLeapYear(year)), []);
    assert.equal(daysInMonth(2024, 2), 29);
    assert.equal(daysInMonth(2100, 2), 28);
    assert.deepEqual(civilOf(secondsOf(day(2024, 2, 28)) + 86_400), day(2024, 2, 29));
    assert.deepEqual(civilOf(secondsOf(day(2100, 2, 28)) + 86_400), day(2100, 3, 1));
  });

  test("the week goes on over a year without a leap day", () => {
    assert.equal(weekDayOf(dayNumber(2100, 2, 28)), 0);
    assert.equal(weekDayOf(dayNumber(2100, 3, 1)), 1);
  });

  test("the last second of a year and the first of the next are one second apart", () => {
    const last = secondsOf({ ...day(2027, 12, 31), hour: 23, minute: 59, second: 59 });
    assert.equal(secondsOf(day(2028, 1, 1)), last + 1);
    assert.equal(civilOf(last).year, 2027);
    assert.deepEqual(civilOf(last + 1), day(2028, 1, 1));
  });

  test("agrees with the JavaScript calendar on every day from 1995 to 2110, and there and back", () => {
    const end = dayNumber(2110, 1, 1);
    for (let number = dayNumber(1995, 1, 1); number < end; number++) {
      const date = new Date((number * 86_400 + epochUtcSeconds) * 1000);
      const expected = day(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
      const seconds = number * 86_400 + 45_296;
      const civil = civilOf(seconds);
      const same =
        civil.year === expected.year &&
        civil.month === expected.month &&
        civil.day === expected.day &&
        weekDayOf(number) === date.getUTCDay() &&
        yearOf(number) === expected.year &&
        secondsOf(civil) === seconds;
      assert.ok(same, `day ${number}: ${JSON.stringify(civil)}`);
    }
  });

  test("knows hour, minute and second, also before 2000", () => {
    assert.deepEqual(civilOf(45_296), { ...day(2000, 1, 1), hour: 12, minute: 34, second: 56 });
    assert.deepEqual(civilOf(-1), { year: 1999, month: 12, day: 31, hour: 23, minute: 59, second: 59 });
  });
});
