// SPDX-License-Identifier: Apache-2.0
/** Bugs about who may open, and when, that the simulator must find (planted-bugs.ts). */
import { bug, bugWithLine, type PlantedBug } from "./planted-bug";

const weekDays = "SetWeekDaySchedule";
const yearDays = "SetYearDaySchedule";
const mode = "OperatingMode";

export const accessBugs: readonly PlantedBug[] = [
  bugWithLine(weekDays, "week-day window ends a minute late", "authority", [
    "lock/schedules.ts",
    "schedule.endHour * 3600 + schedule.endMinute * 60;",
    "schedule.endHour * 3600 + schedule.endMinute * 60 + 60;",
  ]),
  bugWithLine(weekDays, "week-day window begins a minute late", "access", [
    "lock/schedules.ts",
    "schedule.startHour * 3600 + schedule.startMinute * 60;",
    "schedule.startHour * 3600 + schedule.startMinute * 60 + 60;",
  ]),
  bugWithLine(weekDays, "Sunday is the second bit", "authority", [
    "lock/schedules.ts",
    "((schedule.daysMask >> weekDayOf(startDay)) & 1) === 1",
    "((schedule.daysMask >> (weekDayOf(startDay) + 1) % 7) & 1) === 1",
  ]),
  bugWithLine(weekDays, "window over midnight belongs to the day on which it ends", "access", [
    "lock/schedules.ts",
    "crossesMidnight && now < end ? today - 1 : today;",
    "crossesMidnight && now >= start ? today + 1 : today;",
  ]),
  bugWithLine(yearDays, "schedules are judged by UTC", "access", [
    "lock/local-time.ts",
    "return localSecondsOf(this.#zone, judgedUtcSeconds);",
    "return localSecondsOf({ ...this.#zone, standardSeconds: 0, daylight: undefined }, judgedUtcSeconds);",
  ]),
  bugWithLine(weekDays, "summer time is ignored", "authority", [
    "lock/time-zone.ts",
    "if (daylight === undefined || !isDaylight",
    "if (daylight !== undefined || !isDaylight",
  ], ["lock/time-zone.ts", "(daylight, standard, standardSeconds)) return standard;", "(daylight!, standard, standardSeconds)) return standard;"],
  ["lock/time-zone.ts", "standard - standardSeconds + daylight.offsetSeconds;", "standard - standardSeconds + daylight!.offsetSeconds;"]),
  bugWithLine(yearDays, "schedules hold while the time is unknown", "authority", [
    "lock/admission.ts",
    '  if (localSeconds === undefined) return "unknown";\n',
    '  if (localSeconds === undefined) return "hold";\n',
  ]),
  bugWithLine("ClearWeekDaySchedule", "schedule user without a schedule comes in", "authority", [
    "lock/admission.ts",
    'return times === "hold" ? "granted" : "restricted";',
    'return times !== "do not hold" ? "granted" : "restricted";',
  ]),
  bugWithLine(weekDays, "of two kinds of schedules one is enough", "authority", [
    "lock/admission.ts",
    'if (yearDay === "none" || weekDay !== "hold")',
    'if (yearDay === "none" || weekDay === "hold")',
  ]),
  bugWithLine("SetTime", "time set back revives what has ended", "authority", [
    "lock/wall-clock.ts",
    "return utcSeconds === 0 ? 0 : Math.max(utcSeconds, this.#latestUtcSeconds);",
    "return utcSeconds;",
  ]),
  bugWithLine("SetTime", "clock may be set back at will", "acknowledged", [
    "lock/wall-clock.ts",
    "utcSeconds < latest - stepBackSecondsMax",
    "utcSeconds < latest - stepBackSecondsMax * 3600",
  ]),
  bugWithLine("SetHolidaySchedule", "holiday's mode is ignored", "authority", [
    "lock/operating-mode.ts",
    'if (holiday === undefined) return settings.get("OperatingMode");',
    'if (holiday === undefined || holiday.localStartTime > 0) return settings.get("OperatingMode");',
  ]),
  bugWithLine("SetHolidaySchedule", "of two holidays the higher slot counts", "access", [
    "lock/schedules.ts",
    "return holidays.find((holiday)",
    "return [...holidays].reverse().find((holiday)",
  ]),
  bugWithLine(mode, "Privacy lets the master in", "authority", [
    "lock/operating-mode.ts",
    "    default:\n      return false;",
    "    default:\n      return isMaster;",
  ]),
  bugWithLine(mode, "Privacy does not end", "access", [
    "lock/lock.ts",
    '    if (operation === "unlock") this.#currentMode.endPrivacy({ source: OperationSource.button, userIndex: 0 });\n',
    "",
  ]),
  bugWithLine(mode, "Vacation lets everybody in", "authority", [
    "lock/operating-mode.ts",
    "return isRemote(source) || (isMaster && source === OperationSource.keypad);",
    "return isRemote(source) || isMaster || source === OperationSource.keypad;",
  ]),
  bugWithLine(mode, "NoRemoteLockUnlock is not asked at the console", "authority", [
    "lock/request.ts",
    "if (!isInside && !modeAllows(",
    "if (!isInside && source !== OperationSource.proprietaryRemote && !modeAllows(",
  ]),
  bugWithLine(mode, "Passage locks by itself", "autoLock", [
    "lock/auto-lock.ts",
    "if (this.#holdsOff()) {",
    "if (this.#holdsOff() && this.#tries > 0) {",
  ]),
  bugWithLine("RequirePINforRemoteOperation", "required PIN is not asked for", "authority", [
    "link/lock-commands.ts",
    'text === undefined && target.settings.get("RequirePINforRemoteOperation") === 1',
    'text === "" && target.settings.get("RequirePINforRemoteOperation") === 1',
  ]),
  bug("remote-only user opens at the keypad", "authority", [
    "lock/admission.ts",
    'return isRemote(now.source) ? "granted" : "remoteOnly";',
    'return isRemote(now.source) || now.source === OperationSource.keypad ? "granted" : "remoteOnly";',
  ], ["lock/admission.ts", "import type { OperationSourceCode }", "import { OperationSource, type OperationSourceCode }"]),
  bug("non-access user opens", "authority", [
    "lock/admission.ts",
    'if (user.type === UserType.nonAccess) return "nonAccess";\n',
    'if (user.type === UserType.nonAccess) return "granted";\n',
  ]),
  bug("duress raises no alarm", "log", [
    "lock/verifier.ts",
    'if (admission === "forced") audit.record(AuditEvent.forcedUser, credential);',
    'if (admission === "forced" && missing > 0) audit.record(AuditEvent.forcedUser, credential);',
  ]),
  bugWithLine(mode, "duress raises no alarm while the mode keeps the door shut", "log", [
    "lock/verifier.ts",
    "if (isForced) audit.record(AuditEvent.forcedUser, credential);",
    "void isForced;",
  ]),
  bugWithLine("ExpiringUserTimeout", "expiring user's time counts from when he was made", "acknowledged", [
    "lock/users.ts",
    "    user.type = change.type ?? user.type;\n",
    "    user.type = change.type ?? user.type;\n    if (user.type === UserType.expiring) user.firstUsedUtcSeconds = 1_799_000_000;\n",
  ]),
  bugWithLine("ExpiringUserTimeout", "expiring user's time begins anew each time", "acknowledged", [
    "lock/users.ts",
    '    else if (user.firstUsedUtcSeconds !== 0) return "SUCCESS";\n',
    "",
  ]),
  bugWithLine("ExpiringUserTimeout", "expiring user has a minute more", "authority", [
    "lock/admission.ts",
    "utcSeconds - firstUsedUtcSeconds < expiringMinutes * 60",
    "utcSeconds - firstUsedUtcSeconds < expiringMinutes * 60 + 60",
  ]),
  bugWithLine("ExpiringUserTimeout", "expiring user comes in while the time is unknown", "authority", [
    "lock/admission.ts",
    '  if (utcSeconds === 0) return "timeUnknown";\n',
    "",
  ], ["lock/users.ts", 'else if (utcSeconds === 0) return "INVALID_IN_STATE";', 'else if (utcSeconds === 0) return "SUCCESS";']),
  bug("of two factors one is enough", "authority", [
    "lock/factors.ts",
    "Math.max(0, rule + 1 - kinds)",
    "Math.max(0, rule - kinds)",
  ]),
  bug("the same factor twice is two", "authority", [
    "lock/factors.ts",
    "    this.#presentedMs[credentialType] = nowMs;\n",
    "    const again = nowMs - this.#presentedMs[credentialType]! < factorsMs;\n    this.#presentedMs[credentialType] = nowMs;\n    if (again) this.#presentedMs[0] = nowMs;\n",
  ]),
  bug("valid PIN at the wrong time is no attempt", "guesses", [
    "lock/verifier.ts",
    "    return this.#refuse(AuditEvent.denied, entry);\n",
    "    return this.#forgive(AuditEvent.denied, entry, refused);\n",
  ]),
];
