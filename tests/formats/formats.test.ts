// SPDX-License-Identifier: Apache-2.0
/** Today's firmware on what each earlier format left (storage/RECORDS.md, "Versions"): everybody is there, and nobody else. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { digitsOfGuestId, guestCodeId } from "../../crypto/guest-code";
import { KeyedHash } from "../../crypto/keyed-hash";
import { turnUnitsMax } from "../../host/board/chip-speed";
import { mainTurn, preloadTurn } from "../../host/board/meter";
import { fromHex } from "../fixtures/bytes";
import { NaclDigest } from "../fixtures/nacl-digest";
import { masterPin, second, WholeLock, wrongPin } from "../fixtures/whole-lock";
import { elevenSettings, newest, oneCount, twoCounts } from "./all";
import { imageOf, recordsOf, type Fixture } from "./fixture";
import {
  cardUid, holiday, localHour, newerSettings, pins, revokedCode, settings, strangeUid, timeZone, utcSeconds, weekDay, yearDay,
} from "./story";

const ofVersion1: readonly [string, Fixture][] = [["977cac0", oneCount], ["7557c35", twoCounts]];
const ofVersion2: readonly [string, Fixture][] = [["db0175a", elevenSettings], ["0.1.0", newest]];
const all = [...ofVersion1, ...ofVersion2];

/** Not turns: the chip does the first when it is built, and the second before it answers to anybody. */
const beforeTurns: readonly string[] = [preloadTurn, mainTurn];

/** Powered, loaded, and not yet told the time. */
function lockOf(fixture: Fixture): WholeLock {
  const lock = new WholeLock({ ...imageOf(fixture), cardReader: true, fingerprintModule: true });
  lock.powerUp();
  lock.board.run(3 * second);
  return lock;
}

function tellTime(lock: WholeLock, UtcTime = utcSeconds + 600): void {
  lock.command("SetTime", { UtcTime });
  lock.ask("Logout");
}

function comesAndGoes(lock: WholeLock, pin: string): boolean {
  const opened = lock.opens(pin);
  if (opened) lock.lockByButton();
  return opened;
}

function cardOpens(lock: WholeLock, uid: string): boolean {
  lock.board.holdCard(uid);
  const opened = lock.board.runUntil(() => lock.motorOn, 3 * second);
  lock.board.takeCard(uid);
  lock.board.run(3 * second);
  if (opened) lock.lockByButton();
  return opened;
}

/** Names by index. */
function namesIn(lock: WholeLock): Record<number, unknown> {
  const names: Record<number, unknown> = {};
  for (let index: unknown = 1; typeof index === "number"; ) {
    const { UserIndex, UserName, NextUserIndex } = lock.command("GetUser", { UserIndex: index });
    names[UserIndex as number] = UserName;
    index = NextUserIndex;
  }
  lock.ask("Logout");
  return names;
}

function settingsIn(lock: WholeLock): Record<string, number> {
  const { Settings } = lock.command("GetSettings");
  lock.ask("Logout");
  return Object.fromEntries((Settings as { Name: string; Value: number }[]).map(({ Name, Value }) => [Name, Value]));
}

function assertSettings(lock: WholeLock, wanted: Record<string, number>): void {
  const values = settingsIn(lock);
  for (const [name, value] of Object.entries(wanted)) assert.equal(values[name], value, name);
}

const userKeys = ({ records }: Fixture) => Object.keys(records).filter((key) => key.startsWith("user."));

for (const [name, fixture] of all) {
  describe(`what a lock of ${name} left`, () => {
    test("holds nothing that today's firmware calls damaged, and its log goes on where it ended", () => {
      const before = new WholeLock(imageOf(fixture)).log;
      assert.ok(before.length > 300);
      const lock = lockOf(fixture);
      assert.deepEqual(lock.command("GetUsers").Damaged, []);
      const { First, Entries } = lock.command("GetLog", { From: 1 });
      assert.equal(First, 1);
      assert.equal((Entries as { Event: string }[])[0]?.Event, "PowerUp");
      assert.equal(lock.count("recordDamaged"), 0);
      lock.assertSound();
      assert.deepEqual(lock.log.slice(0, before.length), before);
      assert.equal(lock.log.at(-1)?.sequence, lock.log.length);
      assert.equal(lock.log.at(-1)?.boot, 3);
    });

    test("keeps every turn within its budget", () => {
      const lock = lockOf(fixture);
      assert.ok(comesAndGoes(lock, pins.ann));
      lock.command("SetUser", { OperationType: 2, UserIndex: 2, UserName: "Anna" });
      for (const [turn, { longestUnits }] of Object.entries(lock.board.turns)) {
        if (!beforeTurns.includes(turn)) assert.ok(longestUnits <= turnUnitsMax, `${turn} takes ${longestUnits} units`);
      }
    });

    test("remembers the wrong attempt: two more shut everybody out, one does not", () => {
      const lock = lockOf(fixture);
      assert.ok(!lock.opens(wrongPin));
      assert.equal(lock.says("LockedOutSeconds"), 0);
      assert.ok(!lock.opens(wrongPin));
      assert.ok(Number(lock.says("LockedOutSeconds")) > 0);
      assert.ok(!lock.opens(masterPin));
    });

    test("does not let the clock be set back behind the latest time ever seen", () => {
      const lock = lockOf(fixture);
      const setTime = (UtcTime: number): unknown => {
        lock.ask("Login", { PIN: masterPin });
        return lock.ask("SetTime", { UtcTime }).Status;
      };
      assert.equal(setTime(utcSeconds - 61), "CONSTRAINT_ERROR");
      assert.equal(setTime(utcSeconds + 600), "SUCCESS");
    });

    test("is written anew only where something changes", () => {
      const lock = lockOf(fixture);
      assert.ok(comesAndGoes(lock, pins.ann));
      const now = recordsOf(lock);
      for (const key of [...userKeys(fixture), "settings", "deviceKey"]) assert.equal(now[key], fixture.records[key], key);
      lock.command("SetUser", { OperationType: 2, UserIndex: 2, UserName: "Anna" });
      lock.ask("Logout");
      const then = recordsOf(lock);
      assert.equal(then["user.2"]?.slice(0, 2), "02");
      for (const key of userKeys(fixture)) if (key !== "user.2") assert.equal(then[key], fixture.records[key], key);
      lock.restart();
      assert.ok(comesAndGoes(lock, pins.ann));
      assert.equal(namesIn(lock)[2], "Anna");
      lock.assertSound();
    });

    test("with one bit of a user's record turned, lacks him alone: he is reported, and his record is left as it is", () => {
      const key = "user.3";
      const bytes = fromHex(fixture.records[key]!);
      bytes[5]! ^= 4;
      const image = imageOf(fixture);
      const entry = image.nvsEntries!.find((each) => each.key === key)!;
      const nvsEntries = [...image.nvsEntries!.filter((each) => each !== entry), { ...entry, value: bytes }];
      const lock = new WholeLock({ ...image, nvsEntries });
      lock.powerUp();
      tellTime(lock);
      assert.deepEqual(lock.command("GetUsers").Damaged, [3]);
      lock.ask("Logout");
      assert.ok(!lock.opens(pins.ben));
      assert.ok(comesAndGoes(lock, pins.ann));
      assert.ok(comesAndGoes(lock, masterPin));
      assert.deepEqual(lock.board.nvs.read("latchkey", key)?.value, bytes);
      assert.equal(lock.count("recordDamaged"), 1);
    });
  });
}

for (const [name, fixture] of ofVersion1) {
  test(`everybody of ${name} opens with his PIN, and nobody else`, () => {
    const lock = lockOf(fixture);
    for (const pin of [masterPin, pins.ann, pins.ben, pins.zoe, pins.last]) assert.ok(comesAndGoes(lock, pin), pin);
    assert.ok(!lock.opens(pins.gone));
    assert.ok(!lock.opens(wrongPin));
    assert.deepEqual(namesIn(lock), { 1: "", 2: "Ann", 3: "Ben", 4: "🦊 Zoë", 21: "" });
    assertSettings(lock, { ...settings, OperatingMode: 0, WrongCodeEntryLimit: 3, CardOpensAlone: 0, ScrambledEntry: 0 });
    lock.assertSound();
  });
}

for (const [name, fixture] of ofVersion2) {
  describe(`in a lock of ${name}`, () => {
    test("everybody opens as he may, and nobody else", () => {
      const lock = lockOf(fixture);
      tellTime(lock);
      for (const pin of [masterPin, pins.ann, pins.ben, pins.zoe, pins.expiring]) assert.ok(comesAndGoes(lock, pin), pin);
      assert.ok(cardOpens(lock, cardUid));
      for (const pin of [pins.gone, pins.last]) assert.ok(!lock.opens(pin), pin);
      assert.ok(comesAndGoes(lock, pins.ann));
      assert.ok(!cardOpens(lock, strangeUid));
      assert.ok(!lock.opens(wrongPin));
      assert.deepEqual(namesIn(lock), { 1: "", 2: "Ann", 3: "Ben", 4: "🦊 Zoë", 5: "Gone", 6: "Expiring", 21: "" });
      lock.assertSound();
    });

    test("an expiring user's time goes on from when he first came", () => {
      const lock = lockOf(fixture);
      tellTime(lock, utcSeconds - 7200 + 60 * newerSettings.ExpiringUserTimeout + 120);
      assert.ok(!lock.opens(pins.expiring));
    });

    test("schedules, settings, holidays and guest codes are as they were", () => {
      const lock = lockOf(fixture);
      tellTime(lock);
      const asIs = (command: string, index: object, wanted: object): void => {
        const reply = lock.command(command, index);
        assert.deepEqual(reply, { Status: "SUCCESS", ...index, ...wanted });
      };
      asIs("GetWeekDaySchedule", { WeekDayIndex: 9, UserIndex: 3 }, weekDay);
      asIs("GetYearDaySchedule", { YearDayIndex: 1, UserIndex: 21 }, yearDay);
      asIs("GetHolidaySchedule", { HolidayIndex: 3 }, holiday);
      assert.equal(lock.command("GetUser", { UserIndex: 2 }).UserUniqueID, 77);
      assert.equal(lock.command("GetFingerModule").State, "Ready");
      assert.equal(lock.command("GetTime").TimeZone, timeZone);
      assert.equal(lock.command("GetGuestKey").GuestKey, fixture.guestKey);
      assertSettings(lock, { ...settings, ...newerSettings, ScrambledEntry: 0 });
      const hash = new KeyedHash({ Digest: NaclDigest, key: fromHex(fixture.guestKey!) });
      const digits = (id: number): string => digitsOfGuestId(id, hash).join("");
      assert.ok(!lock.opens(digits(revokedCode)));
      assert.ok(comesAndGoes(lock, digits(guestCodeId({ startHour: localHour, hours: 24, once: false, serial: 0 })!)));
    });
  });
}
