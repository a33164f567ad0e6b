// SPDX-License-Identifier: Apache-2.0
/** Someone without the key changes the log while the power is off. The head record covers everything here. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setCheck } from "../../storage/audit-format";
import type { AuditRing } from "../../storage/audit-ring";
import { entry, fill, settle, startLog } from "../fixtures/audit-log";
import { StorageBoard, type StorageImage } from "../fixtures/storage-board";

const sectorCount = 4;
const slotBytes = 32;
const sectorBytes = 4096;

/** Two and a half sectors. */
function filled(): StorageImage {
  const board = new StorageBoard({ sectorCount });
  const log = startLog(board);
  settle(log);
  fill(log, 2 * 127 + 60);
  return board.image;
}

const image = filled();
const newest = 2 * 127 + 60;

function slotOf(sequence: number): number {
  const sector = Math.floor((sequence - 1) / 127);
  return sector * sectorBytes + slotBytes + ((sequence - 1) % 127) * slotBytes;
}

/** What the log says about itself after someone had the flash in hand. */
function after(change: (bytes: Uint8Array) => void): AuditRing {
  const board = new StorageBoard({ sectorCount, image });
  change(board.flash.bytes);
  const log = startLog(board, 2);
  settle(log);
  return log;
}

/** An entry as someone without the key would write it: everything right but the MAC. */
function forge(bytes: Uint8Array, sequence: number, field: number): void {
  const frame = bytes.subarray(slotOf(sequence), slotOf(sequence) + slotBytes);
  frame[field]! ^= 1;
  setCheck(frame);
}

describe("audit log in other hands", () => {
  test("the untouched log is intact", () => {
    const log = after(() => {});
    assert.equal(log.chain, "intact");
    assert.equal(log.brokenAt, 0);
    assert.equal(log.next, newest + 1);
  });

  for (const sequence of [1, 127, 128, 200, newest]) {
    test(`a flip of any byte of entry ${sequence} is detected, and at the right place`, () => {
      for (let byte = 0; byte < slotBytes; byte++) {
        const log = after((bytes) => (bytes[slotOf(sequence) + byte]! ^= 1 << byte % 8));
        assert.equal(log.chain, "broken", `byte ${byte}`);
        assert.equal(log.brokenAt, sequence, `byte ${byte}`);
      }
    });

    test(`a forged content of entry ${sequence} with a right check is detected`, () => {
      for (let field = 0; field < 30; field++) {
        assert.equal(after((bytes) => forge(bytes, sequence, field)).chain, "broken", `byte ${field}`);
      }
    });

    test(`removing entry ${sequence} is detected, by erasing it, by zeros and by closing the gap`, () => {
      assert.equal(after((bytes) => bytes.fill(0xff, slotOf(sequence), slotOf(sequence) + slotBytes)).chain, "broken");
      assert.equal(after((bytes) => bytes.fill(0, slotOf(sequence), slotOf(sequence) + slotBytes)).chain, "broken");
      const sectorEnd = (Math.floor(slotOf(sequence) / sectorBytes) + 1) * sectorBytes;
      const closed = after((bytes) => {
        bytes.copyWithin(slotOf(sequence), slotOf(sequence) + slotBytes, sectorEnd);
        bytes.fill(0xff, sectorEnd - slotBytes, sectorEnd);
      });
      assert.equal(closed.chain, "broken");
    });
  }

  test("exchanging two entries is detected", () => {
    for (const [one, other] of [[1, 2], [50, 60], [10, 200], [127, 128], [newest - 1, newest]] as const) {
      const log = after((bytes) => {
        const kept = bytes.slice(slotOf(one), slotOf(one) + slotBytes);
        bytes.copyWithin(slotOf(one), slotOf(other), slotOf(other) + slotBytes);
        bytes.set(kept, slotOf(other));
      });
      assert.equal(log.chain, "broken", `${one} and ${other}`);
    }
  });

  test("inserting a copy of an entry is detected inside, and is no entry behind the end", () => {
    for (const sequence of [5, 130, newest - 3]) {
      const sectorEnd = (Math.floor(slotOf(sequence) / sectorBytes) + 1) * sectorBytes;
      const start = slotOf(sequence);
      const log = after((bytes) => bytes.copyWithin(start + slotBytes, start, sectorEnd - slotBytes));
      assert.equal(log.chain, "broken", `${sequence}`);
    }
    const behind = after((bytes) => bytes.copyWithin(slotOf(newest) + slotBytes, slotOf(3), slotOf(4)));
    assert.equal(behind.next, newest + 1);
    assert.equal(behind.read(newest + 1), undefined);
  });

  test("a forged entry with a sequence far ahead does not take the log with it", () => {
    const log = after((bytes) => {
      bytes.copyWithin(slotOf(newest) + slotBytes, slotOf(newest), slotOf(newest) + slotBytes);
      const frame = bytes.subarray(slotOf(newest) + slotBytes, slotOf(newest) + 2 * slotBytes);
      frame.fill(0xff, 0, 4);
      frame[0] = 0xfe;
      setCheck(frame);
    });
    assert.equal(log.next, newest + 1);
  });

  test("exchanging two sectors, and a flip of any byte of a header, are detected", () => {
    const exchanged = after((bytes) => {
      const first = bytes.slice(0, sectorBytes);
      bytes.copyWithin(0, sectorBytes, 2 * sectorBytes);
      bytes.set(first, sectorBytes);
    });
    // The order of the log is not the order on the partition, so this changes nothing that anyone could read.
    assert.equal(exchanged.chain, "intact");
    assert.deepEqual(exchanged.read(1)?.value, entry(1).value);
    for (let sector = 0; sector < 3; sector++) {
      for (let byte = 0; byte < slotBytes; byte++) {
        const log = after((bytes) => (bytes[sector * sectorBytes + byte]! ^= 0x10));
        assert.equal(log.chain, "broken", `sector ${sector} byte ${byte}`);
      }
    }
  });

  test("wiping whole sectors is detected: the oldest, one between, the newest, all of them", () => {
    for (const [start, end, brokenAt] of [[0, 1, 1], [1, 2, 128], [2, 3, 255], [0, 2, 1], [0, 4, 1]] as const) {
      const log = after((bytes) => bytes.fill(0xff, start * sectorBytes, end * sectorBytes));
      assert.equal(log.chain, "broken", `${start} to ${end}`);
      assert.equal(log.brokenAt, brokenAt);
      // No sequence is used again, and the log goes on.
      assert.equal(log.next, newest + 1);
      log.append(entry(log.next));
      assert.equal(log.read(newest + 1)?.sequence, newest + 1);
    }
  });

  test("an older copy of a sector put back is detected: of the newest one, and of another", () => {
    const board = new StorageBoard({ sectorCount });
    const log = startLog(board);
    settle(log);
    fill(log, 20);
    const older = board.image.flash.slice(0, sectorBytes);
    for (const count of [10, 200, 300]) {
      fill(log, count);
      const after = new StorageBoard({ sectorCount, image: board.image });
      after.flash.bytes.set(older);
      const again = startLog(after, 2);
      settle(again);
      assert.equal(again.chain, "broken", `after ${count} more`);
    }
  });

  test("what can be read of a damaged log stays readable, also where a header is gone", () => {
    for (const sector of [0, 1, 2]) {
      const log = after((bytes) => bytes.fill(0, sector * sectorBytes, sector * sectorBytes + slotBytes));
      assert.equal(log.chain, "broken");
      for (let sequence = 1; sequence <= newest; sequence++) assert.equal(log.read(sequence)?.sequence, sequence);
      log.append(entry(log.next));
      assert.equal(log.next, newest + 2);
    }
  });

  test("damage to the entry before the newest does not cost the newest", () => {
    const log = after((bytes) => (bytes[slotOf(newest - 1) + 12]! ^= 4));
    assert.equal(log.read(newest)?.sequence, newest);
    assert.equal(log.read(newest - 1), undefined);
    assert.equal(log.next, newest + 1);
    assert.equal(log.brokenAt, newest - 1);
  });

  test("two histories cannot be put together, though each was written under the key", () => {
    const start = new StorageBoard({ sectorCount });
    fill(startLog(start), 20);
    const history = (boot: number, count: number): StorageImage => {
      const board = new StorageBoard({ sectorCount, image: start.image });
      const log = startLog(board, boot);
      settle(log);
      fill(log, count);
      return board.image;
    };
    const [one, other] = [history(2, 150), history(3, 200)];
    const flash = other.flash.slice();
    // The head record of one over the flash of the other; and a sector of one before a sector of the other.
    const headOfOne = startLog(new StorageBoard({ sectorCount, image: { flash, records: one.records } }), 4);
    assert.equal(headOfOne.chain, "broken");
    assert.equal(headOfOne.brokenAt, 170);
    flash.set(one.flash.subarray(0, sectorBytes));
    const mixed = startLog(new StorageBoard({ sectorCount, image: { flash, records: other.records } }), 4);
    settle(mixed);
    assert.equal(mixed.brokenAt, 128);
  });

  test("cutting off the newest entries stays detected over power-ups and after new entries", () => {
    const board = new StorageBoard({ sectorCount, image });
    board.flash.bytes.fill(0xff, slotOf(newest - 4), slotOf(newest) + slotBytes);
    for (let boot = 2; boot < 6; boot++) {
      const log = startLog(board, boot);
      settle(log);
      assert.equal(log.chain, "broken");
      assert.equal(log.brokenAt, newest - 4);
      fill(log, 2);
    }
    assert.equal(startLog(board, 6).next, newest + 9);
  });

  test("an older head record put back is not detected: that is written down", () => {
    const board = new StorageBoard({ sectorCount });
    const log = startLog(board);
    fill(log, 20);
    const older = board.image;
    fill(log, 20);
    const replayed = startLog(new StorageBoard({ sectorCount, image: older }), 2);
    settle(replayed);
    assert.equal(replayed.chain, "intact");
  });

  test("entries after the head record can be cut off unnoticed, but never more than 16", () => {
    for (const count of [15, 16, 17]) {
      const board = new StorageBoard({ sectorCount });
      const log = startLog(board);
      fill(log, 20);
      for (let i = 0; i < count; i++) log.append(entry(log.next));
      board.flash.bytes.fill(0xff, slotOf(21), slotOf(21 + count));
      const again = startLog(board, 2);
      settle(again);
      assert.equal(again.chain, count < 16 ? "intact" : "broken", `${count} entries`);
    }
  });

  test("a deleted or forged head record is detected", () => {
    for (const change of ["deleted", "forged"]) {
      const records = new Map(image.records);
      const head = records.get("audit.head")!.slice();
      head[10]! ^= 1;
      setCheck(head);
      if (change === "deleted") records.delete("audit.head");
      else records.set("audit.head", head);
      const log = startLog(new StorageBoard({ sectorCount, image: { flash: image.flash, records } }), 2);
      assert.equal(log.chain, "broken", change);
      assert.equal(log.next, newest + 1);
    }
  });

  test("under another key the log does not verify", () => {
    const log = startLog(new StorageBoard({ sectorCount, image }), 2, 27_182);
    settle(log);
    // Nothing here was written under this key, so it is a new log, as after a factory reset.
    assert.equal(log.first, 1);
    assert.equal(log.next, 1);
    assert.equal(log.read(1), undefined);
  });
});
