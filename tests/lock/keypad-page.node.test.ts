// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { rowLengthMax } from "../../lock/pin-row";
import { keypadPage } from "../fixtures/keypad-page";

const page = readFileSync("docs/keypad.md", "utf8");
const [menu = "", rest = ""] = page.split("\n---\n");

describe("docs/keypad.md", () => {
  test("has the lines that tests/scenarios/keypad-menu.test.ts plays, and no others", () => {
    const lines = [...menu.matchAll(/^\| (.*?) \| .* \|$/gm)].map(([, keys]) => keys);
    assert.deepEqual(lines.slice(2), Object.values(keypadPage));
  });

  test("fits on one printed page up to the line across it", () => {
    assert.ok(menu.split("\n").length < 40);
  });

  test("has the arithmetic of rows right", () => {
    const lines = [...rest.matchAll(/^\| (\d+) \| (\d+) \| (\d+) \| (\S+) \|$/gm)].map(([, ...cells]) => cells.map(Number));
    assert.deepEqual(lines.map(([length]) => length), [7, 8, 9, 10]);
    for (const [length = 0, longest = 0, places, chance] of lines) {
      const mostPlaces = Math.min(rowLengthMax - length + 1, 10 ** (length - 6));
      assert.deepEqual([longest, places], [length + mostPlaces - 1, mostPlaces]);
      assert.equal(chance, Number((mostPlaces * 10 ** -length).toPrecision(2)));
    }
  });
});
