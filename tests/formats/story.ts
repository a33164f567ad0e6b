// SPDX-License-Identifier: Apache-2.0
/**
 * The life of a lock that leaves one of every record but those of a moment: a fixture of the newest format is what today's firmware
 * leaves of it, and newest.node.test.ts compares the two. Older fixtures are of the same life as far as that firmware knew it.
 */
import assert from "node:assert/strict";
import { guestCodeId } from "../../crypto/guest-code";
import { addPin } from "../../host/board/pin-credential";
import { lockedLock, masterPin, second, wrongPin, type WholeLock } from "../fixtures/whole-lock";

/** 2027-01-15 08:00 UTC, a Friday; nine o'clock where the lock is. */
export const utcSeconds = 1_800_000_000;
/** The hour that has begun there. Guest codes count hours since 2000. */
export const localHour = (utcSeconds + 3600 - 946_684_800) / 3600;
export const timeZone = "CET-1CEST,M3.5.0,M10.5.0/3";
export const cardUid = "04A1B2C3D4E5F6";
export const strangeUid = "04A1B2C3D4E5F7";
const logins = 95;
/** Low under load, and enough to go on. */
const lowPercent = 50;

/** Their PINs, of six digits and of ten. */
export const pins = Object.freeze({
  ann: "284617", ben: "605183", zoe: "7402915836", gone: "173940", last: "861597", expiring: "395082",
});
export const settings = Object.freeze({ AutoRelockTime: 45, OpenPeriod: 7, SoundVolume: 0, BatteryGainPpm: 1_010_000 });
export const newerSettings = Object.freeze({ CardOpensAlone: 1, ExpiringUserTimeout: 2_000, WrongCodeEntryLimit: 3 });
export const weekDay = Object.freeze({ DaysMask: 62, StartHour: 8, StartMinute: 15, EndHour: 18, EndMinute: 45 });
/** Over long ago, by the clock of the lock's wall. */
export const yearDay = Object.freeze({ LocalStartTime: 800_000_000, LocalEndTime: 800_003_600 });
export const holiday = Object.freeze({ LocalStartTime: 900_000_000, LocalEndTime: 900_086_400, OperatingMode: 1 });
/** One that was revoked. */
export const revokedCode = guestCodeId({ startHour: localHour, hours: 24, once: false, serial: 1 })!;

/** Locked, with some 350 entries in its log, and one wrong attempt. */
export function liveIt(): { lock: WholeLock; guestKey: string } {
  const lock = lockedLock({ cardReader: true, fingerprintModule: true });
  lock.command("SetTime", { UtcTime: utcSeconds - 7200 });
  lock.command("SetTimeZone", { TimeZone: timeZone });
  addPeople(lock);
  for (const [name, value] of Object.entries({ ...settings, ...newerSettings })) lock.set(name, value);
  lock.command("SetHolidaySchedule", { HolidayIndex: 3, ...holiday });
  lock.command("NewGuestKey");
  lock.command("RevokeGuestCode", { CodeId: revokedCode });
  lock.ask("Logout");
  for (const pin of [masterPin, pins.ann, pins.expiring, pins.zoe]) {
    assert.ok(lock.opens(pin), pin);
    lock.lockByButton();
  }
  for (let login = 0; login < logins; login++) {
    assert.equal(lock.ask("Login", { PIN: masterPin }).Status, "SUCCESS");
    lock.ask("Logout");
    lock.board.run(second);
  }
  lock.board.setBattery({ chargePercent: lowPercent });
  assert.ok(lock.opens(pins.ann));
  lock.lockByButton();
  lock.restart();
  lock.command("SetTime", { UtcTime: utcSeconds });
  assert.equal(lock.command("GetFingerModule").State, "Ready");
  assert.equal(lock.command("GetLog").Chain, "Intact");
  const { GuestKey: guestKey } = lock.command("GetGuestKey");
  lock.ask("Logout");
  assert.ok(!lock.opens(wrongPin));
  lock.board.run(20 * second);
  assert.deepEqual(lock.board.faults, []);
  return { lock, guestKey: guestKey as string };
}

function addPeople(lock: WholeLock): void {
  lock.command("SetUser", { OperationType: 2, UserIndex: 2, UserName: "Ann", UserUniqueID: 77 });
  addUser(lock, 3, "Ben", pins.ben, 2);
  lock.command("SetWeekDaySchedule", { WeekDayIndex: 9, UserIndex: 3, ...weekDay });
  addUser(lock, 4, "🦊 Zoë", pins.zoe, 0);
  addCredential(lock, 4, 2, 250, cardUid);
  addCredential(lock, 4, 3, 7, "12");
  addUser(lock, 5, "Gone", pins.gone, 0);
  lock.command("SetUser", { OperationType: 2, UserIndex: 5, UserStatus: 3 });
  addUser(lock, 6, "Expiring", pins.expiring, 7);
  addUser(lock, 21, "", pins.last, 1);
  lock.command("SetYearDaySchedule", { YearDayIndex: 1, UserIndex: 21, ...yearDay });
}

function addUser(lock: WholeLock, index: number, name: string, pin: string, type: number): void {
  lock.command("SetUser", { OperationType: 0, UserIndex: index, UserName: name, UserType: type });
  lock.command("SetCredential", { ...addPin(index, pin), UserIndex: index });
}

function addCredential(lock: WholeLock, user: number, type: number, index: number, data: string): void {
  const credential = { CredentialType: type, CredentialIndex: index };
  lock.command("SetCredential", { OperationType: 0, Credential: credential, CredentialData: data, UserIndex: user });
}
