// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KeyValueRecords } from "../../storage/records";
import { StorageError } from "../../storage/storage-error";
import { StorageBoard } from "../fixtures/storage-board";

function open(board: StorageBoard): KeyValueRecords {
  return new KeyValueRecords({ keyValue: board.keyValueModule, path: "latchkey" });
}

describe("records", () => {
  test("give back what was written, also after a power-up, and nothing for other keys", () => {
    const board = new StorageBoard();
    const records = open(board);
    records.write("user.1", new Uint8Array([1, 2, 255]));
    records.write("fifteen.letters", new Uint8Array([4]));
    for (const running of [records, open(board)]) {
      assert.deepEqual([...running.read("user.1")!], [1, 2, 255]);
      assert.deepEqual([...running.read("fifteen.letters")!], [4]);
      assert.equal(running.read("user.2"), undefined);
    }
  });

  test("write only the bytes of a view, and keep no hold on them", () => {
    const board = new StorageBoard();
    const records = open(board);
    const bytes = new Uint8Array([9, 1, 2, 9]);
    records.write("view", bytes.subarray(1, 3));
    bytes.fill(0);
    assert.deepEqual([...records.read("view")!], [1, 2]);
  });

  test("delete what is there, and do not mind what is not", () => {
    const records = open(new StorageBoard());
    records.write("user.1", new Uint8Array([1]));
    records.delete("user.1");
    records.delete("user.1");
    assert.equal(records.read("user.1"), undefined);
  });

  test("hold the old value or the new one when power is cut in a write, never a mixture", () => {
    for (const [torn, expected] of [[0, 1], [0.49, 1], [0.5, 2], [1, 2]] as const) {
      const board = new StorageBoard();
      const records = open(board);
      records.write("user.1", new Uint8Array(40).fill(1));
      board.cutPowerAt(1, torn);
      assert.throws(() => records.write("user.1", new Uint8Array(40).fill(2)), StorageError);
      board.powerUp();
      assert.deepEqual([...open(board).read("user.1")!], [...new Uint8Array(40).fill(expected)]);
    }
  });

  test("say which record failed and how, and never what it holds", () => {
    const board = new StorageBoard();
    const records = open(board);
    board.recordsFail = true;
    const secret = new Uint8Array([123, 45, 67]);
    for (const [work, what] of [
      [() => records.read("user.1"), "record user.1: read failed"],
      [() => records.write("user.1", secret), "record user.1: write failed"],
      [() => records.delete("user.1"), "record user.1: delete failed"],
    ] as const) {
      try {
        work();
        assert.fail("nothing was thrown");
      } catch (error) {
        assert.ok(error instanceof StorageError);
        assert.equal(error.name, "StorageError");
        assert.equal(error.message, what);
      }
    }
  });

  test("a value of another type is an error, not a value", () => {
    const board = new StorageBoard();
    const records = open(board);
    board.nvs.write("latchkey", "odd", { type: "string", value: "text" }, () => {});
    assert.throws(() => records.read("odd"), StorageError);
  });

  test("refuse keys that NVS would refuse, and values that are not bytes", () => {
    const records = open(new StorageBoard());
    assert.throws(() => records.write("sixteen.letters.", new Uint8Array(1)), RangeError);
    assert.throws(() => records.read(""), RangeError);
    assert.throws(() => records.write("user.1", "1234" as unknown as Uint8Array), TypeError);
  });

  test("close() twice is safe, and use after it throws", () => {
    const records = open(new StorageBoard());
    records.close();
    records.close();
    assert.throws(() => records.read("user.1"), StorageError);
  });

  test("a store that cannot be opened is an error at each use, not before: people must get out", () => {
    const board = new StorageBoard();
    board.cutPowerAt(1, 1);
    assert.throws(() => open(board).write("user.1", new Uint8Array(1)));
    const records = open(board);
    assert.throws(() => records.read("a"), /not open/);
    assert.throws(() => records.write("a", new Uint8Array(1)), /not open/);
    assert.throws(() => records.delete("a"), /not open/);
  });
});
