// SPDX-License-Identifier: Apache-2.0
/** Stories about who may come in, each kept by the firmware and broken by a planted bug. */
import type { Act } from "../../host/simulate/act";
import { localSecondsOf, startOf } from "../../host/simulate/calendar";
import { cards, careful, forced, lodger, nonAccess, pins } from "../../host/simulate/cast";
import { at, enter, line, login, type Twins } from "./twins";

/** Of a life in a known time zone. */
export const accessSeed = 5;
const startsAt = startOf(accessSeed).utcSeconds;
const clockIsRight = (seconds: number): Act => line("SetTime", { UtcTime: startsAt + seconds });
/** Local hours of story seconds. */
const hourAt = (seconds: number): number => Math.floor(localSecondsOf(startOf(accessSeed).zone!, startsAt + seconds) / 3_600);
const mode = (value: number): Act => line("SetSetting", { Name: "OperatingMode", Value: value });
const guest = (startHour: number, once: boolean): Act => ({ do: "guest", wish: { startHour, hours: 1, once, serial: 0 }, gapMs: 250 });

export const accessTwins: readonly Twins[] = [
  {
    promise: "access",
    slip: "schedules are judged by UTC",
    acts: [
      ...at(5, login, line("SetYearDaySchedule", {
        YearDayIndex: 1, UserIndex: lodger.index, LocalStartTime: hourAt(5) * 3_600 - 600, LocalEndTime: (hourAt(5) + 1) * 3_600,
      })),
      ...at(10, enter(lodger.pin)),
    ],
    says: /comes to "restricted" instead of "accepted"/,
  },
  {
    promise: "authority",
    slip: "non-access user opens",
    acts: at(5, enter(nonAccess.pin)),
    says: /comes to "accepted" instead of "nonAccess"/,
  },
  {
    promise: "log",
    slip: "duress raises no alarm",
    acts: at(5, enter(forced.pin)),
    says: /"accepted" instead of "forced"/,
  },
  {
    promise: "authority",
    slip: "Vacation lets everybody in",
    acts: [...at(5, login, mode(1), line("Logout")), ...at(10, enter(pins[2]))],
    says: /user 2 is accepted, who may not open/,
  },
  {
    promise: "authority",
    slip: "NoRemoteLockUnlock is not asked at the console",
    acts: [...at(5, login, mode(3)), ...at(8, line("UnlockDoor"))],
    says: /nobody with a right/,
  },
  {
    promise: "access",
    slip: "Privacy does not end",
    acts: [...at(5, login, mode(2), line("Logout")), ...at(10, { do: "button", holdMs: 300 })],
    says: /privacy does not end/,
  },
  {
    promise: "autoLock",
    slip: "Passage locks by itself",
    acts: [...at(5, login, mode(4), line("Logout")), ...at(10, enter(pins[2]))],
    says: /locks by itself in Passage/,
  },
  {
    promise: "authority",
    slip: "of two factors one is enough",
    acts: at(5, enter(careful.pin)),
    says: /"accepted" instead of "part"/,
  },
  {
    promise: "authority",
    slip: "a card alone opens although it must not",
    acts: [...at(5, { do: "readers", on: true }), ...at(30, { do: "card", uid: cards[1]!.uid, holdMs: 1_500 })],
    says: /user 39 is accepted, who may not open/,
  },
  {
    promise: "authority",
    slip: "a finger that nobody has is the first one's",
    acts: [...at(5, { do: "readers", on: true }), ...at(30, { do: "finger", finger: "a stranger's", holdMs: 1_500 })],
    says: /nobody's is accepted/,
  },
  {
    promise: "authority",
    slip: "guest code works an hour longer",
    acts: [...at(5, login, clockIsRight(5), line("Logout")), ...at(10, guest(hourAt(10) - 1, false))],
    says: /user 0 is accepted, who may not open/,
  },
  {
    promise: "authority",
    slip: "guest code for one use is not used up",
    acts: at(10, guest(hourAt(10), true)),
    says: /whose use has to be written down/,
  },
];
