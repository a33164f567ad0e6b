// SPDX-License-Identifier: Apache-2.0
/** People who may come at certain times only, at the edges of these times; and the clock, which somebody sets. */
import { carer, cleaner, expiring, lodger } from "./cast";
import { wallTime } from "./calendar";
import { clockIsRight, freshPin, justBefore, logout, newUser, session, somebodysPin, types, type Command, type Scene } from "./scene-parts";
import { minute, second, type Draft } from "./story-draft";

const everyDay = 0x7f;
const everySlot = 254;
const minuteSeconds = 60;
const hourSeconds = 3_600;
/** The owner is done with a session of some lines. */
const sessionMs = 6 * second;

/** Local minutes from now on, at the full minute. */
function minuteFrom(draft: Draft, atMs: number, minutes: number): { atMs: number; localSeconds: number } {
  const now = draft.localSeconds(atMs);
  const localSeconds = Math.floor(now / minuteSeconds) * minuteSeconds + minutes * minuteSeconds;
  return { atMs: atMs + (localSeconds - now) * second, localSeconds };
}

function windowOf(days: number, fromSeconds: number, toSeconds: number): object {
  const [from, to] = [wallTime(fromSeconds), wallTime(toSeconds)];
  return {
    DaysMask: days,
    StartHour: from.getUTCHours(),
    StartMinute: from.getUTCMinutes(),
    EndHour: to.getUTCHours(),
    EndMinute: to.getUTCMinutes(),
  };
}

function weekDay(index: number, slot: number, window: object): Command {
  return ["SetWeekDaySchedule", { WeekDayIndex: slot, UserIndex: index, ...window }];
}

function yearDay(index: number, slot: number, fromSeconds: number, toSeconds: number): Command {
  return ["SetYearDaySchedule", { YearDayIndex: slot, UserIndex: index, LocalStartTime: fromSeconds, LocalEndTime: toSeconds }];
}

function dayBit(localSeconds: number): number {
  return 2 ** wallTime(localSeconds).getUTCDay();
}

const clearWeek = (index: number): Command => ["ClearWeekDaySchedule", { WeekDayIndex: everySlot, UserIndex: index }];
const clearYear = (index: number): Command => ["ClearYearDaySchedule", { YearDayIndex: everySlot, UserIndex: index }];

/** Too early, in time, in time still, too late. */
function comesAround(draft: Draft, pin: string, fromMs: number, toMs: number): void {
  const { random } = draft;
  types(draft, fromMs - justBefore(draft) - 2 * second, `${pin}#`);
  types(draft, fromMs + (random.oneIn(2) ? justBefore(draft) : random.between(3, 40) * second), `${pin}#`);
  if (random.oneIn(2)) types(draft, toMs - justBefore(draft) - 2 * second, `${pin}#`);
  types(draft, toMs + justBefore(draft), `${pin}#`);
}

function cleanerComes(draft: Draft, atMs: number): void {
  const from = minuteFrom(draft, atMs, draft.random.between(2, 3));
  const to = minuteFrom(draft, from.atMs, draft.random.between(2, 6));
  const days = draft.random.pick([dayBit(from.localSeconds), everyDay, 62 | dayBit(from.localSeconds)]);
  const window = windowOf(days, from.localSeconds, to.localSeconds);
  session(draft, atMs, ...clockIsRight(draft, atMs), clearWeek(cleaner.index), weekDay(cleaner.index, draft.random.between(1, 10), window), logout);
  comesAround(draft, cleaner.pin, from.atMs, to.atMs);
}

/** At the right time of a day: today, or another one. */
function cleanerComesOnADay(draft: Draft, atMs: number): void {
  const now = draft.localSeconds(atMs);
  const today = dayBit(now);
  const days = draft.random.pick([today, today, everyDay - today, dayBit(now + 24 * hourSeconds), dayBit(now - 24 * hourSeconds)]);
  const window = windowOf(days, now - draft.random.between(1, 90) * minuteSeconds, now + draft.random.between(10, 90) * minuteSeconds);
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), clearWeek(cleaner.index), weekDay(cleaner.index, 1, window), logout);
  types(draft, setMs + draft.random.between(5, 200) * second, `${cleaner.pin}#`);
}

/** A window over midnight, whose end is near: it belongs to the day before. */
function cleanerOfTheNight(draft: Draft, atMs: number): void {
  const to = minuteFrom(draft, atMs, draft.random.between(2, 4));
  const fromSeconds = to.localSeconds + draft.random.between(30, 600) * minuteSeconds;
  const days = draft.random.pick([dayBit(to.localSeconds - 24 * hourSeconds), dayBit(to.localSeconds), everyDay]);
  const window = windowOf(days, fromSeconds, to.localSeconds);
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), clearWeek(cleaner.index), weekDay(cleaner.index, 2, window), logout);
  types(draft, setMs + 5 * second, `${cleaner.pin}#`);
  types(draft, to.atMs + justBefore(draft), `${cleaner.pin}#`);
}

function lodgerComes(draft: Draft, atMs: number): void {
  const from = minuteFrom(draft, atMs, 2);
  const to = minuteFrom(draft, from.atMs, draft.random.between(2, 8));
  const given = yearDay(lodger.index, draft.random.between(1, 10), from.localSeconds, to.localSeconds);
  session(draft, atMs, ...clockIsRight(draft, atMs), clearYear(lodger.index), given, logout);
  comesAround(draft, lodger.pin, from.atMs, to.atMs);
}

/** Hours off an edge: as far as the lock's clock and the one on the wall lie apart. */
function lodgerOfSomeDays(draft: Draft, atMs: number): void {
  const { random } = draft;
  const now = draft.localSeconds(atMs);
  const [before, after] = random.pick([[-0.5, 40], [0.5, 40], [-40, 0.5], [-40, -0.5], [-12, 12], [-1.5, 30], [1.5, 30]] as const);
  const given = yearDay(lodger.index, 1, Math.round(now + before * hourSeconds), Math.round(now + after * hourSeconds));
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), clearYear(lodger.index), given, logout);
  types(draft, setMs + random.between(5, 300) * second, `${lodger.pin}#`);
}

/** One schedule of each kind, of which one holds or both. */
function carerComes(draft: Draft, atMs: number): void {
  const { random } = draft;
  const now = draft.localSeconds(atMs);
  const [weekFrom, weekTo] = random.pick([[-30, 60], [-90, -30], [-30, 60]] as const);
  const [yearFrom, yearTo] = random.pick([[-30, 900], [60, 900], [-30, 900]] as const);
  const commands: Command[] = [clearWeek(carer.index), clearYear(carer.index)];
  if (!random.oneIn(8)) commands.push(weekDay(carer.index, 1, windowOf(everyDay, now + weekFrom * minuteSeconds, now + weekTo * minuteSeconds)));
  if (!random.oneIn(8)) commands.push(yearDay(carer.index, 3, now + yearFrom * minuteSeconds, now + yearTo * minuteSeconds));
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), ...commands, logout);
  types(draft, setMs + random.between(5, 60) * second, `${carer.pin}#`);
}

/** He comes long after he was made a user, within his time, and when it is over; perhaps when the clock was set back. */
function weekendGuest(draft: Draft, atMs: number): void {
  const { random } = draft;
  const minutes = random.pick([1, 2, 3, 5]);
  const pin = freshPin(draft);
  const made = newUser(expiring.index, pin, { UserType: expiring.type, UserName: expiring.name });
  const timeout: Command = ["SetSetting", { Name: "ExpiringUserTimeout", Value: minutes }];
  session(draft, atMs, ...clockIsRight(draft, atMs), timeout, ...made, logout);
  const firstMs = types(draft, atMs + sessionMs + random.between(5, (minutes + 2) * 60) * second, `${pin}#`);
  types(draft, firstMs + random.between(30, minutes * 60 - 10) * second, `${pin}#`);
  const overMs = firstMs + minutes * minute;
  if (random.oneIn(2)) clockGoesBack(draft, overMs + 3 * second);
  types(draft, overMs + 12 * second, `${pin}#`);
  types(draft, overMs + random.between(1, 5) * minute, `${pin}#`);
}

function clockGoesBack(draft: Draft, atMs: number): void {
  session(draft, atMs, ["SetTime", { UtcTime: draft.utcSeconds(atMs + 500) - draft.random.between(30, 58) }], logout);
}

/** His time is just over, and the clock is set back by as much as may be. */
function timeIsSetBack(draft: Draft, atMs: number): void {
  const to = minuteFrom(draft, atMs, 3);
  const given = yearDay(lodger.index, 1, to.localSeconds - 2 * hourSeconds, to.localSeconds);
  session(draft, atMs, ["SetTime", { UtcTime: draft.utcSeconds(atMs + 500) }], clearYear(lodger.index), given, logout);
  types(draft, to.atMs - 30 * second, `${lodger.pin}#`);
  clockGoesBack(draft, to.atMs + 4 * second);
  types(draft, to.atMs + 8 * second, `${lodger.pin}#`);
  types(draft, to.atMs + 25 * second, `${lodger.pin}#`);
}

/** After a power cut nobody knows what time it is; somebody whose right does not depend on it gets in as ever. */
function timeIsUnknown(draft: Draft, atMs: number): void {
  const { random } = draft;
  const now = draft.localSeconds(atMs);
  const given = yearDay(lodger.index, 1, now - hourSeconds, now + 20 * hourSeconds);
  const window = weekDay(cleaner.index, 1, windowOf(everyDay, now - hourSeconds, now + hourSeconds));
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), given, clearWeek(cleaner.index), window, logout);
  if (random.oneIn(2)) draft.add(setMs + 5 * second, { do: "cutPower", offMs: draft.spread(500, 60_000) });
  else draft.add(setMs + 5 * second, { do: "reset" });
  const backMs = setMs + 90 * second;
  types(draft, backMs, `${random.pick([lodger.pin, cleaner.pin, expiring.pin])}#`);
  types(draft, backMs + minute, `${somebodysPin(draft)}#`);
  const againMs = session(draft, backMs + 2 * minute, ["SetTime", { UtcTime: draft.utcSeconds(backMs + 2 * minute + 500) }], logout);
  types(draft, againMs + 5 * second, `${random.pick([lodger.pin, cleaner.pin])}#`);
}

/** Set forward by mistake, or because it was wrong: what has ended by then has ended. */
function timeIsSetForward(draft: Draft, atMs: number): void {
  const { random, beliefs } = draft;
  const now = draft.localSeconds(atMs);
  const given = yearDay(lodger.index, 1, now - hourSeconds, now + 20 * minuteSeconds);
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), given, logout);
  types(draft, setMs + 5 * second, `${lodger.pin}#`);
  beliefs.clockAheadSeconds += random.pick([30, 50, 3_000, 4_000]);
  const aheadMs = session(draft, setMs + minute, ["SetTime", { UtcTime: draft.utcSeconds(setMs + minute + 500) }], logout);
  types(draft, aheadMs + 5 * second, `${lodger.pin}#`);
}

/** Another zone, and back: schedules move with it. */
function movesToAnotherZone(draft: Draft, atMs: number): void {
  const { random, beliefs } = draft;
  const now = draft.localSeconds(atMs);
  const given = yearDay(lodger.index, 1, now - random.between(1, 3) * hourSeconds, now + random.between(1, 3) * hourSeconds);
  const rule = random.pick(["EST5EDT,M3.2.0,M11.1.0", "<+0545>-5:45", "CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Berlin"]);
  const setMs = session(draft, atMs, ...clockIsRight(draft, atMs), given, ["SetTimeZone", { TimeZone: rule }], logout);
  types(draft, setMs + 5 * second, `${lodger.pin}#`);
  if (beliefs.start.zone === undefined) return;
  const backMs = session(draft, setMs + minute, ["SetTimeZone", { TimeZone: beliefs.start.zone.rule }], logout);
  types(draft, backMs + 5 * second, `${lodger.pin}#`);
}

export const timeScenes: readonly Scene[] = Object.freeze([
  cleanerComes,
  cleanerComes,
  cleanerComesOnADay,
  cleanerOfTheNight,
  lodgerComes,
  lodgerOfSomeDays,
  carerComes,
  carerComes,
  weekendGuest,
  weekendGuest,
  timeIsSetBack,
  timeIsUnknown,
  timeIsUnknown,
  timeIsSetForward,
  movesToAnotherZone,
]);
