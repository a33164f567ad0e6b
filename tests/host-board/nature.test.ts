// SPDX-License-Identifier: Apache-2.0
/** Faults of nature that can be switched on while a lock lives: each shows, and is gone when it is switched off. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { VirtualBoard } from "../../host/board/virtual-board";
import { bareBoard } from "../fixtures/bare-board";


const buttonPin = 0;
const doorPin = 4;
const tamperPin = 15;
const rowPin = 32;
const columnPin = 27;

describe("worn contacts", () => {
  /** Longest time from a change to its last edge on the pin, over many changes. */
  function longestBounceMs(pin: number, change: (board: VirtualBoard, on: boolean) => unknown, bounceMs?: number): number {
    let edgeMs = 0;
    const board = bareBoard(({ Digital }) => {
      new Digital({ pin: columnPin, mode: Digital.Output });
      new Digital({ pin, mode: Digital.InputPullUp, edge: Digital.Rising | Digital.Falling, onReadable: () => (edgeMs = board.nowMs) });
    });
    if (bounceMs !== undefined) board.nature.setBounce(bounceMs);
    let longestMs = 0;
    for (let changes = 0; changes < 60; changes++) {
      const startMs = board.nowMs;
      change(board, changes % 2 === 0);
      board.run(250);
      longestMs = Math.max(longestMs, edgeMs - startMs);
    }
    return longestMs;
  }

  const parts: Record<string, [number, (board: VirtualBoard, on: boolean) => unknown]> = {
    button: [buttonPin, (board, on) => board.setButton(on)],
    door: [doorPin, (board, on) => (on ? board.openDoor() : board.closeDoor())],
    cover: [tamperPin, (board, on) => board.setCover(!on)],
    key: [rowPin, (board, on) => (on ? board.holdKey("1") : board.releaseKey("1"))],
  };

  for (const [name, [pin, change]] of Object.entries(parts)) {
    test(`bounce longer, but not longer than was said: ${name}`, () => {
      const wornMs = longestBounceMs(pin, change, 40);
      assert.ok(wornMs > 30 && wornMs <= 40, `${wornMs} ms`);
    });
  }

  test("bounce for up to 6 ms as new, and not at all if they are perfect", () => {
    const [pin, change] = parts.button!;
    const newMs = longestBounceMs(pin, change);
    assert.ok(newMs > 4 && newMs <= 6, `${newMs} ms`);
    assert.equal(longestBounceMs(pin, change, 0), 0);
  });

  test("refuse nonsense", () => {
    const board = bareBoard(() => {});
    for (const ms of [-1, 201, NaN]) assert.throws(() => board.nature.setBounce(ms), RangeError);
  });
});
