// SPDX-License-Identifier: Apache-2.0
/** Packs on their way to empty, and a supply that breaks down under the motor. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import type { Chemistry } from "../../lock/parts";
import { lockedLock, masterPin, minute, newLock, second, type WholeLock } from "../fixtures/whole-lock";

/** In the order of the setting BatteryChemistry. */
const chemistries: readonly Chemistry[] = ["alkaline", "lithium", "nimh", "liIon1S", "liIon2S"];

/** Another pack, or months later; and the lock has measured it. */
function packIs(lock: WholeLock, pack: { chargePercent: number; chemistry?: Chemistry }): void {
  lock.board.setBattery(pack);
  lock.board.run(10 * minute + 3 * second);
}

function level(lock: WholeLock): unknown {
  return lock.says("BatteryLevel");
}

/**
 * A pack that looks full at rest and breaks down under the motor: nearly empty alkaline cells, on a lock that was told that
 * they are one Li-ion cell.
 */
function treacherousPack(lock: WholeLock): void {
  lock.set("BatteryChemistry", chemistries.indexOf("liIon1S"));
  packIs(lock, { chargePercent: 6 });
  assert.equal(level(lock), "Ok");
}

describe("a pack on its way to empty", () => {
  for (const chemistry of chemistries) {
    test(`${chemistry}: good to the half, then a warning, then no locking, and after that it still unlocks for a while`, () => {
      const lock = newLock({ chemistry });
      lock.setUp();
      lock.set("BatteryChemistry", chemistries.indexOf(chemistry));
      lock.set("AutoRelockTime", 0);
      const first: Record<string, number> = {};
      let lastUnlock = 100;
      for (let charge = 100; charge > 0 && lastUnlock - charge <= 10; charge -= charge > 50 ? 10 : 4) {
        lock.board.setBattery({ chargePercent: charge });
        lock.board.turnThumb("locked");
        lock.board.run(2 * second);
        // A change of this setting makes it measure at once.
        lock.set("BatteryGainPpm", 1_000_000 + ((charge / 2) % 4));
        lock.board.run(3 * second);
        lock.enter(masterPin);
        if (lock.board.runUntil(() => lock.back, 3 * second)) lastUnlock = charge;
        lock.board.run(2 * second);
        first[String(level(lock))] ??= charge;
      }
      const { Low = 0, Critical = 0 } = first;
      assert.ok(Low < 50 && Low >= 20, `low at ${Low} %`);
      assert.ok(Critical <= Low - 8, `critical at ${Critical} %, after low at ${Low} %`);
      assert.ok(lastUnlock <= Critical - 8, `the last unlock at ${lastUnlock} %, after critical at ${Critical} %`);
    });
  }

  test("critical: it unlocks, and then refuses to lock, by itself too, until there are new cells", () => {
    const lock = lockedLock();
    packIs(lock, { chargePercent: 16 });
    assert.equal(level(lock), "Critical");
    assert.ok(lock.opens(masterPin));
    lock.always(() => !lock.motorOn, 2 * minute, "auto-lock leaves the bolt back");
    lock.board.pressButton();
    lock.always(() => !lock.motorOn, 2 * second, "so does the button");
    lock.command("GetSettings");
    assert.equal(lock.ask("LockDoor").Status, "RESOURCE_EXHAUSTED");
    packIs(lock, { chargePercent: 100 });
    assert.equal(level(lock), "Ok");
    lock.until(() => lock.thrown, minute, "with new cells it locks by itself");
  });

  for (const [when, warm] of [
    ["when it is warm again", (lock: WholeLock) => lock.board.nature.setTemperature(20)],
    ["with new cells", (lock: WholeLock) => lock.restart()],
  ] as const) {
    test(`a cold night makes a full pack look weak; ${when} it locks by itself`, () => {
      const lock = lockedLock();
      lock.board.nature.setTemperature(-10);
      lock.board.run(11 * minute);
      assert.ok(lock.opens(masterPin));
      assert.equal(level(lock), "Critical");
      lock.always(() => !lock.motorOn, 30 * minute, "in the cold it would rather not lock");
      warm(lock);
      lock.until(() => lock.thrown, 61 * minute, "it locks");
      assert.ok(lock.opens(masterPin), "and can be opened");
    });
  }

  // Seed 207781015.
  test("a pack that looked empty in the cold: after one unlock in the warmth the lock locks by itself", () => {
    const lock = lockedLock();
    lock.board.setBattery({ chargePercent: 80 });
    lock.board.nature.setTemperature(-30);
    lock.board.run(11 * minute);
    assert.equal(level(lock), "Critical");
    lock.board.nature.setTemperature(20);
    assert.ok(lock.opens(masterPin));
    lock.until(() => lock.thrown, minute, "auto-lock");
  });

  test("low: it warns and goes on locking", () => {
    const lock = lockedLock();
    packIs(lock, { chargePercent: 25 });
    assert.equal(level(lock), "Low");
    assert.ok(lock.opens(masterPin));
    lock.until(() => lock.thrown, minute, "auto-lock");
    assert.equal(lock.count("batteryLow"), 1);
  });

  test("cells changed while the power was off: what the old ones did under the motor is forgotten", () => {
    const lock = lockedLock();
    packIs(lock, { chargePercent: 16 });
    lock.opens(masterPin);
    lock.restart();
    assert.equal(level(lock), "Critical", "the same cells");
    lock.board.cutPower();
    lock.board.setBattery({ chargePercent: 100 });
    lock.powerUp();
    assert.equal(level(lock), "Ok");
  });
});

describe("a supply that breaks down when the motor starts", () => {
  test("while unlocking: one try for each PIN, none by itself, and with new cells it opens", () => {
    const lock = lockedLock();
    treacherousPack(lock);
    const { bootCount } = lock.board.state();
    for (let tries = 1; tries <= 4; tries++) {
      lock.enter(masterPin);
      lock.board.run(10 * second);
      assert.equal(lock.board.state().bootCount, bootCount + tries);
      assert.equal(lock.says("LockedOutSeconds"), 0);
      assert.ok(!lock.motorOn);
    }
    lock.always(() => !lock.motorOn, minute, "the motor stays off");
    lock.board.setBattery({ chargePercent: 100 });
    assert.ok(lock.opens(masterPin));
    assert.equal(lock.says("LockState"), "Unlocked");
  });

  test("while locking by itself: twice, then never again, and it never says locked", () => {
    const lock = lockedLock();
    assert.ok(lock.opens(masterPin));
    lock.set("AutoRelockTime", 0);
    treacherousPack(lock);
    const { bootCount } = lock.board.state();
    lock.set("AutoRelockTime", 10);
    lock.board.run(5 * minute);
    assert.equal(lock.board.state().bootCount, bootCount + 2);
    assert.notEqual(lock.says("LockState"), "Locked");
    assert.equal(level(lock), "Critical");
    lock.board.pressButton();
    lock.always(() => !lock.motorOn, 5 * second, "the button does not make it three");
  });

  test("nothing is lost by it: users, settings and an unbroken log", () => {
    const lock = lockedLock();
    treacherousPack(lock);
    lock.enter(masterPin);
    lock.board.run(10 * second);
    lock.assertSound();
    assert.equal((lock.command("GetUsers").Users as unknown[]).length, 2);
  });

  test("a pack too weak for the chip itself: nothing runs and nothing moves, and later all is there", () => {
    const lock = lockedLock();
    lock.board.setBattery({ volts: 2.9 });
    lock.always(() => lock.board.stopped !== undefined && !lock.motorOn, minute, "off");
    assert.ok(lock.thrown);
    lock.board.setBattery({ chargePercent: 100 });
    lock.board.run(3 * second);
    assert.equal(lock.says("LockState"), "Locked");
    assert.ok(lock.opens(masterPin));
  });
});

test("a new lock measures its pack within seconds of the first power", () => {
  assert.equal(newLock({ chargePercent: 12 }).says("BatteryLevel"), "Critical");
});
