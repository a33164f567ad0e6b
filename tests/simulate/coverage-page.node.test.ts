// SPDX-License-Identifier: Apache-2.0
/** The cells that coverage counts are those of docs/lock-states.md. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cellCount, cellName } from "../../host/simulate/coverage-cells";

test("every cell of docs/lock-states.md is counted, under its own name, and no other", () => {
  let columns: string[] = [];
  const named: string[] = [];
  for (const line of readFileSync("docs/lock-states.md", "utf8").split("\n")) {
    const [first, ...rest] = line.split("|").slice(1, -1).map((text) => text.trim());
    if (first === undefined) columns = [];
    else if (first === "event") columns = rest;
    else if (!first.startsWith("---")) named.push(...columns.map((column) => `${column}: ${first}`));
  }
  const counted = Array.from({ length: cellCount }, (_, cell) => cellName(cell));
  assert.deepEqual(counted.toSorted(), named.toSorted());
});
