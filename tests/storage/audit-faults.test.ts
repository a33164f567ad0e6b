// SPDX-License-Identifier: Apache-2.0
/** Flash that refuses, wears out or holds something else; records that fail. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eraseAuditLog } from "../../storage/audit-head";
import { AuditRing } from "../../storage/audit-ring";
import { KeyValueRecords } from "../../storage/records";
import { StorageError } from "../../storage/storage-error";
import { assertHoldsItsEntries, entry, fill, settle, startLog } from "../fixtures/audit-log";
import { StorageBoard } from "../fixtures/storage-board";

const sectorCount = 5;

function assertIntactAfterPowerUp(board: StorageBoard, next: number): void {
  const log = startLog(board, 9);
  settle(log);
  assert.equal(log.chain, "intact");
  assert.equal(log.next, next);
  assertHoldsItsEntries(log);
}

describe("audit ring on bad flash", () => {
  for (const slices of [true, false]) {
    const how = slices ? "with" : "without";
    test(`a worn sector whose erase fails is left out, and the log goes on, ${how} time for slices`, () => {
      const board = new StorageBoard({ sectorCount });
      board.eraseFails.add(2);
      const log = startLog(board);
      for (let count = 0; count < 2_000; count++) {
        log.append(entry(log.next));
        if (slices) log.slice();
      }
      assert.ok(log.failures > 0);
      assertHoldsItsEntries(log);
      assertIntactAfterPowerUp(board, 2_001);
    });

    test(`a sector that wears out late, with entries in it, is left out, ${how} time for slices`, () => {
      const board = new StorageBoard({ sectorCount });
      const log = startLog(board);
      for (let count = 0; count < 2_000; count++) {
        if (count === 1_000) board.eraseFails.add(3);
        log.append(entry(log.next));
        if (slices) log.slice();
      }
      assertHoldsItsEntries(log);
      assertIntactAfterPowerUp(board, 2_001);
    });
  }

  test("a sector that cannot be written is left for the next one, and no entry is lost", () => {
    const board = new StorageBoard({ sectorCount });
    const log = startLog(board);
    fill(log, 150);
    board.writeFails.add(1);
    fill(log, 400);
    assertHoldsItsEntries(log);
    assertIntactAfterPowerUp(board, 551);
  });

  test("one slot that cannot be written is left out", () => {
    const board = new StorageBoard({ sectorCount });
    const log = startLog(board);
    fill(log, 10);
    // Slot 11 has a bit that an erase did not bring back.
    board.flash.bytes[11 * 32 + 5] = 0;
    fill(log, 10);
    assertHoldsItsEntries(log);
    assertIntactAfterPowerUp(board, 21);
  });

  test("a sector in which no entry can be written is left, and does not come between the others", () => {
    const board = new StorageBoard({ sectorCount });
    const log = startLog(board);
    fill(log, 127);
    const walking = startLog(board, 2);
    for (let slices = 0; slices < 34; slices++) walking.slice();
    // Its header could: the sector after it is prepared, then two of its slots go bad.
    for (const slot of [1, 2]) board.flash.bytes[4096 + slot * 32] = 0;
    fill(walking, 1);
    assert.notEqual(board.flash.bytes[4096 + 6], 0xff, "the bad sector was not tried");
    assert.notEqual(board.flash.bytes[2 * 4096 + 32], 0xff, "the next one was not used");
    fill(walking, 200);
    settle(walking);
    assert.equal(walking.chain, "intact");
    assertHoldsItsEntries(walking);
    assertIntactAfterPowerUp(board, 329);
  });

  test("a write that arrives although flash says no is not an entry twice", () => {
    const board = new StorageBoard({ sectorCount });
    const log = startLog(board);
    fill(log, 10);
    const program = board.flash.program.bind(board.flash);
    let refusals = 1;
    board.flash.program = (address, data, block) => {
      program(address, data, block);
      if (refusals-- > 0) throw new Error("write failed");
    };
    fill(log, 10);
    assertHoldsItsEntries(log);
    assertIntactAfterPowerUp(board, 21);
  });

  test("a sector that takes nothing and says nothing is noticed", () => {
    const board = new StorageBoard({ sectorCount });
    const log = startLog(board);
    fill(log, 130);
    const program = board.flash.program.bind(board.flash);
    const erase = board.flash.erase.bind(board.flash);
    board.flash.program = (address, data, block) => {
      if (Math.floor(address / 4096) !== 1) program(address, data, block);
    };
    board.flash.erase = (first, end, block) => {
      if (first !== 1) erase(first, end, block);
    };
    fill(log, 10);
    assertHoldsItsEntries(log);
    fill(log, 1_490);
    assertHoldsItsEntries(log);
    assertIntactAfterPowerUp(board, 1_631);
  });

  test("when nothing can be written append throws, and the log is as it was once flash is back", () => {
    const board = new StorageBoard({ sectorCount });
    const log = startLog(board);
    fill(log, 200);
    for (let sector = 0; sector < sectorCount; sector++) {
      board.writeFails.add(sector);
      board.eraseFails.add(sector);
    }
    for (let count = 0; count < 5; count++) assert.throws(() => log.append(entry(201)), StorageError);
    // The slices give up rather than spin.
    assert.ok(settle(log) < 100);
    assert.equal(log.next, 201);
    board.writeFails.clear();
    board.eraseFails.clear();
    const { first } = log;
    assert.ok(first <= 201);
    fill(log, 200);
    assertHoldsItsEntries(log);
    assertIntactAfterPowerUp(board, 401);
  });

  test("when no sector takes a header the slices give up, and the log goes on once one does", () => {
    const board = new StorageBoard({ sectorCount });
    const log = startLog(board);
    fill(log, 126);
    const program = board.flash.program.bind(board.flash);
    board.flash.program = (address, data, block) => {
      if (address % 4096 !== 4) program(address, data, block);
    };
    log.append(entry(127));
    const erases = board.flash.eraseCounts.reduce((sum, count) => sum + count, 0);
    assert.ok(settle(log) < 100);
    assert.ok(board.flash.eraseCounts.reduce((sum, count) => sum + count, 0) - erases <= sectorCount);
    assertHoldsItsEntries(log);
    board.flash.program = program;
    fill(log, 200);
    assertHoldsItsEntries(log);
    assertIntactAfterPowerUp(board, 328);
  });

  test("a partition that cannot be read is not written to", () => {
    const board = new StorageBoard({ sectorCount });
    fill(startLog(board), 20);
    board.readsFail = true;
    const { operations, opened } = board;
    assert.throws(() => startLog(board, 2), StorageError);
    assert.equal(board.operations, operations);
    assert.equal(board.opened, opened, "what was opened is closed again");
    board.readsFail = false;
    assertIntactAfterPowerUp(board, 21);
  });

  test("reading while flash does not answer gives nothing, and the entry again afterwards", () => {
    const board = new StorageBoard({ sectorCount });
    const log = startLog(board);
    fill(log, 3);
    board.readsFail = true;
    assert.equal(log.read(2), undefined);
    board.readsFail = false;
    assert.equal(log.read(2)?.sequence, 2);
  });

  test("a partition that does not exist or is too small is refused", () => {
    const board = new StorageBoard({ sectorCount: 3 });
    assert.throws(() => startLog(board), StorageError);
    assert.equal(board.opened, 0);
    const records = new KeyValueRecords({ keyValue: board.keyValueModule, path: "latchkey" });
    const keyedHash = { mac: () => new Uint8Array(16) };
    const options = { flash: board.flashModule, path: "nothing", records, keyedHash, boot: 1 };
    assert.throws(() => new AuditRing(options), StorageError);
  });

  test("failing records do not stop the log", () => {
    const board = new StorageBoard({ sectorCount });
    const log = startLog(board);
    fill(log, 5);
    board.recordsFail = true;
    fill(log, 100);
    assert.equal(log.next, 106);
    assert.ok(log.failures > 0);
    board.recordsFail = false;
    fill(log, 1);
    assertIntactAfterPowerUp(board, 107);
  });

  test("a partition full of something else is taken into use, and what it held is erased in the slices", () => {
    const board = new StorageBoard({ sectorCount });
    board.flash.bytes.fill(0x5a);
    const log = startLog(board);
    assert.equal(log.next, 1);
    settle(log);
    assert.equal(log.chain, "intact");
    fill(log, 10);
    assert.ok(!board.flash.bytes.subarray(0, sectorCount * 4096).includes(0x5a));
    assertIntactAfterPowerUp(board, 11);
  });

  test("after a factory reset the log begins at 1, and the slices erase the old entries, also over a power cut", () => {
    const board = new StorageBoard({ sectorCount });
    fill(startLog(board), 500);
    const newKey = 16_180;
    eraseAuditLog(new KeyValueRecords({ keyValue: board.keyValueModule, path: "latchkey" }));
    const log = startLog(board, 2, newKey);
    assert.equal(log.next, 1);
    log.append(entry(1));
    const oldEntry = (sector: number): boolean => board.flash.bytes[sector * 4096 + 40 * 32] !== 0xff;
    assert.ok(oldEntry(1) && oldEntry(2));
    const again = startLog(board, 3, newKey);
    settle(again);
    assert.equal(again.chain, "intact");
    assert.equal(again.next, 2);
    for (let sector = 0; sector < sectorCount; sector++) assert.ok(!oldEntry(sector), `sector ${sector}`);
  });
});
