// SPDX-License-Identifier: Apache-2.0
/**
 * Whether somebody whose credential is valid may open now, by status, type, schedules and mode. Pure: all that counts
 * comes in, and docs/access.md has the same as a table. Which credentials belong together (CredentialRule) is not here:
 * lock/factors.ts.
 *
 * All schedules that count for a user are looked at, whatever comes out. That one has more of them than another is not to be seen:
 * answers have their own time (lock/access.ts).
 */
import type { OperationSourceCode } from "./audit";
import { isRemote, modeAllows } from "./operating-mode";
import { weekDayHolds, yearDayHolds } from "./schedules";
import { weekDayForm, yearDayForm, type ScheduleForm, type StoredSchedules } from "./stored-schedules";
import { CredentialRule, CredentialType, UserStatus, UserType, type StoredUser } from "./user-record";

/** Value of the audit entry `denied`. 2 and 3 are Matter's OperationError; the others go on from lock/request.ts. */
export const denialCodes = Object.freeze({
  disabled: 2,
  /** No schedule of his holds now. */
  restricted: 3,
  /** It depends on the time of day, which nobody knows. */
  timeUnknown: 20,
  /** This way in is closed while the operating mode lasts. */
  mode: 21,
  remoteOnly: 22,
  expired: 23,
  /** A card is a name, and can be copied: alone it opens only if the owner says so. */
  cardAlone: 24,
  /** Flash failed: what this use changes could not be written down. */
  notWritten: 25,
} as const);

export type Denial = keyof typeof denialCodes;

/** `forced`: opens, and raises the silent alarm. `nonAccess`: is written down, and does not open. */
export type Admission = "granted" | "forced" | "nonAccess" | Exclude<Denial, "notWritten">;

/** What counts besides the user. */
export interface Circumstances {
  source: OperationSourceCode;
  operatingMode: number;
  /** Local civil time as in schedules; undefined: unknown. */
  localSeconds: number | undefined;
  /** 0: unknown. Never earlier than a time seen before. */
  utcSeconds: number;
  /** ExpiringUserTimeout. */
  expiringMinutes: number;
  cardOpensAlone: boolean;
}

type Person = Pick<StoredUser, "status" | "type" | "rule" | "firstUsedUtcSeconds" | "weekDay" | "yearDay">;

/** What the schedules of one kind say, all together. */
type Times = "none" | "unknown" | "hold" | "do not hold";

export function admit(user: Person, credentialType: number, now: Circumstances): Admission {
  if (user.status !== UserStatus.occupiedEnabled) return "disabled";
  if (user.type === UserType.nonAccess) return "nonAccess";
  if (!modeAllows(now.operatingMode, now.source, user.type === UserType.programming)) return "mode";
  const isCardAlone = credentialType === CredentialType.rfid && user.rule === CredentialRule.single;
  if (isCardAlone && !now.cardOpensAlone) return "cardAlone";
  switch (user.type) {
    case UserType.unrestricted:
    case UserType.programming:
    case UserType.disposable:
      return "granted";
    case UserType.forced:
      return "forced";
    case UserType.remoteOnly:
      return isRemote(now.source) ? "granted" : "remoteOnly";
    case UserType.weekDaySchedule:
      return byTimes(weekDayTimes(user, now));
    case UserType.yearDaySchedule:
      return byTimes(yearDayTimes(user, now));
    case UserType.scheduleRestricted:
      return byBothTimes(weekDayTimes(user, now), yearDayTimes(user, now));
    case UserType.expiring:
      return expiring(user.firstUsedUtcSeconds, now);
    default:
      return "restricted";
  }
}

function byTimes(times: Times): Admission {
  if (times === "unknown") return "timeUnknown";
  return times === "hold" ? "granted" : "restricted";
}

/** Both must hold; a kind of which there is none does not count. */
function byBothTimes(weekDay: Times, yearDay: Times): Admission {
  if (weekDay === "none") return byTimes(yearDay);
  if (yearDay === "none" || weekDay !== "hold") return byTimes(weekDay);
  return byTimes(yearDay);
}

function weekDayTimes({ weekDay }: Person, { localSeconds }: Circumstances): Times {
  return timesOf(weekDay, weekDayForm, weekDayHolds, localSeconds);
}

function yearDayTimes({ yearDay }: Person, { localSeconds }: Circumstances): Times {
  return timesOf(yearDay, yearDayForm, yearDayHolds, localSeconds);
}

function expiring(firstUsedUtcSeconds: number, { utcSeconds, expiringMinutes }: Circumstances): Admission {
  if (utcSeconds === 0) return "timeUnknown";
  if (firstUsedUtcSeconds === 0) return "granted";
  return utcSeconds - firstUsedUtcSeconds < expiringMinutes * 60 ? "granted" : "expired";
}

/** A stored one that is no schedule never holds. */
function timesOf<Schedule>(
  { bytes }: StoredSchedules,
  form: ScheduleForm<Schedule>,
  holds: (schedule: Schedule, localSeconds: number) => boolean,
  localSeconds: number | undefined,
): Times {
  if (bytes.length === 0) return "none";
  if (localSeconds === undefined) return "unknown";
  let holding = 0;
  for (let at = 0; at < bytes.length; at += form.bytes) {
    const schedule = form.read(bytes, at);
    if (schedule !== undefined && holds(schedule, localSeconds)) holding++;
  }
  return holding > 0 ? "hold" : "do not hold";
}
