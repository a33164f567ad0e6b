// SPDX-License-Identifier: Apache-2.0
/** Things in the bolt's way, hands at the thumb-turn, and switches that lie: what the whole lock makes of them. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { lockedLock, masterPin, second, type WholeLock } from "../fixtures/whole-lock";

function unlocked(): WholeLock {
  const lock = lockedLock();
  assert.ok(lock.opens(masterPin));
  return lock;
}

/** Times that the motor was switched on while this happens. */
function motorStarts(lock: WholeLock, durationMs: number): number {
  let starts = 0;
  let before = lock.motorOn;
  lock.board.runUntil(() => {
    if (lock.motorOn && !before) starts++;
    before = lock.motorOn;
    return false;
  }, durationMs);
  return starts;
}

describe("a jam", () => {
  test("while locking: three tries, then an alarm; it never says locked, and the motor stays off", () => {
    const lock = unlocked();
    const from = lock.nextEntry;
    lock.board.blockBolt(0.6);
    lock.board.pressButton();
    const starts = motorStarts(lock, 8 * second);
    assert.equal(starts, 5, "three tries, and two times backing off");
    assert.equal(lock.says("LockState"), "Jammed");
    assert.deepEqual(lock.says("Alarms"), ["LockJammed"]);
    lock.always(() => !lock.motorOn, 60 * second, "the motor is off");
    assert.deepEqual(lock.eventsSince(from), ["requestAccepted", "boltJammed", "boltJammed", "boltJammed", "jamAlarm"]);
    assert.ok(lock.board.state().longestStallMs < 300, "it does not push for long");
  });

  test("while unlocking: the same, and the next PIN tries again; when the way is free it opens and the alarm ends", () => {
    const lock = lockedLock();
    lock.board.blockBolt(0.4);
    lock.enter(masterPin);
    lock.board.run(8 * second);
    assert.equal(lock.says("LockState"), "Jammed");
    lock.enter(masterPin);
    assert.equal(motorStarts(lock, 8 * second) >= 4, true);
    assert.deepEqual(lock.says("Alarms"), ["LockJammed"]);
    lock.board.blockBolt(undefined);
    assert.ok(lock.opens(masterPin));
    assert.equal(lock.says("LockState"), "Unlocked");
    assert.deepEqual(lock.says("Alarms"), []);
  });

  test("that gives way at the second try is no alarm", () => {
    const lock = unlocked();
    lock.board.blockBolt(0.6);
    lock.board.pressButton();
    lock.until(() => lock.motorOn, second, "the motor starts");
    lock.until(() => !lock.motorOn, second, "the first try fails");
    lock.board.blockBolt(undefined);
    lock.board.run(4 * second);
    assert.equal(lock.says("LockState"), "Locked");
    assert.equal(lock.count("boltJammed"), 1);
    assert.equal(lock.count("jamAlarm"), 0);
  });

  for (const [where, jam, alarms] of [
    [
      "held thrown by a hand, and the door is broken open: the alarm says so",
      (lock: WholeLock) => lock.board.turnThumb("locked", 10 * second),
      ["LockJammed", "DoorForcedOpen"],
    ],
    ["half way, and the door opens: that is no alarm of its own", (lock: WholeLock) => lock.board.blockBolt(0.5), ["LockJammed"]],
  ] as const) {
    test(`while unlocking, ${where}`, () => {
      const lock = lockedLock();
      jam(lock);
      lock.enter(masterPin);
      lock.board.run(8 * second);
      assert.equal(lock.says("LockState"), "Jammed");
      lock.board.forceDoor();
      lock.board.run(second);
      assert.deepEqual(lock.says("Alarms"), alarms);
    });
  }

  test("over a power cut: it looks where the bolt is, claims nothing, and a PIN draws the bolt back", () => {
    const lock = unlocked();
    lock.board.blockBolt(0.6);
    lock.board.pressButton();
    lock.board.run(8 * second);
    lock.restart();
    assert.notEqual(lock.says("LockState"), "Locked");
    assert.ok(lock.opens(masterPin));
    assert.equal(lock.says("LockState"), "Unlocked");
  });

  test("of a bolt that is blocked for good empties no battery: auto-lock gives up after a few rounds", () => {
    const lock = unlocked();
    lock.set("AutoRelockTime", 5);
    lock.board.blockBolt(0.6);
    assert.ok(motorStarts(lock, 120 * second) > 0);
    assert.equal(motorStarts(lock, 300 * second), 0);
  });
});

describe("a hand at the thumb-turn", () => {
  test("against the motor, and out: the door opens, and the bolt is not thrown after it", () => {
    const lock = unlocked();
    lock.board.pressButton();
    lock.until(() => lock.board.boltPosition > 0.5, 2 * second, "half way");
    lock.board.turnThumb("unlocked");
    lock.until(() => lock.board.openDoor(), second, "the door opens");
    lock.board.run(10 * second);
    assert.ok(lock.back);
    assert.equal(lock.says("LockState"), "Unlocked");
    assert.deepEqual(lock.says("Alarms"), []);
  });

  test("that does not give way is a jam: the motor gives up, and the lock does not say that it locked", () => {
    const lock = unlocked();
    const from = lock.nextEntry;
    lock.board.pressButton();
    lock.until(() => lock.board.boltPosition > 0.5, 2 * second, "half way");
    lock.board.turnThumb("unlocked", 5 * second);
    lock.board.run(10 * second);
    assert.ok(lock.back && !lock.motorOn);
    assert.equal(lock.says("LockState"), "Jammed");
    assert.ok(!lock.eventsSince(from).includes("locked"));
    lock.board.openDoor();
    lock.board.run(second);
    lock.board.closeDoor();
    lock.until(() => lock.thrown, 32 * second, "auto-lock tries again when the door has been closed");
    lock.board.run(second);
    assert.deepEqual(lock.says("Alarms"), []);
  });

  test("with the motor helps, and the lock is locked", () => {
    const lock = unlocked();
    lock.board.pressButton();
    lock.until(() => lock.board.boltPosition > 0.2, 2 * second, "on its way");
    lock.board.turnThumb("locked");
    lock.board.run(3 * second);
    assert.equal(lock.says("LockState"), "Locked");
  });

  test("left half way is neither locked nor unlocked, and auto-lock finishes it", () => {
    const lock = lockedLock();
    lock.board.turnThumb(0.5);
    lock.board.run(2 * second);
    assert.equal(lock.says("LockState"), "Unknown");
    lock.until(() => lock.thrown, 35 * second, "locked by itself");
  });
});

describe("position switches that lie", () => {
  for (const end of ["locked", "unlocked"] as const) {
    test(`"${end}" stuck closed: contradictory at the other end, which is never reported as reached`, () => {
      const lock = end === "locked" ? unlocked() : lockedLock();
      lock.board.stickBoltSwitch(end, true);
      lock.board.run(second);
      assert.equal(lock.says("LockState"), "Unknown");
      const from = lock.nextEntry;
      if (end === "locked") lock.board.pressButton();
      else lock.enter(masterPin);
      lock.board.run(10 * second);
      const events = lock.eventsSince(from);
      assert.ok(!events.includes("locked") || lock.thrown, "locked is only said of a bolt that is thrown");
      assert.ok(!events.includes("unlocked") || lock.back, "unlocked is only said of a bolt that is back");
      assert.ok(!lock.motorOn);
    });
  }

  test('"locked" stuck open: locking ends at the time limit or as a jam, never as locked, and it opens', () => {
    const lock = unlocked();
    lock.board.stickBoltSwitch("locked", false);
    lock.board.pressButton();
    lock.board.run(12 * second);
    assert.equal(lock.says("LockState"), "Jammed");
    assert.ok(lock.board.state().longestDriveMs <= 1600);
    lock.board.pressButton();
    lock.until(() => lock.back, 5 * second, "the button opens");
    lock.board.run(second);
    assert.equal(lock.says("LockState"), "Unlocked");
  });

  test("both open, or never fitted on a board that should have them: nothing is ever claimed", () => {
    const lock = lockedLock();
    lock.board.stickBoltSwitch("locked", false);
    lock.board.stickBoltSwitch("unlocked", false);
    lock.board.run(second);
    assert.equal(lock.says("LockState"), "Unknown");
    lock.enter(masterPin);
    lock.board.run(12 * second);
    assert.ok(lock.back, "a PIN still draws the bolt back");
    assert.ok(!["Locked", "Unlocked"].includes(String(lock.says("LockState"))));
  });
});
