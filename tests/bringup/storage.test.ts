// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { sectorBytes } from "../../storage/audit-format";
import { newBringup, type BringupBoard } from "../fixtures/bringup-board";
import { lockedLock, newLock, type WholeLockOptions } from "../fixtures/whole-lock";

const second = 1_000;

/** What a lock leaves that was set up, opened and locked. */
function usedLock(): WholeLockOptions {
  const lock = lockedLock();
  assert.ok(lock.opens("914368"));
  lock.lockByButton();
  lock.board.run(10 * second);
  return lock.kept;
}

function recordsOf(bringup: BringupBoard): string {
  const entries = [...(bringup.board.nvs.open("latchkey", true) ?? [])];
  return entries.map(([key, { value }]) => `${key}=${String(value)}`).sort().join("\n");
}

describe("the storage test", () => {
  test("finds records and audit partition good on a board that was never a lock", () => {
    const bringup = newBringup();
    const { Nvs, Audit } = bringup.command("TestStorage");
    assert.deepEqual([Nvs, Audit], ["Ok", "Ok"]);
    assert.ok(bringup.board.flash.bytes.every((byte) => byte === 0xff));
    assert.equal(bringup.board.nvs.open("bringup", true)?.size, 0);
  });

  test("leaves the log and every record of a lock byte for byte as they were", () => {
    const kept = usedLock();
    const bringup = newBringup(kept);
    const records = recordsOf(bringup);
    assert.deepEqual([bringup.command("TestStorage").Audit, bringup.command("TestStorage").Nvs], ["Ok", "Ok"]);
    assert.deepEqual(bringup.board.flash.bytes.slice(), kept.flashImage);
    assert.equal(recordsOf(bringup), records);
    const again = newLock({ ...kept, flashImage: bringup.board.flash.bytes.slice() });
    again.assertSound();
  });

  test("tries no sector when the log fills them all", () => {
    const flashImage = new Uint8Array(32 * sectorBytes).fill(0xff);
    for (let sector = 0; sector < 32; sector++) flashImage[sector * sectorBytes + 2_000] = 0x7f;
    const bringup = newBringup({ flashImage });
    assert.equal(bringup.command("TestStorage").Audit, "NoFreeSector");
    assert.deepEqual(bringup.board.flash.bytes.slice(), flashImage);
    flashImage[2_000] = 0xff;
    assert.equal(newBringup({ flashImage }).command("TestStorage").Audit, "Ok");
  });

  test("sees flash that does not keep what is written, passes by a sector that is not blank, and says when NVS is full", () => {
    const stuckHigh = newBringup();
    stuckHigh.board.flash.stickBits(31 * sectorBytes + 700, 0xff, 1);
    assert.equal(stuckHigh.command("TestStorage").Audit, "ReadBack");
    const worn = newBringup();
    worn.board.flash.stickBits(31 * sectorBytes + 700, 0x10, 0);
    assert.equal(worn.command("TestStorage").Audit, "Ok");
    const full = newBringup();
    full.board.nvs.fill(true);
    assert.equal(full.command("TestStorage").Nvs, "WriteFailed");
  });

  test("is not done while the bolt may move", () => {
    const bringup = newBringup();
    bringup.command("Arm");
    assert.equal(bringup.refused("TestStorage"), "INVALID_IN_STATE");
  });

  test("harms nothing when the power goes at any of its operations: the lock starts with its log and its users", () => {
    const kept = usedLock();
    const whole = newBringup(kept);
    const before = whole.board.operations.count;
    const records = recordsOf(whole);
    whole.command("TestStorage");
    const operations = whole.board.operations.count - before;
    assert.ok(operations > 10, `${operations} operations`);
    for (let operation = 1; operation <= operations; operation++) {
      for (const torn of operation % 3 === 0 ? [0.1, 0.9] : [0.5]) {
        const bringup = newBringup(kept);
        bringup.board.cutPowerAt(bringup.board.operations.count + operation, torn);
        bringup.send("TestStorage");
        bringup.board.run(2 * second);
        assert.notEqual(bringup.board.stopped, undefined, `operation ${operation}`);
        assert.equal(recordsOf(bringup), records);
        const lock = newLock({ ...kept, flashImage: bringup.board.flash.bytes.slice() });
        const first = lock.command("GetLog");
        assert.equal(first.Chain === "Intact" || first.Chain === "Pending", true, `operation ${operation}: ${String(first.Chain)}`);
        lock.assertSound();
        assert.ok(lock.opens("914368"));
      }
    }
  });
});
