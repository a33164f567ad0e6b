// SPDX-License-Identifier: Apache-2.0
/**
 * When a schedule holds. Pure: it is asked with local time (lock/local-time.ts); who has no time asks nothing and refuses.
 * Every window is half open: "from 9:00 to 17:00" holds at 9:00:00 and at 16:59:59, and not at 17:00:00.
 *
 * Local times are Matter's epoch-s: seconds of local civil time since 2000-01-01 00:00. So a window means what the clock
 * on the wall shows: what falls into the hour that summer time leaps over does not happen that night, and what falls into
 * the hour that autumn has twice holds both times. docs/time.md says it for the owner.
 *
 * Source: Matter Application Cluster Specification, Door Lock cluster, SetWeekDaySchedule, SetYearDaySchedule,
 * SetHolidaySchedule. What differs stands with each check.
 */
import { daySeconds, weekDayOf } from "./civil-time";

export interface WeekDaySchedule {
  /** Sunday is bit 0, Saturday bit 6: the days on which the window begins. */
  daysMask: number;
  startHour: number;
  startMinute: number;
  endHour: number;
  endMinute: number;
}

export interface YearDaySchedule {
  localStartTime: number;
  localEndTime: number;
}

export interface HolidaySchedule {
  localStartTime: number;
  localEndTime: number;
  /** OperatingModeEnum: Normal 0 to Passage 4. */
  operatingMode: number;
}

const daysMaskMax = 0x7f;
const operatingModeMax = 4;

/**
 * An end before the start is a window that crosses midnight, and belongs to the day on which it starts. This is wider
 * than the cluster, which refuses it with INVALID_COMMAND. No day at all and an end that is the start are refused, as there.
 */
export function isWeekDaySchedule(schedule: WeekDaySchedule): boolean {
  const { daysMask, startHour, startMinute, endHour, endMinute } = schedule;
  if (!isWhole(daysMask, 1, daysMaskMax)) return false;
  if (!isWhole(startHour, 0, 23) || !isWhole(endHour, 0, 23)) return false;
  if (!isWhole(startMinute, 0, 59) || !isWhole(endMinute, 0, 59)) return false;
  return startHour !== endHour || startMinute !== endMinute;
}

/** The end must be after the start. */
export function isYearDaySchedule({ localStartTime, localEndTime }: YearDaySchedule): boolean {
  return isWhole(localStartTime, 0, 0xffff_ffff) && isWhole(localEndTime, 0, 0xffff_ffff) && localEndTime > localStartTime;
}

export function isHolidaySchedule(schedule: HolidaySchedule): boolean {
  return isYearDaySchedule(schedule) && isWhole(schedule.operatingMode, 0, operatingModeMax);
}

export function weekDayHolds(schedule: WeekDaySchedule, localSeconds: number): boolean {
  const today = Math.floor(localSeconds / daySeconds);
  const now = localSeconds - today * daySeconds;
  const start = schedule.startHour * 3600 + schedule.startMinute * 60;
  const end = schedule.endHour * 3600 + schedule.endMinute * 60;
  const crossesMidnight = end < start;
  const holds = crossesMidnight ? now >= start || now < end : now >= start && now < end;
  if (!holds) return false;
  const startDay = crossesMidnight && now < end ? today - 1 : today;
  return ((schedule.daysMask >> weekDayOf(startDay)) & 1) === 1;
}

export function yearDayHolds({ localStartTime, localEndTime }: YearDaySchedule, localSeconds: number): boolean {
  return localSeconds >= localStartTime && localSeconds < localEndTime;
}

/** Where two holidays overlap, the one in the lower slot. */
export function holidayAt(
  holidays: readonly (HolidaySchedule | undefined)[],
  localSeconds: number,
): HolidaySchedule | undefined {
  return holidays.find((holiday) => holiday !== undefined && yearDayHolds(holiday, localSeconds));
}

function isWhole(value: number, min: number, max: number): boolean {
  return value >>> 0 === value && value >= min && value <= max;
}
