// SPDX-License-Identifier: Apache-2.0
/** Somebody guesses, at the keypad, at the console and with his hand on the plug. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { guestPin, lockedLock, masterPin, minute, second, wrongPin, type WholeLock } from "../fixtures/whole-lock";

function wrongAtKeypad(lock: WholeLock, count: number): void {
  for (let times = 0; times < count; times++) {
    lock.enter(wrongPin);
    lock.board.run(second);
  }
}

describe("lockout", () => {
  test("counts keypad and console together, and shuts both out, whoever has the right PIN", () => {
    const lock = lockedLock();
    wrongAtKeypad(lock, 1);
    assert.equal(lock.ask("Login", { PIN: wrongPin }).Status, "FAILURE");
    assert.equal(lock.says("LockedOutSeconds"), 0);
    wrongAtKeypad(lock, 1);
    assert.ok(Number(lock.says("LockedOutSeconds")) > 25);
    assert.ok(!lock.opens(masterPin));
    assert.equal(lock.ask("Login", { PIN: masterPin }).Status, "BUSY");
    lock.board.run(30 * second);
    assert.ok(lock.opens(guestPin));
  });

  test("two wrong ones and the right one: nobody is shut out", () => {
    const lock = lockedLock();
    wrongAtKeypad(lock, 2);
    assert.ok(lock.opens(guestPin));
    assert.equal(lock.says("LockedOutSeconds"), 0);
  });

  test("starts over with each power cut, however often the plug is pulled", () => {
    const lock = lockedLock();
    wrongAtKeypad(lock, 3);
    for (let cuts = 0; cuts < 3; cuts++) {
      lock.board.run(20 * second);
      lock.restart(minute);
      assert.ok(Number(lock.says("LockedOutSeconds")) > 25);
    }
    assert.ok(!lock.opens(masterPin));
    lock.board.run(30 * second);
    assert.ok(lock.opens(masterPin));
  });

  test("ends a console session that was open, and doubles with the next wrong PIN", () => {
    const lock = lockedLock();
    lock.command("GetSettings");
    wrongAtKeypad(lock, 3);
    assert.equal(lock.ask("GetSettings").Status, "UNSUPPORTED_ACCESS");
    lock.board.run(31 * second);
    wrongAtKeypad(lock, 1);
    assert.ok(Number(lock.says("LockedOutSeconds")) > 50);
  });

  test("never keeps anybody in: button and thumb-turn open", () => {
    const lock = lockedLock();
    wrongAtKeypad(lock, 3);
    lock.board.pressButton();
    lock.until(() => lock.back, 3 * second, "the button opens");
    lock.board.run(2 * second);
    lock.lockByButton();
    lock.board.turnThumb("unlocked");
    lock.board.run(2 * second);
    assert.equal(lock.says("LockState"), "Unlocked");
  });

  test("comes to a guest too who types his own PIN between his guesses at the master's", () => {
    const lock = lockedLock();
    let guesses = 0;
    while (guesses < 30 && lock.says("LockedOutSeconds") === 0) {
      guesses++;
      lock.ask("Login", { PIN: wrongPin });
      if (guesses % 2 === 0 && lock.says("LockedOutSeconds") === 0) assert.ok(lock.opens(guestPin));
      if (lock.back) lock.lockByButton();
    }
    assert.equal(guesses, 10);
    assert.ok(Number(lock.says("LockedOutSeconds")) > 3_500, "for an hour");
  });
});

describe("the console's session", () => {
  test("ends after five idle minutes, not earlier, and looking at the status does not lengthen it", () => {
    const lock = lockedLock();
    lock.command("GetSettings");
    lock.board.run(4.9 * minute);
    assert.equal(lock.ask("GetSettings").Status, "SUCCESS");
    lock.board.run(4.9 * minute);
    lock.says("LockState");
    lock.board.run(0.2 * minute);
    assert.equal(lock.ask("GetSettings").Status, "UNSUPPORTED_ACCESS");
  });

  test("ends with a power cut", () => {
    const lock = lockedLock();
    lock.command("GetSettings");
    lock.restart();
    assert.equal(lock.ask("GetSettings").Status, "UNSUPPORTED_ACCESS");
  });
});

describe("a revoked PIN", () => {
  test("is refused from the next entry on, even when half of it was typed before", () => {
    const lock = lockedLock();
    assert.ok(lock.opens(guestPin));
    lock.lockByButton();
    lock.ask("Login", { PIN: masterPin });
    lock.board.type(guestPin);
    lock.command("ClearUser", { UserIndex: 2 });
    lock.board.type("#");
    lock.always(() => !lock.motorOn, 2 * second, "it stays locked");
    assert.equal(lock.says("LockState"), "Locked");
    assert.ok(lock.opens(masterPin));
  });

  test("stays refused after a power cut, and another user's works", () => {
    const lock = lockedLock();
    lock.command("ClearUser", { UserIndex: 2 });
    lock.restart();
    assert.ok(!lock.opens(guestPin));
    assert.ok(lock.opens(masterPin));
  });
});
