// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loggedIn } from "../fixtures/console-bench";

type Ask = (command: string, given?: object) => { readonly [field: string]: unknown };

const digits = (length: number): string => "5283016947".repeat(2).slice(0, length);
const addCredential = (CredentialType: number, CredentialIndex: number, CredentialData: string): object => ({
  OperationType: 0,
  Credential: { CredentialType, CredentialIndex },
  CredentialData,
});
const window = { LocalStartTime: 1, LocalEndTime: 2 };
const weekDay = { UserIndex: 2, DaysMask: 1, StartHour: 8, StartMinute: 0, EndHour: 9, EndMinute: 0 };

/** What takes a number up to the one that is told, and none above. */
const highest: Readonly<Record<string, (ask: Ask, value: number) => unknown>> = {
  NumberOfTotalUsersSupported: (ask, UserIndex) => ask("SetUser", { OperationType: 0, UserIndex }).Status,
  NumberOfPINUsersSupported: (ask, index) => ask("SetCredential", addCredential(1, index, digits(7))).Status,
  NumberOfRFIDUsersSupported: (ask, index) => ask("SetCredential", addCredential(2, index, "04a1b2c3")).Status,
  NumberOfWeekDaySchedulesSupportedPerUser: (ask, WeekDayIndex) => ask("SetWeekDaySchedule", { ...weekDay, WeekDayIndex }).Status,
  NumberOfYearDaySchedulesSupportedPerUser: (ask, YearDayIndex) => ask("SetYearDaySchedule", { ...window, UserIndex: 2, YearDayIndex }).Status,
  NumberOfHolidaySchedulesSupported: (ask, HolidayIndex) => ask("SetHolidaySchedule", { ...window, HolidayIndex, OperatingMode: 1 }).Status,
  MaxPINCodeLength: (ask, length) => ask("SetCredential", addCredential(1, 9, digits(length))).Status,
  MaxRFIDCodeLength: (ask, bytes) => ask("SetCredential", addCredential(2, 9, "04".repeat(bytes))).Status,
};
/** What takes a number down to it, and none below. */
const lowest: typeof highest = {
  MinPINCodeLength: (ask, length) => ask("SetCredential", addCredential(1, 9, digits(length))).Status,
  MinRFIDCodeLength: (ask, bytes) => ask("SetCredential", addCredential(2, 9, "04".repeat(bytes))).Status,
};

describe("GetCapacity", () => {
  for (const [of, beyond] of [[highest, 1], [lowest, -1]] as const) {
    for (const [name, set] of Object.entries(of)) {
      test(`tells as ${name} the last number that is taken`, () => {
        const { ask } = loggedIn();
        const told = Number(ask("GetCapacity")[name]);
        assert.equal(set(ask, told + beyond), "INVALID_COMMAND");
        assert.equal(set(ask, told), "SUCCESS");
      });
    }
  }

  test("tells as NumberOfCredentialsSupportedPerUser how many one user gets", () => {
    const { ask } = loggedIn();
    const told = Number(ask("GetCapacity").NumberOfCredentialsSupportedPerUser);
    const statuses = Array.from({ length: told + 1 }, (_, at) =>
      ask("SetCredential", { ...addCredential(2, at + 1, `04a1b2${10 + at}`), UserIndex: 2 }).Status,
    );
    // The guest has a PIN already.
    assert.deepEqual(statuses, [...new Array<string>(told - 1).fill("SUCCESS"), "RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED"]);
  });

  test("tells with a bit each the rules that a user may have", () => {
    const { ask } = loggedIn();
    const told = Number(ask("GetCapacity").CredentialRulesSupport);
    const taken = [0, 1, 2, 3].map((rule) => ask("SetUser", { OperationType: 2, UserIndex: 2, CredentialRule: rule }).Status === "SUCCESS");
    assert.deepEqual(taken, [0, 1, 2, 3].map((rule) => ((told >> rule) & 1) === 1));
  });
});
