// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertHoldsItsEntries, entry, fill, settle, startLog } from "../fixtures/audit-log";
import { StorageBoard } from "../fixtures/storage-board";

describe("audit ring", () => {
  test("gives back what was appended, also after a power-up", () => {
    const board = new StorageBoard();
    const log = startLog(board, 7);
    log.append({ event: 255, source: 10, userIndex: 65_535, value: -2_147_483_648, utcSeconds: 0, uptimeSeconds: 1 });
    const utcSeconds = 4_294_967_295;
    log.append({ event: 1, source: 0, userIndex: 0, value: 2_147_483_647, utcSeconds, uptimeSeconds: 0 });
    for (const running of [log, startLog(board, 8)]) {
      assert.equal(running.first, 1);
      assert.equal(running.next, 3);
      assert.deepEqual(running.read(1), {
        sequence: 1,
        boot: 7,
        event: 255,
        source: 10,
        userIndex: 65_535,
        value: -2_147_483_648,
        utcSeconds: 0,
        uptimeSeconds: 1,
      });
      assert.equal(running.read(2)?.utcSeconds, 4_294_967_295);
      assert.equal(running.read(2)?.value, 2_147_483_647);
      assert.equal(running.read(0), undefined);
      assert.equal(running.read(3), undefined);
    }
  });

  test("an empty log is intact and has nothing to read", () => {
    const log = startLog(new StorageBoard());
    assert.equal(log.chain, "pending");
    settle(log);
    assert.equal(log.chain, "intact");
    assert.equal(log.first, 1);
    assert.equal(log.next, 1);
    assert.equal(log.read(1), undefined);
  });

  test("one append is one flash write when the slices had time before, also where a sector begins", () => {
    const board = new StorageBoard({ sectorCount: 4 });
    const log = startLog(board);
    settle(log);
    for (let sequence = 1; sequence <= 1_000; sequence++) {
      const before = board.operations;
      log.append(entry(sequence));
      assert.equal(board.operations, before + 1, `entry ${sequence}`);
      settle(log);
    }
  });

  test("where a sector begins and the slices had no time since, an append writes its header too, and erases nothing", () => {
    const board = new StorageBoard({ sectorCount: 4 });
    const log = startLog(board);
    fill(log, 126);
    log.append(entry(127));
    const erases = totalErases(board);
    const before = board.operations;
    log.append(entry(128));
    assert.equal(board.operations, before + 2);
    assert.equal(totalErases(board), erases);
  });

  test("goes on when the slices never get time", () => {
    const board = new StorageBoard({ sectorCount: 4 });
    const log = startLog(board);
    for (let sequence = 1; sequence <= 1_000; sequence++) log.append(entry(sequence));
    assertHoldsItsEntries(log);
    const again = startLog(board, 2);
    settle(again);
    assert.equal(again.chain, "intact");
    assertHoldsItsEntries(again);
    assert.equal(again.next, 1_001);
  });

  test("overwrites the oldest sector only, and keeps all but two sectors at least", () => {
    const board = new StorageBoard({ sectorCount: 5 });
    const log = startLog(board);
    settle(log);
    let least = Infinity;
    for (let count = 0; count < 5 * 127 * 3; count++) {
      fill(log, 1);
      if (log.first > 1) least = Math.min(least, log.next - log.first);
    }
    assert.equal(least, 3 * 127);
    assertHoldsItsEntries(log);
  });

  test("keeps at least 2,000 entries on the chip's partition, at every moment", () => {
    const board = new StorageBoard();
    const log = startLog(board);
    settle(log);
    let least = Infinity;
    for (let count = 0; count < 33 * 127; count++) {
      log.append(entry(log.next));
      // Only the slices that erase ahead: the most that is ever missing.
      log.slice();
      if (log.next > 2_000) least = Math.min(least, log.next - log.first);
    }
    assert.ok(least >= 2_000, `only ${least} entries`);
    assert.ok(log.first > 1);
  });

  test("the walk after power-up ends, and does not begin again when its last sector is overwritten", () => {
    const board = new StorageBoard({ sectorCount: 4 });
    fill(startLog(board), 500);
    const log = startLog(board, 2);
    assert.equal(log.chain, "pending");
    assert.ok(settle(log) >= (log.next - log.first) / 4);
    assert.equal(log.chain, "intact");
    for (let count = 0; count < 600; count++) {
      log.append(entry(log.next));
      log.slice();
      assert.equal(log.chain, "intact");
    }
  });

  test("the walk copes with a log that grows and loses its oldest sector meanwhile", () => {
    const board = new StorageBoard({ sectorCount: 4 });
    fill(startLog(board), 4 * 127 + 100);
    for (let head = 0; head < 130; head += 13) {
      const log = startLog(new StorageBoard({ sectorCount: 4, image: board.image }), 2);
      for (let slices = 0; slices < head; slices++) log.slice();
      fill(log, 200);
      settle(log);
      assert.equal(log.chain, "intact", `after ${head} slices`);
      assertHoldsItsEntries(log);
    }
  });

  test("clears the mark of a sector before erasing it, so that half an erase never looks like a whole one", () => {
    const board = new StorageBoard({ sectorCount: 4 });
    const log = startLog(board);
    fill(log, 400);
    let erases = 0;
    const erase = board.flash.erase.bind(board.flash);
    board.flash.erase = (first, end, block) => {
      assert.deepEqual([...board.flash.bytes.subarray(first * 4096, first * 4096 + 4)], [0, 0, 0, 0]);
      erases++;
      erase(first, end, block);
    };
    fill(log, 300);
    assert.ok(erases > 0);
  });

  test("counts power-ups modulo 65,536", () => {
    const log = startLog(new StorageBoard(), 65_537);
    log.append(entry(1));
    assert.equal(log.read(1)?.boot, 1);
  });

  test("refuses values that do not fit, names the field, and appends nothing", () => {
    const board = new StorageBoard();
    const log = startLog(board);
    const before = board.operations;
    assert.throws(() => log.append({ ...entry(1), event: 0 }), /event/);
    assert.throws(() => log.append({ ...entry(1), event: 256 }), /event/);
    assert.throws(() => log.append({ ...entry(1), source: -1 }), /source/);
    assert.throws(() => log.append({ ...entry(1), userIndex: 65_536 }), /userIndex/);
    assert.throws(() => log.append({ ...entry(1), value: 2_147_483_648 }), /value/);
    assert.throws(() => log.append({ ...entry(1), utcSeconds: 0.5 }), /utcSeconds/);
    assert.throws(() => log.append({ ...entry(1), uptimeSeconds: NaN }), /uptimeSeconds/);
    assert.equal(board.operations, before);
    assert.equal(log.next, 1);
  });

  test("close() twice is safe, use after it throws, and the partition can be opened again", () => {
    const board = new StorageBoard();
    const log = startLog(board);
    log.append(entry(1));
    log.close();
    log.close();
    assert.equal(board.opened, 0);
    assert.throws(() => log.append(entry(2)), /audit/);
    assert.equal(startLog(board, 2).next, 2);
  });
});

function totalErases(board: StorageBoard): number {
  return board.flash.eraseCounts.reduce((sum, count) => sum + count, 0);
}
