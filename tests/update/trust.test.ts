// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { factoryConfig } from "../../host/board/factory-config";
import { KeyValueRecords } from "../../storage/records";
import { firmwareIdentity } from "../../update/firmware-identity";
import { Trust } from "../../update/trust";
import { StorageBoard } from "../fixtures/storage-board";

const keyId = "00112233445566aa";
const raised = { ...firmwareIdentity(factoryConfig, "esp32-devkit"), securityVersion: 7, revokedKeys: [keyId] };

function trustOn(board: StorageBoard): Trust {
  return new Trust(new KeyValueRecords({ keyValue: board.keyValueModule, path: "latchkey" }));
}

describe("what no image may take back", () => {
  test("is there after a power cut", () => {
    const board = new StorageBoard();
    trustOn(board).raise(raised);
    const trust = trustOn(board);
    assert.deepEqual([trust.securityVersion, trust.isRevoked(keyId), trust.isDamaged], [7, true, false]);
  });

  test("is not known while its record cannot be read, which is not the same as nothing", () => {
    const board = new StorageBoard();
    assert.equal(trustOn(board).isDamaged, false);
    trustOn(board).raise(raised);
    board.recordsFail = true;
    assert.equal(trustOn(board).isDamaged, true);
  });
});
