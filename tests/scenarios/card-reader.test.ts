// SPDX-License-Identifier: Apache-2.0
/** The card reader of the whole lock: what it costs, and that nobody stops the lock with it. What a card may do: verifier and access tests. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lockedLock, masterPin, minute, newLock, second, type WholeLock } from "../fixtures/whole-lock";

const uid = "04112233445566778899";

/** Whether a card event has ever come. */
const heardOfCard = ({ board }: WholeLock): boolean => board.longestUsByEvent["card"] !== undefined;

describe("the lock's card reader", () => {
  test("leads a card to the lock, and nothing when none is held up", () => {
    const lock = lockedLock({ cardReader: true });
    lock.board.run(20 * second);
    assert.ok(!heardOfCard(lock));
    lock.board.holdCard(uid);
    lock.board.run(second);
    assert.ok(heardOfCard(lock));
    lock.board.takeCard(uid);
    lock.board.run(2 * second);
    assert.ok(!lock.motorOn);
    assert.equal(lock.says("LockState"), "Locked");
    lock.assertSound();
  });

  test("is no loss where none is fitted, and none is missed", () => {
    const lock = lockedLock();
    lock.board.run(10 * minute);
    assert.equal(lock.count("cardReaderSilent"), 0);
    assert.ok(lock.opens(masterPin));
    lock.assertSound();
  });

  test("is logged when its plug is pulled while the bolt moves, which goes on, and when it is back", () => {
    const lock = lockedLock({ cardReader: true });
    lock.board.type(`${masterPin}#`);
    lock.until(() => lock.motorOn, 2 * second, "the motor runs");
    lock.board.cardReader.faults.unplugged = true;
    lock.until(() => lock.back, 2 * second, "the bolt is back");
    lock.board.run(5 * second);
    assert.equal(lock.count("cardReaderSilent"), 1);
    lock.board.cardReader.faults.unplugged = false;
    lock.board.run(35 * second);
    assert.equal(lock.count("cardReaderBack"), 1);
    assert.equal(lock.count("fault"), 0);
    lock.assertSound();
  });

  test("with a bus that hangs does not keep the lock from opening", () => {
    const lock = lockedLock({ cardReader: true });
    lock.board.cardReader.setBusStuck(true);
    lock.board.run(3 * second);
    assert.ok(lock.opens(masterPin));
    lock.assertSound();
  });

  test("takes little of a turn", () => {
    const lock = newLock({ cardReader: true });
    lock.board.run(second);
    lock.board.meter.reset();
    lock.board.holdCard(uid);
    lock.board.run(5 * second);
    for (const { name, longestUnits, longestBlockedMs } of Object.values(lock.board.turns)) {
      assert.ok(longestBlockedMs < 6, `${name} waits ${longestBlockedMs} ms`);
      assert.ok(longestUnits < 10_000, `${name} takes ${longestUnits} units`);
    }
  });
});
