// SPDX-License-Identifier: Apache-2.0
/**
 * When: the week-day and year-day schedules of a user, and holidays, as the cluster has them. Times are local; those
 * called LocalStartTime and LocalEndTime count seconds since 2000-01-01 00:00. Which windows there may be, and when one
 * holds, is judged by lock/schedules.ts.
 *
 * The cluster wants what Get has to say inside the response, together with the indexes that were asked for, even where
 * one is out of range: so the lists of the Gets let those through that Set and Clear refuse.
 */
import { limits } from "../lock/limits";
import type { Status } from "../lock/status-codes";
import { everySlot } from "../lock/schedule-slots";
import { integerArgument, type ArgumentRule, type Command, type CommandContext, type Reply } from "./command";
import type { CommandTarget } from "./command-target";
import type { Arguments } from "./request";
import { sessionActor } from "./session";
import { userIndex } from "./user-commands";

const uint8Max = 0xff;
const uint16Max = 0xffff;
const uint32Max = 0xffff_ffff;
/** Where a kind has no users: holidays are the lock's. */
const nobody = 0;

/** What is the same for all kinds, and what is not. `get` answers undefined for an empty slot. */
interface Kind {
  readonly name: "WeekDay" | "YearDay" | "Holiday";
  readonly slots: number;
  readonly ofUser: boolean;
  readonly fields: readonly ArgumentRule[];
  get(target: CommandTarget, user: number, slot: number): object | undefined;
  set(target: CommandTarget, user: number, slot: number, fields: Arguments): Status;
  clear(target: CommandTarget, user: number, slot: number): Status;
}

function integer(name: string, min: number, max: number): ArgumentRule {
  return Object.freeze({ name, kind: "integer", min, max } as const);
}

const localTimes: readonly ArgumentRule[] = Object.freeze([integer("LocalStartTime", 0, uint32Max), integer("LocalEndTime", 0, uint32Max)]);

const kinds: readonly Kind[] = Object.freeze([
  Object.freeze({
    name: "WeekDay",
    slots: limits.weekDaySchedulesPerUser,
    ofUser: true,
    fields: Object.freeze([
      integer("DaysMask", 1, 0x7f),
      integer("StartHour", 0, 23),
      integer("StartMinute", 0, 59),
      integer("EndHour", 0, 23),
      integer("EndMinute", 0, 59),
    ]),
    get({ users }, user, slot) {
      const schedule = users.weekDay(user, slot);
      return schedule && {
        DaysMask: schedule.daysMask,
        StartHour: schedule.startHour,
        StartMinute: schedule.startMinute,
        EndHour: schedule.endHour,
        EndMinute: schedule.endMinute,
      };
    },
    set({ users }, user, slot, fields) {
      const schedule = {
        daysMask: integerArgument(fields, "DaysMask"),
        startHour: integerArgument(fields, "StartHour"),
        startMinute: integerArgument(fields, "StartMinute"),
        endHour: integerArgument(fields, "EndHour"),
        endMinute: integerArgument(fields, "EndMinute"),
      };
      return users.setWeekDay(user, slot, schedule, sessionActor);
    },
    clear: ({ users }, user, slot) => users.setWeekDay(user, slot, undefined, sessionActor),
  } satisfies Kind),
  Object.freeze({
    name: "YearDay",
    slots: limits.yearDaySchedulesPerUser,
    ofUser: true,
    fields: Object.freeze([...localTimes]),
    get({ users }, user, slot) {
      const schedule = users.yearDay(user, slot);
      return schedule && { LocalStartTime: schedule.localStartTime, LocalEndTime: schedule.localEndTime };
    },
    set: ({ users }, user, slot, fields) => users.setYearDay(user, slot, windowOf(fields), sessionActor),
    clear: ({ users }, user, slot) => users.setYearDay(user, slot, undefined, sessionActor),
  } satisfies Kind),
  Object.freeze({
    name: "Holiday",
    slots: limits.holidays,
    ofUser: false,
    fields: Object.freeze([...localTimes, integer("OperatingMode", 0, 4)]),
    get({ holidays }, _user, slot) {
      const holiday = holidays.list[slot - 1];
      return holiday && {
        LocalStartTime: holiday.localStartTime,
        LocalEndTime: holiday.localEndTime,
        OperatingMode: holiday.operatingMode,
      };
    },
    set({ holidays }, _user, slot, fields) {
      const holiday = { ...windowOf(fields), operatingMode: integerArgument(fields, "OperatingMode") };
      return holidays.set(slot, holiday, sessionActor);
    },
    clear: ({ holidays }, _user, slot) => holidays.set(slot, undefined, sessionActor),
  } satisfies Kind),
]);

export const scheduleCommands: readonly Command[] = Object.freeze(kinds.flatMap(commandsOf));

/** Set, Get and Clear of one kind. */
function commandsOf(each: Kind): Command[] {
  // A const, or the SDK's linker does not freeze the functions that use it.
  const kind = each;
  const { name, slots, ofUser, fields } = kind;
  const index = `${name}Index`;
  const user = ofUser ? [userIndex] : [];
  const anyUser = ofUser ? [integer("UserIndex", 0, uint16Max)] : [];
  const command = (verb: string, rules: readonly ArgumentRule[], run: Command["run"]): Command =>
    Object.freeze({ name: `${verb}${name}Schedule`, needsLogin: true, arguments: Object.freeze(rules), run });
  return [
    command("Set", [integer(index, 1, slots), ...user, ...fields], (given, { target }) => {
      return { Status: kind.set(target, userOf(kind, given), integerArgument(given, index), given) };
    }),
    command("Get", [integer(index, 0, uint8Max), ...anyUser], (given, context) => get(kind, given, context)),
    command("Clear", [integer(index, 1, everySlot), ...user], (given, { target }) => {
      const slot = integerArgument(given, index);
      if (slot <= slots || slot === everySlot) return { Status: kind.clear(target, userOf(kind, given), slot) };
      return { Status: "INVALID_COMMAND", Reason: `${index}: 1 to ${slots}, or ${everySlot} for all` };
    }),
  ];
}

/** NOT_FOUND: the slot is empty, or there is no such user. */
function get(kind: Kind, given: Arguments, { target }: CommandContext): Reply {
  const slot = integerArgument(given, `${kind.name}Index`);
  const user = userOf(kind, given);
  const isPossible = slot >= 1 && slot <= kind.slots && (!kind.ofUser || (user >= 1 && user <= limits.users));
  const fields = isPossible ? kind.get(target, user, slot) : undefined;
  return {
    Status: fields ? "SUCCESS" : isPossible ? "NOT_FOUND" : "INVALID_COMMAND",
    [`${kind.name}Index`]: slot,
    ...(kind.ofUser ? { UserIndex: user } : undefined),
    ...fields,
  };
}

function userOf(kind: Kind, given: Arguments): number {
  return kind.ofUser ? integerArgument(given, "UserIndex") : nobody;
}

function windowOf(fields: Arguments): { localStartTime: number; localEndTime: number } {
  return {
    localStartTime: integerArgument(fields, "LocalStartTime"),
    localEndTime: integerArgument(fields, "LocalEndTime"),
  };
}
