// SPDX-License-Identifier: Apache-2.0
/** The audit log at power-up, and what stands in its place when there can be none. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import type { AuditStore, KeyedHash } from "../../lock/parts";
import { openAuditLog } from "../../storage/open-audit-log";
import { KeyValueRecords } from "../../storage/records";
import { entry } from "../fixtures/audit-log";
import { StorageBoard } from "../fixtures/storage-board";

const keyedHash: KeyedHash = { mac: (message) => new Uint8Array(16).fill(message[0] ?? 0) };

function open(board: StorageBoard, hash: KeyedHash | undefined, path = "audit"): AuditStore {
  const records = new KeyValueRecords({ keyValue: board.keyValueModule, path: "latchkey" });
  return openAuditLog({ flash: board.flashModule, path, records, keyedHash: hash, boot: 1 });
}

function assertTakesNothing(log: AuditStore): void {
  assert.throws(() => log.append(entry(1)), /there is no log/);
  assert.equal(log.next, 1);
  assert.equal(log.read(1), undefined);
  assert.equal(log.slice(), false);
  assert.equal(log.chain, "broken");
}

describe("openAuditLog", () => {
  test("opens the ring when there is a key and a partition", () => {
    const log = open(new StorageBoard(), keyedHash);
    log.append(entry(1));
    assert.equal(log.next, 2);
    assert.notEqual(log.chain, "broken");
  });

  test("takes no entry without a device key, and does not touch the flash", () => {
    const board = new StorageBoard();
    const operations = board.operations;
    assertTakesNothing(open(board, undefined));
    assert.equal(board.operations, operations);
  });

  test("takes no entry when there is no such partition, instead of stopping the lock", () => {
    assertTakesNothing(open(new StorageBoard(), keyedHash, "elsewhere"));
  });
});
