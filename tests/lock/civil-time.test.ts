// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dayNumber, daysInMonth, daySeconds, epochUtcSeconds, isLeapYear, weekDayOf, yearOf } from "../../lock/civil-time";

describe("civil time", () => {
  test("counts from 2000-01-01, a Saturday, which is 30 years after 1970", () => {
    assert.equal(dayNumber(2000, 1, 1), 0);
    assert.equal(weekDayOf(0), 6);
    assert.equal(dayNumber(1970, 1, 1) * daySeconds, 0 - epochUtcSeconds);
  });

  test("2000 and 2024 have a leap day; 2023, 2100 and 2200 do not", () => {
    assert.deepEqual([2000, 2024, 2028, 2400].filter((year) => !isLeapYear(year)), []);
    assert.deepEqual([1900, 2023, 2025, 2100, 2200].filter((year) => isLeapYear(year)), []);
    assert.equal(daysInMonth(2024, 2), 29);
    assert.equal(daysInMonth(2100, 2), 28);
    assert.equal(dayNumber(2024, 3, 1) - dayNumber(2024, 2, 28), 2);
    assert.equal(dayNumber(2100, 3, 1) - dayNumber(2100, 2, 28), 1);
  });

  test("the week goes on over a year without a leap day", () => {
    assert.equal(weekDayOf(dayNumber(2100, 2, 28)), 0);
    assert.equal(weekDayOf(dayNumber(2100, 3, 1)), 1);
  });

  test("the last day of a year and the first of the next are one day apart", () => {
    const last = dayNumber(2027, 12, 31);
    assert.equal(dayNumber(2028, 1, 1), last + 1);
    assert.equal(yearOf(last), 2027);
    assert.equal(yearOf(last + 1), 2028);
  });

  test("agrees with the JavaScript calendar on every day from 1995 to 2110", () => {
    const end = dayNumber(2110, 1, 1);
    for (let number = dayNumber(1995, 1, 1); number < end; number++) {
      const date = new Date((number * daySeconds + epochUtcSeconds) * 1000);
      const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      const same = dayNumber(year, month, day) === number && yearOf(number) === year && weekDayOf(number) === date.getUTCDay();
      assert.ok(same, `day ${number}: ${year}-${month}-${day}`);
    }
  });
});
