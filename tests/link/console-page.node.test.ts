// SPDX-License-Identifier: Apache-2.0
/**
 * Sends the examples of docs/console.md to the real console on the real lock, one after the other, and compares each
 * answer. What has to happen between them stands in comments of the page.
 */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { commands } from "../../link/commands";
import { settingsTable } from "../../lock/settings";
import { consoleOnLock } from "../fixtures/console-on-lock";

const page = readFileSync("docs/console.md", "utf8");
const lines = page.split("\n");

const happenings: Record<string, (bench: ReturnType<typeof consoleOnLock>) => void> = {
  "wait 30 s": ({ time }) => time.advance(30_000),
  "the bolt arrives, and again; the door opens": ({ boltEnds, door }) => {
    boltEnds();
    boltEnds();
    door(false);
  },
};

describe("docs/console.md", () => {
  test("every example gets the answer that stands there", () => {
    const bench = consoleOnLock();
    let examples = 0;
    lines.forEach((line, index) => {
      const happening = /^<!-- (.*) -->$/.exec(line)?.[1];
      if (happening !== undefined) {
        const happens = happenings[happening];
        assert.ok(happens, `line ${index + 1}: ${happening}`);
        happens(bench);
      }
      if (!line.startsWith("> ")) return;
      examples++;
      const answer = bench.sendLine(line.slice(2));
      const expected = JSON.parse((lines[index + 1] ?? "").slice(2)) as Record<string, unknown>;
      // How many turns there were, and what a new key is, says nothing: only the names of the fields count.
      if ("Turns" in expected || String(expected.GuestKey).length === 64) assert.deepEqual(Object.keys(answer), Object.keys(expected), `line ${index + 2}`);
      else assert.equal(JSON.stringify(answer), JSON.stringify(expected), `line ${index + 2}`);
    });
    assert.ok(examples > 25);
    assert.deepEqual(bench.faults, []);
  });

  test("every command has an example", () => {
    for (const { name } of commands) assert.ok(page.includes(`> {"Command":"${name}"`), name);
  });

  test("every argument of every command is explained or shown", () => {
    for (const { name, arguments: rules } of commands) {
      const examples = lines.filter((line) => line.startsWith(`> {"Command":"${name}"`)).join("\n");
      for (const rule of rules) assert.ok(examples.includes(`"${rule.name}":`), `${name}: ${rule.name}`);
    }
  });

  test("every setting stands in the table", () => {
    for (const { name, unit } of settingsTable) {
      assert.ok(page.includes(`| \`${name}\` | ${unit}${unit === "" ? "" : " "}|`), name);
    }
  });
});
