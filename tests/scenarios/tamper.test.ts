// SPDX-License-Identifier: Apache-2.0
/** Hands inside the cover: cut wires, and the way back to a new lock. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { guestPin, lockedLock, masterPin, minute, newLock, second, type WholeLock } from "../fixtures/whole-lock";

function holdButton(lock: WholeLock, ms: number): void {
  lock.board.pressButton(ms);
  lock.board.run(ms + 3 * second);
}

function isNew(lock: WholeLock): boolean {
  return lock.ask("GetSetUp").SetUp === "Waiting";
}

describe("the tamper loop", () => {
  test("a cut wire is an alarm like an open cover, until it is whole again; the lock works meanwhile", () => {
    const lock = lockedLock();
    lock.board.world.tamper?.stick(false);
    lock.board.run(second);
    assert.deepEqual(lock.says("Alarms"), ["FrontEscutcheonRemoved"]);
    assert.ok(lock.opens(masterPin));
    lock.lockByButton();
    lock.board.world.tamper?.stick(undefined);
    lock.board.run(second);
    assert.deepEqual(lock.says("Alarms"), []);
    assert.deepEqual([lock.count("tamperOpened"), lock.count("tamperClosed")], [1, 1]);
  });

  test("an open cover is noticed at power-up too", () => {
    const lock = lockedLock();
    lock.board.cutPower();
    lock.board.setCover(false);
    lock.powerUp();
    assert.deepEqual(lock.says("Alarms"), ["FrontEscutcheonRemoved"]);
  });

  test("a cut wire to the door contact reads as an open door: no auto-lock, but an alarm when it was locked", () => {
    const lock = lockedLock();
    lock.board.world.door.setLoop(false);
    lock.board.run(second);
    assert.deepEqual([lock.says("DoorState"), lock.says("Alarms")], ["Open", ["DoorForcedOpen"]]);
    assert.ok(lock.opens(masterPin));
    lock.always(() => !lock.motorOn, minute, "the bolt stays back");
  });
});

describe("factory reset", () => {
  test("by the button held for 10 s with the cover off: a new lock, with another key and nobody's PIN", () => {
    const lock = lockedLock();
    const keyBefore = String(lock.board.nvs.read("latchkey", "deviceKey")?.value);
    lock.board.setCover(false);
    lock.board.run(second);
    holdButton(lock, 10_500);
    assert.ok(isNew(lock));
    assert.notEqual(String(lock.board.nvs.read("latchkey", "deviceKey")?.value), keyBefore);
    assert.ok(!lock.opens(masterPin));
    assert.equal(lock.count("accepted"), 0, "the old log is gone");
    assert.equal(lock.count("factoryResetCompleted"), 1);
    lock.board.setCover(true);
    lock.setUp();
    lock.assertSound();
  });

  test("not with the cover on, not after 9 s, and not by anybody outside", () => {
    const lock = lockedLock();
    holdButton(lock, 15_000);
    lock.board.run(minute);
    lock.board.setCover(false);
    lock.board.run(second);
    holdButton(lock, 9_500);
    lock.board.run(minute);
    lock.board.setCover(true);
    lock.board.run(second);
    assert.ok(!isNew(lock));
    lock.board.run(minute);
    assert.ok(lock.opens(guestPin));
  });

  test("with the power cut at every operation: the old lock or a new one, never half of each", () => {
    const prepared = lockedLock();
    prepared.board.setCover(false);
    prepared.board.run(5 * second);
    const { kept } = prepared;
    const play = (cutAt: number): WholeLock => {
      // With the same seed the new key would be the old one.
      const lock = newLock({ ...kept, seed: 2 });
      lock.board.setCover(false);
      lock.board.run(5 * second);
      const before = lock.board.operations.count;
      if (cutAt > 0) lock.board.cutPowerAt(before + cutAt, cutAt % 3 === 0 ? 1 : 0.4);
      lock.board.pressButton(10_500);
      lock.board.run(13 * second);
      if (cutAt === 0) cuts = lock.board.operations.count - before;
      return lock;
    };
    let cuts = 0;
    assert.ok(isNew(play(0)));
    assert.ok(cuts > 15, `${cuts} operations`);
    const outcomes = new Set<string>();
    for (let cutAt = 1; cutAt <= cuts; cutAt++) {
      const lock = play(cutAt);
      if (lock.board.state().powered) continue;
      lock.board.cutPowerAt(0);
      lock.board.setCover(true);
      lock.powerUp();
      const fresh = isNew(lock);
      outcomes.add(fresh ? "new" : "old");
      assert.equal(lock.opens(guestPin), !fresh, `cut at ${cutAt}`);
      if (fresh) lock.setUp();
      if (lock.back) lock.lockByButton();
      assert.ok(lock.opens(masterPin), `cut at ${cutAt}`);
      lock.assertSound();
    }
    assert.deepEqual([...outcomes].sort(), ["new", "old"]);
  });
});
