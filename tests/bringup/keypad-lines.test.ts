// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import type { WiringFault } from "../../host/board/wiring-faults";
import { newBringup, type BringupBoard, type Fields } from "../fixtures/bringup-board";

const second = 1_000;

function watching(wiring: readonly WiringFault[] = []): BringupBoard {
  const bringup = newBringup({ wiring });
  bringup.command("WatchKeypad", { Mode: "Lines" });
  bringup.board.run(200);
  return bringup;
}

/** What is told while this key is held. */
function held(bringup: BringupBoard, key: string): Fields {
  const before = bringup.events("Lines").length;
  bringup.board.press(key, 300);
  bringup.board.run(200);
  const [told] = bringup.events("Lines").slice(before);
  bringup.board.run(second);
  assert.ok(told, `nothing told of ${key}`);
  return told;
}

describe("the lines of a keypad", () => {
  test("are told once at the start, and again when something changes", () => {
    const bringup = watching();
    assert.deepEqual(bringup.events("Lines"), [{ Event: "Lines", Pairs: [], Ground: [], BounceUs: 0 }]);
    bringup.board.run(2 * second);
    assert.equal(bringup.events("Lines").length, 1);
  });

  test("show for each key its row and its column, connected, and how it bounced", () => {
    const bringup = watching();
    const keys = ["123", "456", "789", "*0#"];
    let bounced = 0;
    keys.forEach((row, at) => {
      [...row].forEach((key, column) => {
        const { Pairs, Ground, BounceUs } = held(bringup, key);
        assert.deepEqual([Pairs, Ground], [[[at, 4 + column]], []], key);
        assert.ok((BounceUs as number) <= 7_000, `${BounceUs as number} us`);
        bounced = Math.max(bounced, BounceUs as number);
      });
    });
    assert.ok(bounced > 1_000, `${bounced} us`);
    bringup.assertSound();
  });

  test("show a short between any two, an open one, one that is on another's pin, and a key that is stuck", () => {
    assert.deepEqual(watching([{ id: "keypadLinesShorted", lines: [0, 2] }]).events("Lines").at(-1)!.Pairs, [[0, 2]]);
    assert.deepEqual(watching([{ id: "keypadLinesShorted", lines: [5, 6] }]).events("Lines").at(-1)!.Pairs, [[5, 6]]);
    assert.deepEqual(watching([{ id: "keypadKeyStuck", key: "5" }]).events("Lines").at(-1)!.Pairs, [[1, 5]]);
    const open = watching([{ id: "keypadLineOpen", line: 1 }]);
    open.board.press("5", 300);
    open.board.run(second);
    assert.equal(open.events("Lines").length, 1);
    assert.deepEqual(held(watching(["rowColumnSwapped"]), "8").Pairs, [[2, 5]]);
    assert.deepEqual(held(watching(["rowsSwapped"]), "1").Pairs, [[1, 4]]);
  });

  test("hide nothing that three keys at once show", () => {
    const bringup = watching();
    for (const key of "124") bringup.board.holdKey(key);
    bringup.board.run(200);
    const pairs = bringup.events("Lines").at(-1)!.Pairs as number[][];
    for (const pair of [[0, 4], [0, 5], [1, 4], [1, 5]]) assert.ok(pairs.some((each) => each.join() === pair.join()), pair.join());
  });

  test("are watched by nobody when they are off, and by the lock's driver again when keys are asked for", () => {
    const bringup = newBringup();
    bringup.board.press("7");
    bringup.board.run(second);
    assert.deepEqual(bringup.events("Key"), [{ Event: "Key", Key: "7" }]);
    for (const mode of ["Lines", "Off", "Lines", "Keys"]) bringup.command("WatchKeypad", { Mode: mode });
    bringup.board.press("9");
    bringup.board.run(second);
    assert.deepEqual(bringup.events("Key").map(({ Key }) => Key), ["7", "9"]);
    bringup.command("WatchKeypad", { Mode: "Off" });
    bringup.board.press("1");
    bringup.board.run(second);
    assert.equal(bringup.events("Key").length, 2);
    assert.equal(bringup.refused("WatchKeypad", { Mode: "keys" }), "CONSTRAINT_ERROR");
    bringup.assertSound();
  });

  test("tell of a key that is held too long, as the lock does", () => {
    const bringup = newBringup();
    bringup.board.holdKey("#");
    bringup.board.run(11 * second);
    assert.deepEqual(bringup.events("KeyStuck"), [{ Event: "KeyStuck", Key: "#" }]);
  });
});
