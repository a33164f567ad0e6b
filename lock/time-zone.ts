// SPDX-License-Identifier: Apache-2.0
/**
 * A time zone: how far local time is from UTC, and when summer time begins and ends. Pure. The same rule holds in every
 * year; a lock that is never told of a change of law goes on with the old one. lock/time-zone-text.ts reads it from a
 * POSIX rule.
 *
 * "Daylight" is what POSIX calls it: the second offset of a rule. It may be the smaller one (Ireland's winter time).
 */
import { dayNumber, daySeconds, daysInMonth, epochUtcSeconds, isLeapYear, weekDayOf, yearOf } from "./civil-time";

export interface TimeZone {
  /** Seconds to add to UTC, positive east of Greenwich. POSIX writes it with the other sign. */
  standardSeconds: number;
  daylight: Daylight | undefined;
}

export interface Daylight {
  /** Seconds to add to UTC, as above. */
  offsetSeconds: number;
  /** On the clock that shows standard time until then. */
  start: YearlyMoment;
  /** On the clock that shows daylight time until then. */
  end: YearlyMoment;
}

export interface YearlyMoment {
  date: YearlyDate;
  /** Added to the day's 0:00: up to a week before or after it. */
  seconds: number;
}

export type YearlyDate =
  /** Mm.w.d. Week 1 to 5; 5 is the last one. Week day 0 is Sunday. */
  | { kind: "weekDay"; month: number; week: number; weekDay: number }
  /** Jn, 1 to 365: 29 February is not counted, so 60 is always 1 March. */
  | { kind: "julian"; day: number }
  /** n, 0 to 365: 29 February is counted. 365 in a year without it is 1 January of the next one. */
  | { kind: "dayOfYear"; day: number };

/** Local time as Matter's epoch-s, from whole seconds since 1970 UTC. */
export function localSecondsOf(zone: TimeZone, utcSeconds: number): number {
  const { standardSeconds, daylight } = zone;
  const standard = utcSeconds - epochUtcSeconds + standardSeconds;
  if (daylight === undefined || !isDaylight(daylight, standard, standardSeconds)) return standard;
  return standard - standardSeconds + daylight.offsetSeconds;
}

/** No change is further off its year than this: 167 hours, two offsets of a day, and the 366th day of a year without one. */
const strayDays = 10;

/**
 * The last change before now decides, mostly one of this year or of the last. Of two at once the start holds: that is how
 * a rule says "all year".
 */
function isDaylight({ offsetSeconds, start, end }: Daylight, standard: number, standardSeconds: number): boolean {
  const day = Math.floor(standard / daySeconds);
  const endOffset = standardSeconds - offsetSeconds;
  let year = yearOf(day + strayDays);
  let latest = -Infinity;
  let daylight = false;
  do {
    const started = secondsIn(start, year);
    const ended = secondsIn(end, year) + endOffset;
    if (started <= standard && started >= latest) {
      latest = started;
      daylight = true;
    }
    if (ended <= standard && ended > latest) {
      latest = ended;
      daylight = false;
    }
    year--;
  } while (latest < (dayNumber(year + 1, 1, 1) + strayDays) * daySeconds && year >= yearOf(day) - 2);
  return daylight;
}

function secondsIn({ date, seconds }: YearlyMoment, year: number): number {
  return dayIn(date, year) * daySeconds + seconds;
}

function dayIn(date: YearlyDate, year: number): number {
  if (date.kind === "dayOfYear") return dayNumber(year, 1, 1) + date.day;
  if (date.kind === "julian") return dayNumber(year, 1, date.day) + (date.day > 59 && isLeapYear(year) ? 1 : 0);
  const first = dayNumber(year, date.month, 1);
  const day = ((date.weekDay - weekDayOf(first) + 7) % 7) + (date.week - 1) * 7;
  return first + (day < daysInMonth(year, date.month) ? day : day - 7);
}
