// SPDX-License-Identifier: Apache-2.0
/** Fingers, worn rubber and lost interrupts in front of the whole lock, and the master who programs it. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { guestPin, lockedLock, masterPin, minute, newLock, second, wrongPin, type WholeLock } from "../fixtures/whole-lock";

const newPin = "736194";

/** The inside button held until programming begins. */
function startProgramming(lock: WholeLock): void {
  lock.board.pressButton(5_500);
  lock.board.run(6 * second);
}

describe("the keypad", () => {
  test("takes a PIN through contacts that bounce and noise of three glitches a second", () => {
    const lock = lockedLock();
    lock.board.setKeypadNoise(3);
    lock.board.run(minute);
    assert.ok(lock.opens(masterPin));
    assert.equal(lock.count("refused"), 0);
  });

  test("with one key stuck for a quarter of an hour: it is logged once, the others work, and with it up so does a PIN with it", () => {
    const lock = lockedLock();
    lock.board.holdKey("9");
    lock.board.run(15 * minute);
    assert.equal(lock.count("keyStuck"), 1);
    assert.ok(lock.opens(guestPin), "a PIN without it");
    lock.lockByButton();
    lock.board.releaseKey("9");
    lock.board.run(second);
    assert.ok(lock.opens(masterPin), "a PIN with it");
  });

  test("forgets what was typed after five seconds, and after *", () => {
    const lock = lockedLock();
    lock.board.type(masterPin.slice(0, 3));
    lock.board.run(5 * second);
    lock.enter(masterPin.slice(3));
    assert.equal(lock.count("refused"), 0, "half a PIN guesses nothing");
    lock.board.type(`${masterPin.slice(0, 3)}*`);
    assert.ok(lock.opens(masterPin));
  });

  test("two keys at once are none, also in the middle of a PIN", () => {
    const lock = lockedLock();
    lock.board.type(masterPin.slice(0, 5));
    lock.board.press("7");
    lock.board.press("8");
    lock.board.run(second);
    assert.ok(lock.opens(masterPin.slice(5)), "the two keys were not taken");
  });

  test("ten digits and more are refused as a whole, not by their beginning", () => {
    const lock = lockedLock();
    assert.ok(!lock.opens(`${masterPin}12345`));
    assert.ok(!lock.opens(`${masterPin}1`));
    assert.ok(lock.opens(masterPin));
  });
});

describe("lost interrupts", () => {
  test("everything works without a single one, only later: keys, door, button, cover, thumb-turn", () => {
    const lock = newLock({ ...lockedLock().kept, lostInterrupts: true });
    // A poll looks every 100 ms, so a finger has to stay a little longer.
    for (const key of `${masterPin}#`) {
      lock.board.press(key, 250);
      lock.board.run(500);
    }
    lock.board.run(2 * second);
    assert.equal(lock.says("LockState"), "Unlocked");
    lock.board.openDoor();
    lock.board.run(second);
    assert.equal(lock.says("DoorState"), "Open");
    lock.board.closeDoor();
    lock.board.setCover(false);
    lock.board.run(second);
    assert.deepEqual([lock.says("DoorState"), lock.says("Alarms")], ["Closed", ["FrontEscutcheonRemoved"]]);
    lock.board.turnThumb("locked");
    lock.board.run(2 * second);
    assert.equal(lock.says("LockState"), "Locked");
    lock.board.pressButton(250);
    lock.until(() => lock.back, 3 * second, "the button opens");
  });
});

describe("programming at the keypad", () => {
  test("a user is made, comes in, and is erased; the log says by whom", () => {
    const lock = lockedLock();
    startProgramming(lock);
    for (const entry of [masterPin, "3", newPin, newPin, ""]) lock.enter(entry);
    assert.ok(lock.opens(newPin));
    lock.lockByButton();
    startProgramming(lock);
    for (const entry of [masterPin, "3", "", ""]) lock.enter(entry);
    assert.ok(!lock.opens(newPin));
    assert.ok(lock.opens(guestPin), "nobody else is touched");
    const [set] = lock.log.filter(({ event, value }) => event === AuditEvent.credentialSet && value >> 20 === 3);
    assert.deepEqual([set?.source, set?.userIndex], [OperationSource.keypad, 1]);
  });

  test("not with a guest's PIN, not without the button, and not in a lockout", () => {
    const lock = lockedLock();
    startProgramming(lock);
    for (const entry of [guestPin, "3", newPin, newPin, ""]) lock.enter(entry);
    assert.ok(!lock.opens(newPin));
    const other = lockedLock();
    for (const entry of [wrongPin, wrongPin, wrongPin]) other.enter(entry);
    startProgramming(other);
    for (const entry of [masterPin, "3", newPin, newPin, ""]) other.enter(entry);
    other.board.run(40 * second);
    assert.ok(!other.opens(newPin));
  });

  test("is left by itself after a minute, and the keypad opens again", () => {
    const lock = lockedLock();
    startProgramming(lock);
    lock.enter(masterPin);
    lock.board.run(minute);
    assert.ok(lock.opens(guestPin));
  });

  test("the master's own PIN is changed: the old one is dead, and a console session with it", () => {
    const lock = lockedLock();
    lock.command("GetSettings");
    startProgramming(lock);
    for (const entry of [masterPin, "1", newPin, newPin, ""]) lock.enter(entry);
    assert.equal(lock.ask("GetSettings").Status, "UNSUPPORTED_ACCESS");
    assert.ok(!lock.opens(masterPin));
    assert.ok(lock.opens(newPin));
    assert.equal(lock.ask("Login", { PIN: newPin }).Status, "SUCCESS");
  });
});

describe("set-up", () => {
  test("needs somebody inside: without the button no entry does anything, however long", () => {
    const lock = newLock();
    for (const entry of [masterPin, masterPin, "", "000000"]) lock.enter(entry);
    assert.equal(lock.ask("GetSetUp").SetUp, "Waiting");
    assert.equal(lock.ask("Login", { PIN: masterPin }).Status, "INVALID_IN_STATE");
  });

  test("a new lock does not lock by itself, and its button locks and unlocks", () => {
    const lock = newLock();
    lock.always(() => !lock.motorOn, 2 * minute, "the bolt stays back");
    lock.lockByButton();
    lock.board.pressButton();
    lock.until(() => lock.back, 3 * second, "unlocked");
  });
});

describe("sound", () => {
  test("muted, nothing is heard and everything is still seen, over a power cut too", () => {
    const lock = lockedLock();
    lock.set("SoundVolume", 0);
    for (const pin of [wrongPin, masterPin]) {
      let seen = false;
      lock.enter(pin);
      const quiet = !lock.board.runUntil(() => ((seen ||= lock.board.led), lock.board.buzzerHz > 0), 2 * second);
      assert.ok(quiet && seen);
      lock.restart();
    }
    lock.set("SoundVolume", 1);
    lock.board.press("5");
    lock.until(() => lock.board.buzzerHz > 0, second, "a click");
  });
});
