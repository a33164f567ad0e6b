// SPDX-License-Identifier: Apache-2.0
/** docs/bringup.md: its examples are sent to the real firmware, and its commands, steps and options are those that there are. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { commands } from "../../bringup/commands";
import { stepIds } from "../../host/bringup/steps";
import { newBringup, type Fields } from "../fixtures/bringup-board";

const page = readFileSync("docs/bringup.md", "utf8");
const examples = [...page.matchAll(/^> (\{.*\})\n< (\{.*\})$/gm)].map(
  ([, request = "", answer = ""]) => [JSON.parse(request) as Fields, JSON.parse(answer) as Fields] as const,
);

/** What differs from one time to the next: numbers that are measured. */
function shape(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return typeof value === "number" ? "number" : value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shape(each)]));
}

describe("docs/bringup.md", () => {
  test("shows what the firmware answers, measured figures aside", () => {
    const bringup = newBringup({ boltPosition: 0.5, cardReader: true, fingerprintModule: true });
    assert.ok(examples.length > 15);
    for (const [{ Command, ...given }, expected] of examples) {
      const { Id, ...answer } = bringup.ask(String(Command), given);
      assert.notEqual(Id, undefined);
      assert.deepEqual(shape(answer), shape(expected), String(Command));
    }
  });

  test("names every command and every step", () => {
    for (const { name } of commands) assert.ok(page.includes(`"Command":"${name}"`) || page.includes(`\`${name}\``), name);
    for (const id of stepIds) assert.match(page, new RegExp(`^\\| \`${id}\` \\|`, "m"));
  });
});
