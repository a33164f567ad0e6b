// SPDX-License-Identifier: Apache-2.0
/** The same lock on each board that there is: built for it, wired as it says. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import bootC3 from "latchkey:firmware/esp32-c3";
import bootDevkit from "latchkey:firmware/esp32-devkit";
import bootS3 from "latchkey:firmware/esp32-s3";
import type { Board } from "../../boards/board";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import { board as s3 } from "../../boards/esp32-s3";
import { AuditEvent } from "../../lock/audit";
import { guestPin, lockedLock, masterPin, newLock, second, wrongPin, type WholeLockOptions } from "../fixtures/whole-lock";

const boards: readonly { firmware: typeof bootC3; board: Board }[] = [
  { firmware: bootDevkit, board: devkit },
  { firmware: bootS3, board: s3 },
  { firmware: bootC3, board: c3 },
];
const onC3: WholeLockOptions = { firmware: bootC3, board: c3 };

for (const options of boards) {
  describe(options.board.name, () => {
    test("is set up, opens with a PIN and not with another, locks by itself, measures its battery, keeps all over a power cut", () => {
      const lock = lockedLock(options);
      assert.ok(!lock.opens(wrongPin));
      assert.ok(lock.opens(guestPin));
      assert.ok(lock.board.openDoor());
      lock.board.run(2 * second);
      assert.equal(lock.says("DoorState"), "Open");
      lock.board.closeDoor();
      lock.until(() => lock.thrown, 33 * second, "locked by itself");
      lock.board.run(2 * second);
      assert.ok(Math.abs(Number(lock.command("GetBattery").Millivolts) - 6_320) < 150);
      lock.restart();
      assert.ok(lock.opens(masterPin));
      lock.board.run(2 * second);
      assert.ok(!lock.motorOn, "the motor or servo has no power at rest");
      lock.assertSound();
    });

    test("opens without interrupts, through bounce and noise", () => {
      const lock = newLock({ ...options, ...lockedLock(options).kept, lostInterrupts: true });
      lock.board.setKeypadNoise(2);
      for (const key of `${masterPin}#`) {
        lock.board.press(key, 250);
        lock.board.run(500);
      }
      lock.until(() => lock.back, 2 * second, "it opens");
    });
  });
}

describe("a bolt without position switches (esp32-c3)", () => {
  test("is only assumed to be where it was moved to, and says so", () => {
    const lock = lockedLock(onC3);
    assert.deepEqual([lock.says("LockState"), lock.says("Assumed")], ["Locked", true]);
    assert.ok(lock.log.some(({ event, value }) => event === AuditEvent.locked && value < 0), "the log says so too");
  });

  test("is not known after a power cut: auto-lock drives it home, with the door closed only", () => {
    const lock = lockedLock(onC3);
    lock.board.cutPower();
    lock.board.turnThumb("unlocked");
    lock.board.run(2 * second);
    lock.powerUp();
    assert.equal(lock.says("LockState"), "Unknown");
    assert.ok(lock.board.openDoor());
    lock.always(() => !lock.motorOn, 40 * second, "not with the door open");
    lock.board.closeDoor();
    lock.until(() => lock.thrown, 33 * second, "locked by itself");
  });

  test("turned by hand behind its back: a PIN still drives it open, and the button too", () => {
    const lock = lockedLock(onC3);
    assert.ok(lock.opens(masterPin));
    lock.board.turnThumb("locked");
    lock.board.run(2 * second);
    assert.ok(lock.thrown);
    assert.equal(lock.says("LockState"), "Unlocked", "what is assumed");
    assert.ok(lock.opens(masterPin));
  });

  test("cannot be thrown when the door opens: it says that it does not know, and locks when the door has closed", () => {
    const lock = lockedLock(onC3);
    lock.board.turnThumb("unlocked");
    lock.board.run(2 * second);
    assert.ok(lock.board.openDoor());
    lock.board.run(2 * second);
    assert.equal(lock.says("LockState"), "Unknown");
    lock.board.closeDoor();
    lock.until(() => lock.thrown, 33 * second, "locked by itself");
    lock.board.run(2 * second);
    assert.equal(lock.says("LockState"), "Locked");
  });

  test("an open cover reads as an open door: a forced door when it was locked", () => {
    const lock = lockedLock(onC3);
    lock.board.setCover(false);
    lock.board.run(second);
    assert.deepEqual([lock.says("DoorState"), lock.says("Alarms")], ["Open", ["DoorForcedOpen"]]);
  });
});
