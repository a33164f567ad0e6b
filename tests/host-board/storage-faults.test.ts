// SPDX-License-Identifier: Apache-2.0
/** Storage that fails by itself: bits that flip, cells that are stuck, an NVS that somebody else has filled. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Flash } from "../../host/board/flash";
import { Nvs, nvsEntriesMax } from "../../host/board/nvs";
import { Random } from "../../host/board/random";
import { StorageOperations } from "../../host/board/storage-operations";
import { bareBoard } from "../fixtures/bare-board";

const instantly = (): void => {};

function newFlash(sink?: (address: number, bytes: Uint8Array) => void): Flash {
  const operations = new StorageOperations(() => {});
  return new Flash({ operations, random: new Random(1), ...(sink && { sink }) });
}

describe("a bit of stored data", () => {
  test("flips by itself, once, and the file on the computer hears of it", () => {
    const told: string[] = [];
    const flash = newFlash((address, bytes) => told.push(`${address}: ${bytes.join()}`));
    flash.program(100, Uint8Array.of(0x5a), instantly);
    flash.flipBits(100, 0x41);
    assert.equal(flash.bytes[100], 0x1b);
    assert.deepEqual(told, ["100: 90", "100: 27"]);
    assert.deepEqual([flash.bytes[99], flash.bytes[101]], [0xff, 0xff]);
    flash.erase(0, 1, instantly);
    assert.equal(flash.bytes[100], 0xff, "an erase mends it");
  });

  test("that fell to 0 spoils what is programmed there, without a word; one that was programmed is refused", () => {
    const flash = newFlash();
    flash.flipBits(7, 0x01);
    flash.program(7, Uint8Array.of(0x33), instantly);
    assert.equal(flash.bytes[7], 0x32);
    assert.throws(() => flash.program(7, Uint8Array.of(0x77), instantly), /byte 7 is not erased/);
    flash.erase(0, 1, instantly);
    flash.program(7, Uint8Array.of(0x32), instantly);
    assert.throws(() => flash.program(7, Uint8Array.of(0x33), instantly), /byte 7 is not erased/);
  });
});

describe("a cell that is stuck", () => {
  test("at 0 does not erase any more, and is not programmed to anything else", () => {
    const flash = newFlash();
    flash.stickBits(5000, 0x08, 0);
    assert.equal(flash.bytes[5000], 0xf7);
    flash.erase(1, 2, instantly);
    assert.equal(flash.bytes[5000], 0xf7);
    flash.program(5000, Uint8Array.of(0xff), instantly);
    assert.equal(flash.bytes[5000], 0xf7);
  });

  test("at 1 cannot be programmed", () => {
    const flash = newFlash();
    flash.stickBits(5000, 0x80, 1);
    flash.program(4999, Uint8Array.of(0, 0, 0), instantly);
    assert.deepEqual([...flash.bytes.subarray(4999, 5002)], [0, 0x80, 0]);
  });

  test("works again when it is mended, after the next erase", () => {
    const flash = newFlash();
    flash.stickBits(5000, 0x0f, 0);
    flash.stickBits(5000, 0x03, 1);
    assert.equal(flash.bytes[5000], 0xf3);
    flash.stickBits(5000, 0xff, undefined);
    assert.equal(flash.bytes[5000], 0xf3);
    flash.erase(1, 2, instantly);
    flash.program(5000, Uint8Array.of(0xfc), instantly);
    assert.equal(flash.bytes[5000], 0xfc);
    assert.throws(() => flash.stickBits(131_072, 1, 0), /stick failed/);
    assert.throws(() => flash.flipBits(-1, 1), /flip failed/);
  });
});

describe("a full NVS", () => {
  test("refuses every write as the SDK does, also of a shorter value, and reads and deletes as ever", () => {
    const board = bareBoard(({ keyValue, Timer }) => {
      const store = keyValue.open({ path: "d" });
      store.write("k", new Uint8Array(100));
      Timer.set(() => {
        for (const key of ["k", "new"]) assert.throws(() => store.write(key, Uint8Array.of(1)), /NOT_ENOUGH_SPACE/);
        assert.throws(() => keyValue.open({ path: "other" }), /NOT_ENOUGH_SPACE/);
        store.write("k", new Uint8Array(100));
        assert.equal(store.read("k")?.byteLength, 100);
        store.delete("k");
        store.write("k", Uint8Array.of(1));
      }, 10);
      Timer.set(() => store.write("after", new Uint8Array(200)), 30);
    });
    board.nvs.fill(true);
    assert.equal(board.nvs.entriesUsed, nvsEntriesMax);
    board.run(20);
    assert.deepEqual([...board.faults], []);
    board.nvs.fill(false);
    board.run(20);
    assert.deepEqual([...board.faults], []);
    assert.deepEqual([...(board.nvs.open("d", false)?.keys() ?? [])], ["k", "after"]);
  });

  test("is as it was when the stranger has gone", () => {
    const nvs = new Nvs(new StorageOperations(() => {}));
    nvs.open("d", true);
    nvs.write("d", "k", { type: "uint8", value: 1 }, instantly);
    const before = nvs.entriesUsed;
    nvs.fill(true);
    nvs.fill(false);
    assert.equal(nvs.entriesUsed, before);
    nvs.write("d", "k", { type: "uint8", value: 2 }, instantly);
    assert.equal(nvs.read("d", "k")?.value, 2);
  });
});
