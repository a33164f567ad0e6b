// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AuditEvent } from "../../lock/audit";
import { LockMenu } from "../../lock/lock-menu";
import { CredentialType } from "../../lock/user-record";
import { unitsOf } from "../fixtures/charged-digest";
import { byMaster, credentials, guestPin, masterPin, pin, type Credentials } from "../fixtures/credentials";

function enter(lock: Credentials, ...texts: string[]): void {
  for (const text of texts) {
    lock.programming.keyPressed();
    lock.programming.entry(pin(text));
  }
}

function programming(options: Parameters<typeof credentials>[0] = {}): Credentials {
  const lock = credentials(options);
  lock.programming.start();
  enter(lock, masterPin);
  return lock;
}

describe("the lock itself at the keypad", () => {
  test("auto-lock off, and on again with the time that it had", () => {
    const lock = programming();
    lock.settings.set("AutoRelockTime", 77, byMaster);
    for (const [digit, seconds] of [["1", 77], ["2", 0], ["2", 0], ["1", 77]] as const) {
      enter(lock, "0", digit);
      assert.deepEqual([lock.indicator.last, lock.programming.step], ["ok", "userNumber"]);
      assert.equal(lock.settings.get("AutoRelockTime"), seconds);
    }
  });

  test("auto-lock that was off at power-up is on for 30 s", () => {
    const before = programming();
    enter(before, "0", "2");
    const lock = programming({ records: before.records });
    enter(lock, "0", "1");
    assert.equal(lock.settings.get("AutoRelockTime"), 30);
  });

  test("cards alone and rows of digits, on and off", () => {
    const lock = programming();
    const switches = [["3", "CardOpensAlone", 1], ["4", "CardOpensAlone", 0], ["5", "ScrambledEntry", 1], ["6", "ScrambledEntry", 0]] as const;
    for (const [digit, name, value] of switches) {
      enter(lock, "0", digit);
      assert.deepEqual([lock.indicator.last, lock.settings.get(name)], ["ok", value]);
    }
  });

  test("what is no digit of the menu is refused, as is what cannot be written, and nothing changes", () => {
    const lock = programming();
    const { writes } = lock.records;
    for (const digits of ["0", "", "12", "618204"]) {
      enter(lock, "0", digits);
      assert.deepEqual([lock.indicator.last, lock.programming.step], ["refused", "userNumber"]);
    }
    assert.equal(lock.records.writes, writes);
    lock.records.failWrites = true;
    enter(lock, "0", "2");
    assert.equal(lock.indicator.last, "refused");
    assert.equal(lock.settings.get("AutoRelockTime"), 30);
  });

  test("counts are told digit by digit, zero as one long", () => {
    const lock = programming();
    for (let user = 3; user <= 11; user++) lock.users.setUser("add", user, {}, byMaster);
    enter(lock, "2");
    lock.programming.card(Uint8Array.of(4, 1, 2, 3));
    lock.time.advance(100);
    const told = (digit: string): string[] => {
      enter(lock, "0", digit);
      lock.indicator.shown.length = 0;
      lock.time.advance(20_000);
      return lock.indicator.shown.splice(0);
    };
    assert.deepEqual(told("7"), ["beep", "beep"], "11 users");
    assert.deepEqual(told("8"), ["beep"]);
    assert.deepEqual(told("9"), ["ok"]);
    lock.users.clearUser(11, byMaster);
    assert.deepEqual(told("7"), ["beep", "ok"], "10 users");
  });

  test("a count can be counted: 400 ms within a digit, 1200 ms between two, and a key ends it", () => {
    const lock = programming();
    for (let user = 3; user <= 12; user++) lock.users.setUser("add", user, {}, byMaster);
    enter(lock, "0", "7");
    lock.indicator.shown.length = 0;
    const times: number[] = [];
    for (let ms = 0; ms < 5_000; ms += 100) {
      lock.time.advance(100);
      if (lock.indicator.shown.splice(0).length > 0) times.push(ms + 100);
    }
    assert.deepEqual(times, [1200, 2400, 2800], "12: one, and two");
    enter(lock, "0", "7");
    lock.time.advance(1_300);
    lock.programming.keyPressed();
    lock.indicator.shown.length = 0;
    lock.time.advance(10_000);
    assert.deepEqual(lock.indicator.shown, []);
  });

  test("nothing of all that without the master PIN", () => {
    const lock = credentials();
    lock.programming.start();
    enter(lock, guestPin, "0", "2");
    assert.equal(lock.programming.isOpen, false);
    assert.equal(lock.settings.get("AutoRelockTime"), 30);
    assert.equal(lock.store.count(AuditEvent.settingChanged), 0);
  });
});

describe("what the menu takes on a full lock", () => {
  test("is well within a turn for each count, in XS compute units (0 on Node)", () => {
    const { users, settings, loop, indicator } = credentials();
    for (let index = 3; index <= 250; index++) users.setUser("add", index, {}, byMaster);
    for (let index = 1; index <= 250; index++) {
      const data = Uint8Array.of(index, 1, 2, 3);
      const change = { operation: "add", type: CredentialType.rfid, index, data, userIndex: 2 + (index % 200) } as const;
      assert.equal(users.setCredential(change, byMaster).status, "SUCCESS");
    }
    const menu = new LockMenu({ users, settings, loop, indicator });
    for (const digit of [7, 8, 9]) {
      const units = unitsOf(() => menu.choose(digit, byMaster));
      assert.ok(units < 30_000, `${digit}: ${units} units`);
    }
    assert.ok(unitsOf(() => void users.freeSlot(CredentialType.fingerprint, 200)) < 10_000);
  });
});
