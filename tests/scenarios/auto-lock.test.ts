// SPDX-License-Identifier: Apache-2.0
/** The door, the bolt and time: when the whole lock locks by itself, and when it must not. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { lockedLock, masterPin, minute, second, wrongPin, type WholeLock } from "../fixtures/whole-lock";

/** No other sound is as short. */
const clickMs = 45;

/** Unlocked, the door stands open. */
function doorOpen(): WholeLock {
  const lock = lockedLock();
  assert.ok(lock.opens(masterPin));
  assert.ok(lock.board.openDoor());
  lock.board.run(second);
  return lock;
}

describe("auto-lock", () => {
  test("30 s after unlocking when nobody opens the door", () => {
    const lock = lockedLock();
    lock.enter(masterPin);
    lock.until(() => lock.back, 3 * second, "unlocked");
    lock.always(() => lock.back, 29_500, "the bolt stays back");
    lock.until(() => lock.thrown, 2 * second, "locked");
  });

  test("never on an open door; 30 s after it closes", () => {
    const lock = doorOpen();
    lock.always(() => !lock.motorOn, 2 * minute, "the bolt stays back");
    lock.board.closeDoor();
    lock.always(() => !lock.motorOn, 30 * second, "the bolt stays back");
    lock.until(() => lock.thrown, 2 * second, "locked");
  });

  test("the door opened for a moment starts the time over", () => {
    const lock = lockedLock();
    assert.ok(lock.opens(masterPin));
    lock.board.run(25 * second);
    lock.board.openDoor();
    lock.board.run(second);
    lock.board.closeDoor();
    lock.always(() => !lock.motorOn, 30 * second, "the bolt stays back");
    lock.until(() => lock.thrown, 2 * second, "locked");
  });

  test("a door that closes for less than it takes to be sure does not count as closed", () => {
    const lock = doorOpen();
    lock.board.closeDoor();
    lock.board.run(250);
    lock.board.openDoor();
    lock.always(() => !lock.motorOn, minute, "the bolt stays back");
    assert.equal(lock.says("DoorState"), "Open");
  });

  test("off at 0, with the setting kept over a power cut", () => {
    const lock = doorOpen();
    lock.set("AutoRelockTime", 0);
    lock.board.closeDoor();
    lock.always(() => !lock.motorOn, 2 * minute, "the bolt stays back");
    lock.restart();
    lock.always(() => !lock.motorOn, 2 * minute, "the bolt stays back");
  });

  test("after power-up with the bolt back it starts over; with the door open it waits for that", () => {
    const lock = lockedLock();
    assert.ok(lock.opens(masterPin));
    lock.board.run(20 * second);
    lock.restart();
    lock.always(() => !lock.motorOn, 27 * second, "it counts from power-up");
    lock.until(() => lock.thrown, 5 * second, "locked");
    const open = doorOpen();
    open.restart();
    open.always(() => !open.motorOn, minute, "the bolt stays back");
  });

  test("a magnet at the reed can cheat it into throwing the bolt: that is what SECURITY.md says of one reed", () => {
    const lock = doorOpen();
    lock.board.setMagnet(true);
    lock.until(() => lock.thrown, 35 * second, "it believes in a closed door");
    lock.board.run(second);
    assert.equal(lock.says("DoorState"), "Closed");
    lock.board.setMagnet(false);
    lock.board.run(second);
    assert.deepEqual(lock.says("Alarms"), ["DoorForcedOpen"], "and says so when the magnet is gone");
  });
});

describe("a door that opens while the lock locks", () => {
  test("the bolt is drawn back at once, and not thrown in the air", () => {
    const lock = lockedLock();
    assert.ok(lock.opens(masterPin));
    lock.board.pressButton();
    lock.until(() => lock.motorOn && lock.board.boltPosition > 0.02, 2 * second, "the motor runs");
    assert.ok(lock.board.openDoor(), "the bolt does not hold it yet");
    lock.always(() => lock.board.boltPosition < 0.6, 5 * second, "the bolt never gets far");
    assert.ok(lock.back);
    assert.equal(lock.says("LockState"), "Unlocked");
    lock.board.closeDoor();
    lock.until(() => lock.thrown, 35 * second, "locked when the door is closed");
  });

  test("asked for by the button with the door open, locking is refused and logged", () => {
    const lock = doorOpen();
    const from = lock.nextEntry;
    lock.board.pressButton();
    lock.always(() => !lock.motorOn, 5 * second, "the bolt stays back");
    assert.deepEqual(lock.eventsSince(from), ["requestRefused"]);
    assert.equal(lock.command("UnlockDoor").Result, "AlreadyThere");
    assert.equal(lock.ask("LockDoor").Status, "INVALID_IN_STATE");
  });
});

describe("door alarms", () => {
  test("ajar after five minutes, not before, until it closes", () => {
    const lock = doorOpen();
    lock.board.run(5 * minute - 2 * second);
    assert.deepEqual(lock.says("Alarms"), []);
    lock.board.run(3 * second);
    assert.deepEqual(lock.says("Alarms"), ["DoorAjar"]);
    lock.board.closeDoor();
    lock.board.run(second);
    assert.deepEqual(lock.says("Alarms"), []);
  });

  test("forced open when it opens although the bolt is thrown; until somebody with a right to it unlocks", () => {
    const lock = lockedLock();
    assert.ok(!lock.board.openDoor(), "the bolt holds");
    lock.board.forceDoor();
    lock.board.run(second);
    assert.deepEqual(lock.says("Alarms"), ["DoorForcedOpen"]);
    assert.ok(lock.opens(masterPin));
    assert.deepEqual(lock.says("Alarms"), []);
  });

  test("none when the door is opened as it should be", () => {
    const lock = doorOpen();
    lock.board.closeDoor();
    lock.board.run(second);
    assert.equal(lock.count("doorForcedOpen") + lock.count("doorAjar"), 0);
  });

  test("somebody at the keypad is answered while an alarm goes on, and the alarm comes back after", () => {
    const lock = lockedLock();
    lock.board.setCover(false);
    lock.board.run(2 * second);
    assert.equal(soundsAfter(lock, masterPin), 1, "one long");
    assert.equal(soundsAfter(lock, wrongPin), 3, "three short");
    lock.board.run(6 * second);
    lock.until(() => lock.board.buzzerHz > 0, 2 * second, "the alarm again");
  });
});

/** How many sounds there are in the two seconds after an entry, without the click of its last key. */
function soundsAfter(lock: WholeLock, pin: string): number {
  lock.board.type(pin);
  lock.board.press("#");
  let sounds = 0;
  let wasOn = false;
  let onSinceMs = 0;
  lock.board.runUntil(() => {
    const { buzzerHz, nowMs } = lock.board;
    if (buzzerHz > 0 && !wasOn) onSinceMs = nowMs;
    if (buzzerHz === 0 && wasOn && nowMs - onSinceMs > clickMs) sounds++;
    wasOn = buzzerHz > 0;
    return false;
  }, 2 * second);
  return sounds;
}
