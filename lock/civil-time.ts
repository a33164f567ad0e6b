// SPDX-License-Identifier: Apache-2.0
/**
 * Dates as people write them, and days counted from 2000-01-01, where Matter's epoch-s begins. It knows no time zone: fed with UTC it
 * gives UTC, fed with local time local time. Proleptic Gregorian calendar without leap seconds, from year 1: 2100 has
 * no 29 February. Pure, and without `Date`, which would bring the chip's own idea of a time zone along.
 */
export const daySeconds = 86_400;

/** 2000-01-01 00:00 UTC, counted from 1970. */
export const epochUtcSeconds = 946_684_800;

/** Days before each month of a year without a leap day. */
const daysBeforeMonth = Object.freeze([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]);

/** 2000-01-01 was a Saturday. */
const firstWeekDay = 6;

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2 && isLeapYear(year)) return 29;
  return daysBeforeMonth[month]! - daysBeforeMonth[month - 1]!;
}

/** Days from 2000-01-01 to that day. */
export function dayNumber(year: number, month: number, day: number): number {
  const leapDay = month > 2 && isLeapYear(year) ? 1 : 0;
  return firstDayOf(year) + daysBeforeMonth[month - 1]! + leapDay + day - 1;
}

/** The year that a day (as `dayNumber` counts) lies in. */
export function yearOf(day: number): number {
  // 146,097 days are 400 years. The guess is right, or one too low or too high beside a new year.
  let year = 2000 + Math.floor((day * 400) / 146_097);
  if (day < firstDayOf(year)) year--;
  else if (day >= firstDayOf(year + 1)) year++;
  return year;
}

/** 0 Sunday to 6 Saturday. */
export function weekDayOf(day: number): number {
  return (((day + firstWeekDay) % 7) + 7) % 7;
}

function firstDayOf(year: number): number {
  const past = year - 1;
  // 730,119 of those days were before 2000.
  return past * 365 + (past >> 2) - ((past / 100) | 0) + ((past / 400) | 0) - 730_119;
}
