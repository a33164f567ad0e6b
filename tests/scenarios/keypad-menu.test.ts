// SPDX-License-Identifier: Apache-2.0
/** Every line of docs/keypad.md, played on a whole lock with a card reader and a fingerprint module. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keysOf, type KeypadLine } from "../fixtures/keypad-page";
import { guestPin, lockedLock, masterPin, minute, second, wrongPin, type WholeLock } from "../fixtures/whole-lock";

const newPin = "736194";
const longPin = "48201763";
const uid = "04112233445566";

/** Everything fitted, and the guest is user 2. */
function fittedLock(): WholeLock {
  const lock = lockedLock({ cardReader: true, fingerprintModule: true });
  lock.board.run(3 * second);
  return lock;
}

/** The button held, the master PIN, the lines of the page, and out again; `between` while the menu is open. */
function menu(lock: WholeLock, between: () => void): void {
  const ended = lock.count("programmingEnded");
  lock.board.pressButton(5_500);
  lock.board.run(6 * second);
  lock.enter(masterPin);
  between();
  assert.equal(lock.count("programmingEnded"), ended, "it is open until the end");
  lock.enter("");
  assert.equal(lock.count("programmingEnded"), ended + 1);
}

function play(lock: WholeLock, line: KeypadLine, userNumber?: string, pin?: string): void {
  lock.board.type(keysOf(line, userNumber, pin));
}

function holdUp(lock: WholeLock): void {
  lock.board.holdCard(uid);
  lock.board.run(2 * second);
  lock.board.takeCard(uid);
  lock.board.run(2 * second);
}

function lay(lock: WholeLock, finger: string): void {
  lock.board.fingerprint?.lay(finger);
  lock.board.run(3 * second);
  lock.board.fingerprint?.lay(undefined);
  lock.board.run(2 * second);
}

/** Whether what is done starts the motor within three seconds; then it is locked again. */
function opensBy(lock: WholeLock, what: () => void): boolean {
  const from = lock.count("unlocked");
  what();
  lock.board.run(3 * second);
  const opened = lock.count("unlocked") > from;
  if (opened) lock.lockByButton();
  return opened;
}

/** Lengths of the beeps in this time. */
function hear(lock: WholeLock, durationMs: number): ("long" | "short")[] {
  const beeps: ("long" | "short")[] = [];
  let soundMs = 0;
  for (let ms = 0; ms < durationMs; ms += 10) {
    lock.board.run(10);
    if (lock.board.buzzerHz > 0) {
      soundMs += 10;
    } else if (soundMs > 0) {
      beeps.push(soundMs > 300 ? "long" : "short");
      soundMs = 0;
    }
  }
  return beeps;
}

describe("the menu at the keypad", () => {
  test("gives a PIN, takes it away, and erases a user", () => {
    const lock = fittedLock();
    menu(lock, () => play(lock, "newPin", "3", newPin));
    assert.ok(opensBy(lock, () => lock.enter(newPin)));
    menu(lock, () => play(lock, "takePin", "3"));
    assert.ok(!opensBy(lock, () => lock.enter(newPin)));
    menu(lock, () => play(lock, "eraseUser", "2"));
    assert.ok(!opensBy(lock, () => lock.enter(guestPin)));
    assert.ok(opensBy(lock, () => lock.enter(masterPin)));
    lock.assertSound();
  });

  test("gives a card, which opens alone only when that is switched on, and takes it away", () => {
    const lock = fittedLock();
    menu(lock, () => {
      play(lock, "newCard", "3");
      holdUp(lock);
    });
    assert.ok(!opensBy(lock, () => holdUp(lock)));
    menu(lock, () => play(lock, "cardAlone"));
    assert.ok(opensBy(lock, () => holdUp(lock)));
    menu(lock, () => play(lock, "cardNotAlone"));
    assert.ok(!opensBy(lock, () => holdUp(lock)));
    menu(lock, () => {
      play(lock, "cardAlone");
      play(lock, "takeCards", "3");
    });
    assert.ok(!opensBy(lock, () => holdUp(lock)));
    lock.assertSound();
  });

  test("learns a finger by two touches, and takes it away", () => {
    const lock = fittedLock();
    menu(lock, () => {
      play(lock, "newFinger", "3");
      lay(lock, "Ada");
      lay(lock, "Ada");
    });
    assert.ok(!opensBy(lock, () => lay(lock, "Eve")));
    assert.ok(opensBy(lock, () => lay(lock, "Ada")));
    menu(lock, () => play(lock, "takeFingers", "3"));
    assert.equal(lock.board.fingerprint?.templates.size, 0);
    assert.ok(!opensBy(lock, () => lay(lock, "Ada")));
    lock.assertSound();
  });

  test("switches auto-lock off and on", () => {
    const lock = fittedLock();
    menu(lock, () => play(lock, "autoLockOff"));
    assert.ok(lock.opens(guestPin));
    lock.always(() => lock.back, 5 * minute, "it stays open");
    menu(lock, () => play(lock, "autoLockOn"));
    lock.until(() => lock.thrown, 35 * second, "it locks again");
  });

  test("hides a PIN in a longer row of digits, only while that is switched on", () => {
    const lock = fittedLock();
    menu(lock, () => play(lock, "newPin", "3", longPin));
    const row = `93${longPin}5521`;
    assert.ok(!opensBy(lock, () => lock.enter(row)));
    menu(lock, () => play(lock, "rowsOn"));
    assert.ok(opensBy(lock, () => lock.enter(row)));
    assert.ok(!opensBy(lock, () => lock.enter(`93${longPin.slice(1)}55210`)));
    assert.ok(!opensBy(lock, () => lock.enter(`93${guestPin}552100`)), "six digits cannot be hidden");
    assert.ok(opensBy(lock, () => lock.enter(guestPin)));
    menu(lock, () => play(lock, "rowsOff"));
    assert.ok(!opensBy(lock, () => lock.enter(row)));
    assert.ok(opensBy(lock, () => lock.enter(longPin)));
    lock.assertSound();
  });

  test("tells how many users, cards and fingers there are", () => {
    const lock = fittedLock();
    menu(lock, () => {
      play(lock, "newCard", "3");
      holdUp(lock);
      play(lock, "users");
      assert.deepEqual(hear(lock, 6 * second), ["short", "short", "short"]);
      play(lock, "cards");
      assert.deepEqual(hear(lock, 6 * second), ["short"]);
      play(lock, "fingers");
      assert.deepEqual(hear(lock, 6 * second), ["long"]);
    });
  });

  test("left in the middle of any line it closes after a minute, changes nothing, and the lock opens as before", () => {
    for (const keys of ["", "0#", "3#", `3#${newPin}#`, "2#", "2#1", "0#2"]) {
      const lock = fittedLock();
      lock.board.pressButton(5_500);
      lock.board.run(6 * second);
      lock.enter(masterPin);
      lock.board.type(keys);
      lock.board.run(minute + second);
      assert.equal(lock.count("programmingEnded"), 1, keys);
      assert.ok(opensBy(lock, () => lock.enter(guestPin)), keys);
      assert.deepEqual([lock.count("credentialSet"), lock.count("settingChanged")], [2, 0], keys);
    }
  });

  test("not without the master PIN, not without the button", () => {
    const lock = fittedLock();
    for (const line of ["autoLockOff", "rowsOn"] as const) play(lock, line);
    lock.board.pressButton(5_500);
    lock.board.run(6 * second);
    lock.enter(wrongPin);
    play(lock, "autoLockOff");
    assert.equal(lock.count("settingChanged"), 0);
  });
});
