// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board as devkit } from "../../boards/esp32-devkit";
import type { VirtualBoard } from "../../host/board/virtual-board";
import { bareBoard } from "../fixtures/bare-board";

/** Scans every 10 ms as a driver would; `keys()` is what the last scan saw. */
function scanner(drives: "openDrain" | "pushPull" = "openDrain"): { board: VirtualBoard; keys(): string } {
  const { rowPins, columnPins, keys } = devkit.keypad;
  let seen = "";
  const board = bareBoard(({ Digital, Timer }) => {
    const rows = rowPins.map((pin) => new Digital({ pin, mode: Digital.InputPullUp }));
    const mode = drives === "openDrain" ? Digital.OutputOpenDrain : Digital.Output;
    const columns = columnPins.map((pin) => new Digital({ pin, mode, initialValue: 1 }));
    Timer.repeat(() => {
      seen = "";
      columns.forEach((column, columnIndex) => {
        column.write(0);
        rows.forEach((row, rowIndex) => {
          if (row.read() === 0) seen += keys[rowIndex]?.[columnIndex] ?? "?";
        });
        column.write(1);
      });
    }, 10);
  });
  return {
    board,
    keys: () => {
      board.run(20);
      return seen;
    },
  };
}

describe("keypad matrix", () => {
  test("shows exactly the key that is down, for every key", () => {
    const { board, keys } = scanner();
    assert.equal(keys(), "");
    for (const key of "123456789*0#") {
      board.holdKey(key);
      assert.equal(keys(), key);
      board.releaseKey(key);
      assert.equal(keys(), "");
    }
  });

  test("shows two keys as they are, and a ghost at the fourth corner of three", () => {
    const { board, keys } = scanner();
    for (const key of "19") board.holdKey(key);
    assert.equal(keys(), "19");
    board.holdKey("3");
    assert.equal(keys(), "1739");
    board.releaseKey("9");
    assert.equal(keys(), "13");
  });

  test("makes a ghost over a long way round too", () => {
    const { board, keys } = scanner();
    // 1-2 join two columns, 2-5 two rows, 5-6 the third column: 3 and 4 appear.
    for (const key of "1256") board.holdKey(key);
    assert.equal(keys(), "142536");
  });

  test("press() goes down and up again by itself", () => {
    const { board, keys } = scanner();
    board.press("7", 100);
    assert.equal(keys(), "7");
    board.run(40);
    assert.equal(keys(), "7");
    board.run(40);
    assert.equal(keys(), "");
    assert.throws(() => board.press("A"), /no key "A"/);
  });

  test("counts short circuits of driven columns, which open-drain outputs cannot have", () => {
    for (const [drives, shorts] of [
      ["openDrain", false],
      ["pushPull", true],
    ] as const) {
      const { board } = scanner(drives);
      for (const key of "12") board.holdKey(key);
      board.run(100);
      assert.equal(board.world.keypad.shorts > 0, shorts, drives);
    }
  });

  test("a row that stays low gives no further edges while other columns change", () => {
    let edges = 0;
    const board = bareBoard(({ Digital, Timer }) => {
      const [first = 0, second = 0] = devkit.keypad.columnPins;
      new Digital({ pin: first, mode: Digital.OutputOpenDrain });
      const other = new Digital({ pin: second, mode: Digital.OutputOpenDrain });
      const pin = devkit.keypad.rowPins[0] ?? 0;
      const edge = Digital.Rising | Digital.Falling;
      new Digital({ pin, mode: Digital.InputPullUp, edge, onReadable: () => (edges += 1) });
      let level = 0;
      Timer.repeat(() => other.write((level ^= 1)), 10);
    });
    board.holdKey("1");
    board.run(20);
    const pressed = edges;
    assert.ok(pressed > 0);
    board.run(1000);
    assert.equal(edges, pressed);
  });

  test("noise closes contacts for a moment, and stops when told", () => {
    let edges = 0;
    const board = bareBoard(({ Digital }) => {
      const { rowPins, columnPins } = devkit.keypad;
      for (const pin of columnPins) new Digital({ pin, mode: Digital.OutputOpenDrain });
      const edge = Digital.Falling;
      for (const pin of rowPins) new Digital({ pin, mode: Digital.InputPullUp, edge, onReadable: () => (edges += 1) });
    });
    board.run(1000);
    assert.equal(edges, 0);
    board.setKeypadNoise(20);
    board.run(10_000);
    assert.ok(edges > 100, `${edges} edges`);
    board.setKeypadNoise(0);
    board.run(100);
    const before = edges;
    board.run(10_000);
    assert.equal(edges, before);
  });
});
