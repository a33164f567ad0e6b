// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { addPin } from "../../host/board/pin-credential";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { consoleOnLock } from "../fixtures/console-on-lock";
import { guestPin, masterPin, wrongPin } from "../fixtures/credentials";

describe("console with the whole lock", () => {
  test("the master unlocks and locks; the status tells what is sensed, never what was asked", () => {
    const { ask, login, bolt, boltEnds } = consoleOnLock();
    login();
    assert.deepEqual(ask("UnlockDoor"), { Status: "SUCCESS", Result: "Started" });
    assert.equal(ask("GetStatus").LockState, "Unlocking");
    boltEnds();
    assert.equal(ask("GetStatus").LockState, "Unlocked");
    assert.deepEqual(ask("UnlockDoor"), { Status: "SUCCESS", Result: "AlreadyThere" });
    assert.deepEqual(ask("LockDoor"), { Status: "SUCCESS", Result: "Started" });
    assert.deepEqual(ask("LockDoor"), { Status: "SUCCESS", Result: "UnderWay" });
    boltEnds();
    assert.equal(ask("GetStatus").LockState, "Locked");
    assert.deepEqual(bolt.moves, ["unlocked", "locked"]);
  });

  test("the log says that it was the master at the console", () => {
    const { ask, login, boltEnds, store } = consoleOnLock();
    login();
    ask("UnlockDoor");
    boltEnds();
    const entry = store.entries.find(({ event }) => event === AuditEvent.unlocked);
    assert.deepEqual([entry?.source, entry?.userIndex], [OperationSource.proprietaryRemote, 1]);
  });

  test("nobody unlocks without login, and the bolt has not moved", () => {
    const { ask, bolt } = consoleOnLock();
    assert.equal(ask("UnlockDoor").Status, "UNSUPPORTED_ACCESS");
    assert.deepEqual(bolt.moves, []);
  });

  test("locking with the door open is refused with the reason, unlocking is not", () => {
    const { ask, login, door, bolt } = consoleOnLock({ bolt: "unlocked" });
    login();
    door(false);
    assert.deepEqual(ask("LockDoor"), { Status: "INVALID_IN_STATE", Reason: "the door is open" });
    assert.equal(ask("UnlockDoor").Status, "SUCCESS");
    assert.deepEqual(bolt.moves, []);
  });

  test("locking with too little battery is refused with the reason", () => {
    const { ask, login, measured } = consoleOnLock({ bolt: "unlocked" });
    login();
    measured(4100);
    assert.equal(ask("GetBattery").BatteryLevel, "Critical");
    assert.equal(ask("LockDoor").Status, "RESOURCE_EXHAUSTED");
  });

  test("while users are still being loaded a login is neither right nor wrong: it is to be tried again", () => {
    const { records } = consoleOnLock();
    for (const PIN of [masterPin, wrongPin]) {
      const { ask, login, lock, session } = consoleOnLock({ records, settle: false });
      assert.deepEqual(ask("Login", { PIN }), { Status: "BUSY", Reason: "not ready yet" });
      assert.ok(!session.open);
      assert.equal(lock.lockout.wrongCount, 0);
      assert.equal(login().Status, "SUCCESS");
    }
  });

  test("wrong PINs at the keypad and here add up to one lockout for both", () => {
    const { ask, login, type, bolt } = consoleOnLock();
    type(`${wrongPin}#`);
    ask("Login", { PIN: wrongPin });
    type(`${wrongPin}#`);
    assert.equal(login().Status, "BUSY");
    type(`${guestPin}#`);
    assert.deepEqual(bolt.moves, []);
  });

  test("three wrong PINs here lock out the keypad, for exactly 30 s", () => {
    const { ask, type, bolt, time } = consoleOnLock();
    for (let count = 0; count < 3; count++) ask("Login", { PIN: wrongPin });
    type(guestPin);
    time.advance(30_000 - guestPin.length * 100 - 1);
    type("#");
    assert.deepEqual(bolt.moves, []);
    type(`${guestPin}#`);
    assert.deepEqual(bolt.moves, ["unlocked"]);
  });

  test("a session that is open does not help during a lockout", () => {
    const { ask, login, type, bolt } = consoleOnLock();
    login();
    for (let count = 0; count < 3; count++) type(`${wrongPin}#`);
    assert.equal(ask("UnlockDoor").Status, "UNSUPPORTED_ACCESS");
    assert.deepEqual(bolt.moves, []);
  });

  test("a user who is set here opens at the keypad, one who is cleared does not", () => {
    const { ask, login, type, bolt } = consoleOnLock();
    login();
    ask("SetCredential", addPin(3, "604172"));
    ask("ClearUser", { UserIndex: 2 });
    type(`${guestPin}#`);
    assert.deepEqual(bolt.moves, []);
    type("604172#");
    assert.deepEqual(bolt.moves, ["unlocked"]);
  });

  test("a master PIN changed at the keypad ends the session", () => {
    const { ask, login, hold, type } = consoleOnLock();
    login();
    hold(5_000);
    type(`${masterPin}#1#604172#`);
    assert.equal(ask("GetUsers").Status, "SUCCESS");
    type("604172#");
    assert.equal(ask("GetUsers").Status, "UNSUPPORTED_ACCESS");
    assert.equal(login().Status, "FAILURE");
    assert.equal(ask("Login", { PIN: "604172" }).Status, "SUCCESS");
  });

  test("a setting counts at once: auto-lock after ten seconds instead of thirty", () => {
    const { ask, login, boltEnds, bolt, time } = consoleOnLock();
    login();
    ask("SetSetting", { Name: "AutoRelockTime", Value: 10 });
    ask("UnlockDoor");
    boltEnds();
    time.advance(9_999);
    assert.deepEqual(bolt.moves, ["unlocked"]);
    time.advance(1);
    assert.deepEqual(bolt.moves, ["unlocked", "locked"]);
  });

  test("before set-up everybody may see that it waits, and nobody gets in", () => {
    const { ask, login, bolt } = consoleOnLock({ hasUsers: false });
    assert.equal(ask("GetSetUp").SetUp, "Waiting");
    assert.equal(login().Status, "INVALID_IN_STATE");
    assert.equal(ask("UnlockDoor").Status, "UNSUPPORTED_ACCESS");
    assert.deepEqual(bolt.moves, []);
  });

  test("a jam shows in the status and in the log", () => {
    const { ask, login, bolt, boltEnds, time } = consoleOnLock();
    login();
    ask("UnlockDoor");
    for (let tries = 0; tries < 40 && ask("GetStatus").LockState === "Unlocking"; tries++) {
      if (bolt.moving) boltEnds("jammed");
      else time.advance(100);
    }
    assert.equal(ask("GetStatus").LockState, "Jammed");
    assert.deepEqual(ask("GetStatus").Alarms, ["LockJammed"]);
    const entries = ask("GetLog").Entries as { Event: string }[];
    assert.ok(entries.some(({ Event }) => Event === "JamAlarm"));
  });
});
