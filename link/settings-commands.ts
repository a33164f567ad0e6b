// SPDX-License-Identifier: Apache-2.0
/**
 * Settings, what this build holds, and the time of day. What may be set is judged by lock/settings.ts, lock/wall-clock.ts and lock/local-time.ts. SetTimeZone
 * is not Matter's, which tells offsets one by one: a rule holds for years without anybody who tells more.
 */
import { AuditEvent } from "../lock/audit";
import { limits } from "../lock/limits";
import { pinLengthMax, pinLengthMin } from "../lock/pin-rules";
import { settingsTable } from "../lock/settings";
import { ruleMaxLength } from "../lock/time-zone-text";
import { integerArgument, textArgument, type Command, type CommandContext, type Reply } from "./command";
import { uidBytes } from "./credential-commands";
import type { Arguments } from "./request";
import { sessionActor } from "./session";

const nameLengthMax = 32;
/** Single, dual and tri: one bit each. */
const rulesSupported = 7;
const int32Max = 0x7fff_ffff;
const uint32Max = 0xffff_ffff;

export const settingsCommands: readonly Command[] = Object.freeze([
  Object.freeze({ name: "GetSettings", needsLogin: true, arguments: Object.freeze([]), run: getSettings }),
  Object.freeze({
    name: "SetSetting",
    needsLogin: true,
    arguments: Object.freeze([
      Object.freeze({ name: "Name", kind: "text", min: 1, max: nameLengthMax } as const),
      Object.freeze({ name: "Value", kind: "integer", min: -int32Max, max: int32Max } as const),
    ]),
    run: setSetting,
  }),
  Object.freeze({ name: "GetCapacity", needsLogin: true, arguments: Object.freeze([]), run: () => capacity }),
  Object.freeze({ name: "GetTime", needsLogin: true, arguments: Object.freeze([]), run: getTime }),
  Object.freeze({
    name: "SetTime",
    needsLogin: true,
    arguments: Object.freeze([Object.freeze({ name: "UtcTime", kind: "integer", min: 0, max: uint32Max } as const)]),
    run: setTime,
  }),
  Object.freeze({
    name: "SetTimeZone",
    needsLogin: true,
    arguments: Object.freeze([Object.freeze({ name: "TimeZone", kind: "text", min: 1, max: ruleMaxLength } as const)]),
    run: setTimeZone,
  }),
]);

/** The cluster's attributes that never change. */
const capacity: Reply = Object.freeze({
  Status: "SUCCESS",
  NumberOfTotalUsersSupported: limits.users,
  NumberOfPINUsersSupported: limits.pins,
  NumberOfRFIDUsersSupported: limits.rfids,
  NumberOfWeekDaySchedulesSupportedPerUser: limits.weekDaySchedulesPerUser,
  NumberOfYearDaySchedulesSupportedPerUser: limits.yearDaySchedulesPerUser,
  NumberOfHolidaySchedulesSupported: limits.holidays,
  MaxPINCodeLength: pinLengthMax,
  MinPINCodeLength: pinLengthMin,
  MaxRFIDCodeLength: Math.max(...uidBytes),
  MinRFIDCodeLength: Math.min(...uidBytes),
  CredentialRulesSupport: rulesSupported,
  NumberOfCredentialsSupportedPerUser: limits.credentialsPerUser,
});

function getSettings(_given: Arguments, { target }: CommandContext): Reply {
  const settings = settingsTable.map(({ name, min, max, unit }) => {
    return { Name: name, Value: target.settings.get(name), Min: min, Max: max, Unit: unit };
  });
  return { Status: "SUCCESS", Settings: settings };
}

function setSetting(given: Arguments, { target }: CommandContext): Reply {
  const name = textArgument(given, "Name");
  const status = target.settings.set(name, integerArgument(given, "Value"), sessionActor);
  if (status !== "CONSTRAINT_ERROR") return { Status: status };
  const setting = settingsTable.find((each) => each.name === name);
  return { Status: status, Reason: `Value: an integer from ${setting?.min} to ${setting?.max}` };
}

function getTime(_given: Arguments, { target }: CommandContext): Reply {
  const { wallClock, localTime } = target;
  return {
    Status: "SUCCESS",
    UtcTime: wallClock.utcSeconds || null,
    LocalTime: localTime.localSeconds ?? null,
    TimeZone: localTime.timeZone ?? null,
  };
}

function setTime(given: Arguments, { target }: CommandContext): Reply {
  const utcSeconds = integerArgument(given, "UtcTime");
  const before = target.wallClock.utcSeconds;
  const status = target.wallClock.set(utcSeconds);
  if (status === "SUCCESS") {
    target.audit.record(AuditEvent.timeSet, { ...sessionActor, value: before === 0 ? 0 : utcSeconds - before });
    return { Status: status };
  }
  return { Status: status, Reason: "not in this century, or earlier than the latest time seen" };
}

function setTimeZone(given: Arguments, { target }: CommandContext): Reply {
  const status = target.localTime.setTimeZone(textArgument(given, "TimeZone"), sessionActor);
  if (status !== "CONSTRAINT_ERROR") return { Status: status };
  return { Status: status, Reason: "TimeZone: a POSIX rule such as CET-1CEST,M3.5.0,M10.5.0/3" };
}
