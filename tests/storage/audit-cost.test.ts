// SPDX-License-Identifier: Apache-2.0
/** What the audit log costs: XS compute units (all 0 on Node) with the real keyed hash, and wear of the flash. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Digest, KeyedHash } from "../../crypto/keyed-hash";
import { swapMeter } from "../../host/board/engine";
import { AuditRing } from "../../storage/audit-ring";
import type { FlashModule } from "../../storage/embedded-storage";
import { KeyValueRecords } from "../../storage/records";
import type { StoredAuditEntry } from "../../lock/parts";
import { frameBytes } from "../../storage/audit-format";
import { entry, fill, startLog } from "../fixtures/audit-log";
import { StorageBoard } from "../fixtures/storage-board";

/** A digest whose work is not counted but for a fixed charge, as C code on the chip: our own code is measured. */
class FreeDigest implements Digest {
  #state = 0;

  write(data: Uint8Array): void {
    native(20, () => {
      for (const byte of data) this.#state = Math.imul(this.#state ^ byte, 0x0100_0193);
    });
  }

  close(): ArrayBuffer {
    return native(60, () => new Int32Array(16).fill(this.#state).buffer);
  }
}

/** Work that is native on the chip: it counts as a fixed charge. */
function native<Result>(units: number, work: () => Result): Result {
  const before = swapMeter(0, 0);
  try {
    return work();
  } finally {
    swapMeter(0, before + units);
  }
}

function freeFlash(module: FlashModule): FlashModule {
  return {
    open: (options) => {
      const partition = module.open(options);
      return {
        read: (buffer, byteOffset) => native(40, () => partition.read(buffer, byteOffset)),
        write: (buffer, byteOffset) => native(40, () => partition.write(buffer, byteOffset)),
        eraseBlock: (start, end) => native(40, () => partition.eraseBlock(start, end)),
        status: () => partition.status(),
        close: () => partition.close(),
      };
    },
  };
}

function startMeasured(board: StorageBoard, flash = freeFlash(board.flashModule)): AuditRing {
  const records = new KeyValueRecords({ keyValue: board.keyValueModule, path: "latchkey" });
  const keyedHash = new KeyedHash({ Digest: FreeDigest, key: new Uint8Array([1, 2, 3]) });
  return new AuditRing({ flash, path: "audit", records, keyedHash, boot: 1 });
}

function unitsOf(work: () => void): number {
  swapMeter(0, 0);
  work();
  return swapMeter(0, 0);
}

describe("cost of the audit log", () => {
  test("an append, a slice and a power-up stay within their units", () => {
    const board = new StorageBoard();
    let log = startMeasured(board);
    let longestAppend = 0;
    // Once round the ring, so that every sector has a header to be looked at.
    for (let count = 0; count < 32 * 127; count++) {
      longestAppend = Math.max(longestAppend, unitsOf(() => log.append(entry(log.next))));
      log.slice();
    }
    const powerUp = unitsOf(() => (log = startMeasured(board)));
    let longestSlice = 0;
    let more = true;
    while (more) longestSlice = Math.max(longestSlice, unitsOf(() => (more = log.slice())));
    assert.equal(log.chain, "intact");
    assert.ok(longestAppend < 12_000, `${longestAppend} units for an append`);
    assert.ok(longestSlice < 20_000, `${longestSlice} units for a slice`);
    assert.ok(powerUp < 150_000, `${powerUp} units for a power-up`);
  });

  test("an entry behind a hundred torn slots, as power cuts leave them, is read for little more than another", () => {
    const board = new StorageBoard();
    fill(startMeasured(board), 3);
    const torn = 100;
    board.flash.bytes.fill(0x5a, 4 * frameBytes, (4 + torn) * frameBytes);
    const log = startMeasured(board);
    for (let count = 0; count < 5; count++) log.append(entry(log.next));
    for (const sequence of [4, 8]) {
      let read;
      const units = unitsOf(() => (read = log.read(sequence)));
      assert.equal((read as StoredAuditEntry | undefined)?.sequence, sequence);
      assert.ok(units < 6_000, `${units} units for entry ${sequence}`);
    }
    const units = unitsOf(() => log.read(3));
    assert.ok(units < 3_000, `${units} units for one before them`);
  });

  test("power-up reads each sector once and the newest one from its end, whatever the partition holds", () => {
    for (const filling of [0xff, 0x00, 0x5a]) {
      const board = new StorageBoard();
      board.flash.bytes.fill(filling);
      assert.ok(readsOf(board) <= 33 + 1, `filled with ${filling}`);
    }
    const board = new StorageBoard();
    fill(startLog(board), 32 * 127);
    assert.ok(readsOf(board) <= 33 + 8 + 4);
  });

  test("forty days at 200 events a day wear all sectors alike, and ten years cost each below 1 % of its erases", () => {
    const board = new StorageBoard();
    const eventsPerDay = 200;
    const days = 40;
    let recordWrites = 0;
    for (let day = 0; day < days; day++) {
      const log = startLog(board, day);
      for (let event = 0; event < eventsPerDay; event++) {
        log.append(entry(log.next));
        const before = board.operations;
        log.slice();
        recordWrites += board.operations > before ? 1 : 0;
      }
    }
    const counts = board.flash.eraseCounts;
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join(" "));
    const sectorsFilled = Math.ceil((days * eventsPerDay) / 127);
    assert.equal(counts.reduce((sum, count) => sum + count, 0), sectorsFilled + 1);
    const tenYears = (365.25 * 10) / days;
    assert.ok(Math.max(...counts) * tenYears < 1_000);
    // The head record: at most one NVS write an entry, of 3 NVS entries in pages of 126; five pages take turns.
    assert.ok(recordWrites <= days * eventsPerDay);
    assert.ok((recordWrites * tenYears * 3) / 126 / 5 < 4_000);
  });
});

function readsOf(board: StorageBoard): number {
  let reads = 0;
  const counting: FlashModule = {
    open: (options) => {
      const partition = board.flashModule.open(options);
      const read = (buffer: Uint8Array, byteOffset: number): unknown => {
        reads++;
        return partition.read(buffer, byteOffset);
      };
      return { ...partition, read };
    },
  };
  startMeasured(board, counting);
  return reads;
}
