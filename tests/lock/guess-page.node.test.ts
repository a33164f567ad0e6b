// SPDX-License-Identifier: Apache-2.0
/** Prints the table of guesses in docs/access.md, and holds the page to it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { guessers, guessesByDay } from "../fixtures/guessers";

test("docs/access.md has the guesses that were judged, as they are", () => {
  const groups = new Map<string, string[]>();
  for (const [name, guesser] of Object.entries(guessers)) {
    const figures = guessesByDay(guesser, 3).join(" | ");
    groups.set(figures, [...(groups.get(figures) ?? []), name]);
  }
  const table = [...groups].map(([figures, names]) => `| ${figures} | ${names.join("; ")} |\n`).join("");
  console.log(table);
  assert.ok(readFileSync("docs/access.md", "utf8").includes(table), "docs/access.md has another table");
});
