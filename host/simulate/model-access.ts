// SPDX-License-Identifier: Apache-2.0
/**
 * Who may come in, as docs/access.md and docs/time.md say it, written from these pages: what an entry of a user comes to at a
 * moment, in a mode. Civil time is the computer's (`Date`).
 */
import { userTypes } from "./cast";
import { wallTime } from "./calendar";
import type { Moment } from "./model-clock";
import type { KnownUser, Span, Window } from "./model-records";

/** "forced" opens too. The last nine do not. */
export type Verdict =
  | "accepted"
  | "forced"
  | "part"
  | "nonAccess"
  | "timeUnknown"
  | "refused"
  | "disabled"
  | "restricted"
  | "mode"
  | "remoteOnly"
  | "expired"
  | "cardAlone"
  | "notWritten";

export const kinds = Object.freeze({ masterPin: 0, pin: 1, card: 2, finger: 3 });

/** Values of the log's entry `denied`. */
export const denials: Readonly<Record<number, Verdict>> = Object.freeze({
  2: "disabled",
  3: "restricted",
  20: "timeUnknown",
  21: "mode",
  22: "remoteOnly",
  23: "expired",
  24: "cardAlone",
  25: "notWritten",
});

/** These are no guess: their attempt is taken back, and nothing else. */
export const forgiven: ReadonlySet<Verdict> = new Set<Verdict>(["part", "nonAccess", "timeUnknown"]);
export const opening: ReadonlySet<Verdict> = new Set<Verdict>(["accepted", "forced"]);

const modes = Object.freeze({ normal: 0, vacation: 1, privacy: 2, noRemote: 3, passage: 4 });
const enabled = 1;
const minuteSeconds = 60;

export interface Attempt {
  /** Type of the credential. */
  kind: number;
  isFromAfar: boolean;
  isMaster: boolean;
  cardOpensAlone: boolean;
  expiringMinutes: number;
}

export function modeLetsIn(mode: number, { isFromAfar, isMaster, kind }: Pick<Attempt, "isFromAfar" | "isMaster" | "kind">): boolean {
  if (mode === modes.vacation) return isFromAfar || (isMaster && kind <= kinds.pin);
  if (mode === modes.noRemote) return !isFromAfar;
  return mode !== modes.privacy;
}

/** `moment` undefined: nobody knows what time it is to the lock. Rules that ask for more than one credential are not here. */
export function verdictsOn(user: KnownUser, attempt: Attempt, mode: number, moment: Moment | undefined): readonly Verdict[] {
  if (user.status !== enabled) return ["disabled"];
  if (user.type === userTypes.nonAccess) return ["nonAccess"];
  if (!modeLetsIn(mode, attempt)) return ["mode"];
  if (attempt.kind === kinds.card && user.rule === 0 && !attempt.cardOpensAlone) return ["cardAlone"];
  switch (user.type) {
    case userTypes.forced:
      return ["forced"];
    case userTypes.remoteOnly:
      return [attempt.isFromAfar ? "accepted" : "remoteOnly"];
    case userTypes.weekDay:
      return bySchedules(user, user.windows.length > 0, false, moment);
    case userTypes.yearDay:
      return bySchedules(user, false, user.spans.length > 0, moment);
    case userTypes.scheduled:
      return bySchedules(user, user.windows.length > 0, user.spans.length > 0, moment);
    case userTypes.expiring:
      return byFirstUse(user.firstUsedUtcSeconds, attempt.expiringMinutes * minuteSeconds, moment);
    default:
      return ["accepted"];
  }
}

function bySchedules(user: KnownUser, byWeek: boolean, byYear: boolean, moment: Moment | undefined): readonly Verdict[] {
  if (!byWeek && !byYear) return ["restricted"];
  if (moment === undefined) return ["accepted", "restricted", "timeUnknown"];
  const { localSeconds } = moment;
  if (localSeconds === undefined) return ["timeUnknown"];
  const inWeek = !byWeek || user.windows.some((window) => isIn(window, localSeconds));
  const inYear = !byYear || user.spans.some((span) => isWithin(span, localSeconds));
  return [inWeek && inYear ? "accepted" : "restricted"];
}

function byFirstUse(firstUsed: number, lastsSeconds: number, moment: Moment | undefined): readonly Verdict[] {
  if (moment === undefined) return firstUsed === 0 ? ["accepted", "timeUnknown"] : ["accepted", "expired", "timeUnknown"];
  if (moment.utcSeconds === 0) return ["timeUnknown"];
  return [firstUsed === 0 || moment.utcSeconds < firstUsed + lastsSeconds ? "accepted" : "expired"];
}

/** An end before the start is on the next day, and the window belongs to the day on which it begins. */
function isIn({ days, startMinute, endMinute }: Window, localSeconds: number): boolean {
  const now = wallTime(localSeconds);
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  const holdsOn = (weekDay: number): boolean => days.includes(weekDay);
  const today = now.getUTCDay();
  if (startMinute < endMinute) return holdsOn(today) && minute >= startMinute && minute < endMinute;
  return (holdsOn(today) && minute >= startMinute) || (holdsOn((today + 6) % 7) && minute < endMinute);
}

export function isWithin({ fromSeconds, toSeconds }: Span, localSeconds: number): boolean {
  return fromSeconds <= localSeconds && localSeconds < toSeconds;
}
