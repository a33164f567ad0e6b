// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { addPin, modifyPin } from "../../host/board/pin-credential";
import { commands } from "../../link/commands";
import { AuditEvent } from "../../lock/audit";
import { consoleBench } from "../fixtures/console-bench";
import { byMaster, guestPin, masterPin, pin, wrongPin } from "../fixtures/credentials";

const free = ["GetStatus", "GetSetUp", "GetCalibration", "Login"];
const idleMs = 300_000;

function masterPinBecomes(pin: string): object {
  return { ...modifyPin(0, pin), Credential: { CredentialType: 0, CredentialIndex: 0 } };
}

const weekDay = { WeekDayIndex: 1, UserIndex: 2 };
const yearDay = { YearDayIndex: 1, UserIndex: 2 };

/** There is no schedule to get, no finger module, no guest key or code, and no update. */
const mayFail = /^Get.*Schedule$|Finger|Face|Guest|Update/;

/** Good arguments for every command that takes some. */
const good: Readonly<Record<string, object>> = {
  UnlockWithTimeout: { Timeout: 60 },
  SetUser: { OperationType: 0, UserIndex: 3 },
  GetUser: { UserIndex: 2 },
  GetCredentialStatus: { Credential: { CredentialType: 1, CredentialIndex: 2 } },
  SetWeekDaySchedule: { ...weekDay, DaysMask: 1, StartHour: 8, StartMinute: 0, EndHour: 9, EndMinute: 0 },
  GetWeekDaySchedule: weekDay,
  ClearWeekDaySchedule: weekDay,
  SetYearDaySchedule: { ...yearDay, LocalStartTime: 1, LocalEndTime: 2 },
  GetYearDaySchedule: yearDay,
  ClearYearDaySchedule: yearDay,
  SetHolidaySchedule: { HolidayIndex: 1, LocalStartTime: 1, LocalEndTime: 2, OperatingMode: 1 },
  GetHolidaySchedule: { HolidayIndex: 1 },
  ClearHolidaySchedule: { HolidayIndex: 1 },
  SetTimeZone: { TimeZone: "UTC0" },
  SetSetting: { Name: "AutoRelockTime", Value: 60 },
  SetTime: { UtcTime: 1_800_000_000 },
  SetCredential: addPin(3, "604172"),
  ClearCredential: { Credential: null },
  EnrolCard: { UserIndex: 2 },
  ClearUser: { UserIndex: 2 },
  OfferUpdate: { Header: "A".repeat(280) },
  UpdateData: { At: 0, Data: "AAAA" },
};

describe("console: without login", () => {
  for (const { name } of commands.filter((command) => !free.includes(command.name))) {
    test(`${name} is refused and changes nothing`, () => {
      const { ask, requests, records, store } = consoleBench();
      const { writes } = records;
      const entries = store.entries.length;
      const answer = ask(name, good[name]);
      assert.deepEqual(answer, { Status: "UNSUPPORTED_ACCESS", Reason: "log in first" });
      assert.equal(requests.length, 0);
      assert.equal(records.writes, writes);
      assert.equal(store.entries.length, entries);
    });

    test(`${name} works after it`, () => {
      const { ask, login } = consoleBench();
      login();
      const { Status, Reason } = ask(name, good[name]);
      assert.notEqual(Status, "UNSUPPORTED_ACCESS");
      if (!mayFail.test(name)) assert.equal(Status, "SUCCESS", String(Reason));
    });
  }

  for (const name of ["GetStatus", "GetSetUp"]) {
    test(`${name} tells no user, no time, no log and no setting`, () => {
      const { sendLine } = consoleBench();
      const line = sendLine(JSON.stringify({ Command: name }));
      assert.match(line, /"SUCCESS"/);
      for (const secret of ["User", "Guest", "Time", "Uptime", "Sequence", "AutoRelock", "Boot"]) {
        assert.ok(!line.includes(secret), secret);
      }
    });
  }
});

describe("console: login", () => {
  test("the master PIN opens a session, and the log says so", () => {
    const { login, store, session } = consoleBench();
    assert.deepEqual(login(), { Status: "SUCCESS" });
    assert.ok(session.open);
    assert.equal(store.count(AuditEvent.consoleLogin), 1);
  });

  for (const [whose, PIN] of [["a wrong PIN", wrongPin], ["another user's PIN", guestPin]] as const) {
    test(`${whose} does not, and counts as wrong`, () => {
      const { ask, session, lockout, store } = consoleBench();
      assert.deepEqual(ask("Login", { PIN }), { Status: "FAILURE", Reason: "wrong PIN" });
      assert.ok(!session.open);
      assert.equal(lockout.wrongCount, 1);
      assert.equal(store.count(AuditEvent.refused), 1);
    });
  }

  const notPins = ["", "73951", "73951873951", "7395l8", " 739518", "739518\n", "٧٣٩٥١٨"];
  for (const PIN of [...notPins, 739518, null, ["739518"], { length: 6 }]) {
    test(`${JSON.stringify(PIN)} cannot be a PIN: refused without being counted`, () => {
      const { ask, session, lockout, records } = consoleBench();
      const { writes } = records;
      const { Status } = ask("Login", { PIN });
      assert.equal(Status, "INVALID_COMMAND");
      assert.ok(!session.open);
      assert.equal(lockout.wrongCount, 0);
      assert.equal(records.writes, writes);
    });
  }

  test("the third wrong PIN locks out, the keypad too, and the right PIN does not help", () => {
    const { ask, login, check, session } = consoleBench();
    ask("Login", { PIN: wrongPin });
    ask("Login", { PIN: wrongPin });
    assert.deepEqual(ask("Login", { PIN: wrongPin }), { Status: "BUSY", Reason: "locked out", LockedOutSeconds: 30 });
    assert.equal(check(masterPin).result, "lockedOut");
    assert.equal(login().Status, "BUSY");
    assert.ok(!session.open);
  });

  test("two wrong PINs at the keypad and one here lock out; the lockout is over after exactly 30 s", () => {
    const { ask, login, check, time } = consoleBench();
    check(wrongPin);
    check(wrongPin);
    assert.equal(ask("Login", { PIN: wrongPin }).Status, "BUSY");
    time.advance(29_999);
    assert.deepEqual(login(), { Status: "BUSY", Reason: "locked out", LockedOutSeconds: 1 });
    time.advance(1);
    assert.equal(login().Status, "SUCCESS");
  });

  test("a lockout from the keypad keeps everybody out here, and GetStatus tells for how long", () => {
    const { ask, login, check, time } = consoleBench();
    for (let count = 0; count < 3; count++) check(wrongPin);
    assert.equal(login().Status, "BUSY");
    assert.equal(ask("GetStatus").LockedOutSeconds, 30);
    time.advance(29_999);
    assert.equal(ask("GetStatus").LockedOutSeconds, 1);
    time.advance(1);
    assert.equal(ask("GetStatus").LockedOutSeconds, 0);
  });

  test("a right PIN here takes back what was counted at the keypad", () => {
    const { login, check, lockout } = consoleBench();
    check(wrongPin);
    check(wrongPin);
    login();
    assert.equal(lockout.wrongCount, 0);
  });

  test("is not possible before set-up, and counts nothing", () => {
    const { login, lockout, session } = consoleBench({ hasUsers: false });
    assert.deepEqual(login(), { Status: "INVALID_IN_STATE", Reason: "there is no master PIN" });
    assert.equal(lockout.wrongCount, 0);
    assert.ok(!session.open);
  });
});

describe("console: the end of a session", () => {
  test("comes after exactly five idle minutes, and the log says so", () => {
    const { ask, login, time, store } = consoleBench();
    login();
    time.advance(idleMs - 1);
    assert.equal(ask("GetUsers").Status, "SUCCESS");
    time.advance(idleMs - 1);
    assert.equal(store.count(AuditEvent.consoleLogout), 0);
    time.advance(1);
    assert.equal(store.entries.at(-1)?.event, AuditEvent.consoleLogout);
    assert.equal(store.entries.at(-1)?.value, 2);
    assert.equal(ask("GetUsers").Status, "UNSUPPORTED_ACCESS");
  });

  test("does not wait for its deadline: a line that comes first in that very turn is refused", () => {
    const { ask, login, loop, time } = consoleBench();
    login();
    loop.cancel("sessionIdle");
    time.advance(idleMs);
    assert.equal(ask("GetUsers").Status, "UNSUPPORTED_ACCESS");
  });

  test("is not put off by what needs no login", () => {
    const { ask, login, time } = consoleBench();
    login();
    for (let minute = 0; minute < 5; minute++) {
      time.advance(60_000);
      ask("GetStatus");
      ask("Nothing");
    }
    assert.equal(ask("GetUsers").Status, "UNSUPPORTED_ACCESS");
  });

  test("comes with Logout", () => {
    const { ask, login, loop, session, store } = consoleBench();
    login();
    assert.equal(ask("Logout").Status, "SUCCESS");
    assert.ok(!session.open);
    assert.equal(loop.due("sessionIdle"), undefined);
    assert.equal(store.entries.at(-1)?.value, 1);
    assert.equal(ask("GetUsers").Status, "UNSUPPORTED_ACCESS");
  });

  test("comes with a wrong PIN, and not with the right one", () => {
    const { ask, login } = consoleBench();
    login();
    login();
    assert.equal(ask("GetUsers").Status, "SUCCESS");
    ask("Login", { PIN: wrongPin });
    assert.equal(ask("GetUsers").Status, "UNSUPPORTED_ACCESS");
  });

  test("comes with a new master PIN, and only that one logs in again", () => {
    const { ask, login } = consoleBench();
    login();
    const changed = ask("SetCredential", masterPinBecomes("604172"));
    assert.equal(changed.Status, "SUCCESS");
    assert.equal(ask("GetUsers").Status, "UNSUPPORTED_ACCESS");
    assert.equal(login().Status, "FAILURE");
    assert.equal(ask("Login", { PIN: "604172" }).Status, "SUCCESS");
  });

  test("comes with a new master PIN from the keypad, and not with a guest's", () => {
    const { ask, login, users } = consoleBench();
    login();
    users.setPin(2, pin("604172"), byMaster);
    assert.equal(ask("GetUsers").Status, "SUCCESS");
    users.setPin(1, pin("915306"), byMaster);
    assert.equal(ask("GetUsers").Status, "UNSUPPORTED_ACCESS");
  });

  test("does not come with a master PIN that was refused", () => {
    const { ask, login } = consoleBench();
    login();
    const refused = ask("SetCredential", masterPinBecomes("111111"));
    assert.equal(refused.Status, "CONSTRAINT_ERROR");
    assert.equal(ask("GetUsers").Status, "SUCCESS");
  });

  test("comes with a lockout at the keypad, and stays when the lockout is over", () => {
    const { ask, login, check, time } = consoleBench();
    login();
    for (let count = 0; count < 3; count++) check(wrongPin);
    assert.equal(ask("UnlockDoor").Status, "UNSUPPORTED_ACCESS");
    time.advance(30_000);
    assert.equal(ask("UnlockDoor").Status, "UNSUPPORTED_ACCESS");
  });

  test("does not come with two wrong PINs at the keypad", () => {
    const { ask, login, check } = consoleBench();
    login();
    check(wrongPin);
    check(wrongPin);
    assert.equal(ask("GetUsers").Status, "SUCCESS");
  });

  test("comes with a power cut", () => {
    const { login, records, store } = consoleBench();
    login();
    assert.equal(consoleBench({ records, store }).ask("GetUsers").Status, "UNSUPPORTED_ACCESS");
  });
});
