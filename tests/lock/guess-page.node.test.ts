// SPDX-License-Identifier: Apache-2.0
/** Prints the table of guesses in docs/access.md, and holds the page to it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { anything, guessers, guessesByDay } from "../fixtures/guessers";

test("docs/access.md has the guesses that were judged, as they are", () => {
  const seeds = Array.from({ length: 50 }, (_, place) => guessesByDay(anything(place + 1), 3));
  const most = (day: number): number => Math.max(...seeds.map((days) => days[day]!));
  const groups = new Map<string, string[]>();
  const add = (days: number[], name: string): void => {
    const figures = days.join(" | ");
    groups.set(figures, [...(groups.get(figures) ?? []), name]);
  };
  for (const [name, guesser] of Object.entries(guessers)) add(guessesByDay(guesser, 3), name);
  add([0, 1, 2].map(most), "anything at any time: the most of 50 such guessers");
  const table = [...groups].map(([figures, names]) => `| ${figures} | ${names.join("; ")} |\n`).join("");
  console.log(table);
  assert.ok(readFileSync("docs/access.md", "utf8").includes(table), "docs/access.md has another table");
});
