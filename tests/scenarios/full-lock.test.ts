// SPDX-License-Identifier: Apache-2.0
/**
 * A lock with as many users and credentials as it holds, some of them with all that one can have, as it is flashed: no turn of
 * anything takes longer than its budget, in XS compute units (all 0 on Node).
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mainTurn, preloadTurn } from "../../host/board/meter";
import { addPin, modifyPin } from "../../host/board/pin-credential";
import { fullHouse, lastUser, richUsers } from "../fixtures/full-house";
import { masterPin, minute, second, wrongPin, type WholeLock } from "../fixtures/whole-lock";

const turnUnitsMax = 40_000;

class Stopwatch {
  readonly lines: string[] = [];
  readonly tooLong: string[] = [];
  readonly #lock: WholeLock;

  constructor(lock: WholeLock) {
    this.#lock = lock;
  }

  /** The longest turn of what is done, and of the three seconds after. */
  time(what: string, act: () => void): void {
    const { board } = this.#lock;
    board.run(second);
    board.meter.reset();
    act();
    board.run(3 * second);
    let longest = 0;
    let name = "";
    for (const turn of board.meter.turns.values()) {
      if (turn.name === mainTurn || turn.name === preloadTurn || turn.longestUnits <= longest) continue;
      longest = turn.longestUnits;
      name = turn.name;
    }
    const line = `${what}: ${longest} units in ${name}`;
    this.lines.push(line);
    if (longest > turnUnitsMax) this.tooLong.push(line);
  }

  command(command: string, given: object = {}): void {
    let reply: Record<string, unknown> = {};
    this.time(`${command} ${JSON.stringify(given)}`, () => (reply = this.#lock.ask(command, given)));
    assert.equal(reply.Status, "SUCCESS", `${command} ${JSON.stringify(given)}: ${JSON.stringify(reply)}`);
  }
}

const [unrestricted, scheduled, disposable, expiring, forced, nonAccess, nineDigits] = richUsers as unknown as readonly [
  User, User, User, User, User, User, User,
];
type User = (typeof richUsers)[number];
const uid = "04A1B2C3D4E5F6";
const credential = (CredentialType: number, CredentialIndex: number) => ({ Credential: { CredentialType, CredentialIndex } });
const weekDay = { DaysMask: 62, StartHour: 8, StartMinute: 30, EndHour: 17, EndMinute: 45 };
const year = { LocalStartTime: 852_076_800, LocalEndTime: 862_076_800 };

describe("a full lock", () => {
  test("takes every command about users, credentials and schedules within the budget of a turn", () => {
    const lock = fullHouse();
    const watch = new Stopwatch(lock);
    watch.command("Login", { PIN: masterPin });
    watch.command("GetUsers", { From: unrestricted.index });
    watch.command("GetUsers", { From: lastUser });
    for (const { index } of [{ index: 1 }, unrestricted, { index: 100 }, { index: lastUser }]) watch.command("GetUser", { UserIndex: index });
    for (const { index } of [unrestricted, { index: 100 }]) {
      const all = { UserName: "Ünal 🦊🦊🦊", UserUniqueID: 77, UserStatus: 1, UserType: 0, CredentialRule: 0 };
      watch.command("SetUser", { OperationType: 2, UserIndex: index, ...all });
    }
    watch.command("SetUser", { OperationType: 0, UserIndex: lastUser, UserName: "🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊", UserType: 8 });
    watch.command("SetUser", { OperationType: 2, UserIndex: 1, UserName: "Zoë" });

    watch.command("SetCredential", { ...addPin(lastUser - 1, "748291036"), UserIndex: lastUser });
    watch.command("ClearUser", { UserIndex: lastUser });
    watch.command("SetCredential", { OperationType: 0, ...credential(2, 250), CredentialData: uid, UserStatus: 1, UserType: 8 });
    for (const pin of ["472816", "748291036"]) watch.command("SetCredential", modifyPin(unrestricted.index, pin));
    watch.command("SetCredential", { OperationType: 2, ...credential(2, scheduled.index), CredentialData: "04A1B2C3D4E5F7" });
    watch.command("SetCredential", { OperationType: 2, ...credential(3, 7), CredentialData: "190" });
    watch.command("SetCredential", modifyPin(100, "472817"));
    watch.command("SetCredential", { ...modifyPin(0, "582016"), Credential: { CredentialType: 0, CredentialIndex: 0 } });
    watch.command("Login", { PIN: "582016" });
    for (const [type, index] of [[0, 0], [1, 2], [1, 250], [2, 1], [3, 8], [5, 1]] as const) watch.command("GetCredentialStatus", credential(type, index));
    watch.command("ClearCredential", credential(3, 1));
    watch.command("SetCredential", { OperationType: 0, ...credential(5, 100), CredentialData: "99", UserIndex: unrestricted.index });
    watch.command("ClearCredential", credential(1, 200));

    for (const UserIndex of [scheduled.index, 120]) {
      watch.command("SetWeekDaySchedule", { WeekDayIndex: 10, UserIndex, ...weekDay });
      watch.command("SetYearDaySchedule", { YearDayIndex: 10, UserIndex, ...year });
      watch.command("SetWeekDaySchedule", { WeekDayIndex: 1, UserIndex, ...weekDay });
      watch.command("SetYearDaySchedule", { YearDayIndex: 1, UserIndex, ...year });
      for (const slot of [1, 10]) {
        watch.command("GetWeekDaySchedule", { WeekDayIndex: slot, UserIndex });
        watch.command("GetYearDaySchedule", { YearDayIndex: slot, UserIndex });
      }
      watch.command("ClearWeekDaySchedule", { WeekDayIndex: 3, UserIndex });
      watch.command("ClearYearDaySchedule", { YearDayIndex: 3, UserIndex });
      watch.command("ClearWeekDaySchedule", { WeekDayIndex: 254, UserIndex });
      watch.command("ClearYearDaySchedule", { YearDayIndex: 254, UserIndex });
    }
    for (let slot = 1; slot <= 10; slot++) {
      watch.command("SetHolidaySchedule", { HolidayIndex: slot, LocalStartTime: slot * 10, LocalEndTime: 10 * slot + 9, OperatingMode: 1 });
    }
    watch.command("GetHolidaySchedule", { HolidayIndex: 10 });
    watch.command("ClearHolidaySchedule", { HolidayIndex: 10 });
    watch.command("ClearHolidaySchedule", { HolidayIndex: 254 });
    watch.command("ClearUser", { UserIndex: nonAccess.index });
    watch.command("ClearUser", { UserIndex: 90 });
    watch.command("ClearCredential", credential(3, 0xfffe));
    watch.command("ClearCredential", { Credential: null });
    assert.equal(lock.command("GetUsers", { From: 2 }).Next, null);
    watch.command("ClearUser", { UserIndex: 0xfffe });
    assert.deepEqual(watch.tooLong, []);
    lock.assertSound();
  });

  test("is programmed at the keypad within the budget of a turn", () => {
    const lock = fullHouse();
    const watch = new Stopwatch(lock);
    lock.board.pressButton(5_500);
    lock.board.run(7 * second);
    watch.time("master PIN", () => lock.enter(masterPin));
    for (const user of [unrestricted, { index: 100 }]) {
      for (const pin of ["472816", "748291036"]) {
        for (const typed of [String(user.index), pin, pin]) watch.time(`${typed}#`, () => lock.enter(typed));
      }
    }
    // His card, his fingers, and he himself.
    for (const what of ["2", "3", ""]) {
      const user = what === "" ? nonAccess : scheduled;
      for (const typed of [String(user.index), what]) watch.time(`${user.index}# ${typed}#`, () => lock.enter(typed));
    }
    watch.time("#", () => lock.enter(""));
    assert.deepEqual(watch.tooLong, []);
    // And the master's. The last one was somebody else's PIN.
    assert.equal(lock.count("credentialSet"), richUsers.length + 1 + 3);
    assert.equal(lock.count("credentialCleared"), 2);
    assert.equal(lock.count("userCleared"), 1);
    lock.assertSound();
  });

  test("opens for everybody within the budget of a turn, at the door and from afar", () => {
    const lock = fullHouse();
    const watch = new Stopwatch(lock);
    const wait = () => lock.board.run(2 * minute);
    watch.command("Login", { PIN: masterPin });
    for (const [name, given] of [["UnlockDoor", {}], ["UnlockWithTimeout", { Timeout: 20 }]] as const) {
      watch.command(name, given);
      watch.command("LockDoor");
      for (const user of [scheduled, unrestricted, forced, nineDigits]) {
        watch.command(name, { ...given, PINCode: user.pin });
        watch.command("LockDoor", { PINCode: user.pin });
      }
    }
    watch.command("UnlockDoor", { PINCode: disposable.pin });
    wait();
    watch.command("Login", { PIN: masterPin });
    watch.command("SetUser", { OperationType: 2, UserIndex: disposable.index, UserStatus: 1 });
    watch.command("UnlockDoor", { PINCode: expiring.pin });
    wait();
    watch.command("Login", { PIN: masterPin });
    watch.command("SetUser", { OperationType: 2, UserIndex: expiring.index, UserType: 0 });
    watch.command("SetUser", { OperationType: 2, UserIndex: expiring.index, UserType: 7 });
    wait();
    for (const { pin } of richUsers) {
      watch.time(`keypad ${pin}`, () => lock.enter(pin));
      assert.equal(lock.back, pin !== nonAccess.pin, pin);
      wait();
    }
    watch.time("keypad again", () => lock.enter(disposable.pin));
    watch.time("keypad wrong", () => lock.enter(wrongPin));
    wait();
    watch.time("power-up", () => lock.restart());
    assert.deepEqual(watch.tooLong, []);
    lock.assertSound();
  });
});
