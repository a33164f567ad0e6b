// SPDX-License-Identifier: Apache-2.0
/** docs/updates.md says what the programs do. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { refusalReasons } from "../../update/refusal";

const page = readFileSync("docs/updates.md", "utf8");

describe("the page about updates", () => {
  test("knows every reason for which a lock refuses an image, in its words", () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].slice(1).map(([, name = "", reason]) => [name.charAt(0).toLowerCase() + name.slice(1), reason]);
    assert.deepEqual(Object.fromEntries(rows), { ...refusalReasons });
  });

  test("names only commands and options that there are, and every option but --help", () => {
    const known = new Map(["keygen", "sign", "inspect", "verify", "update"].map((name) => [name, optionsOf(name)]));
    for (const [, name = "", line = ""] of page.matchAll(/npx latchkey (\w+)([^\n`]*)/g)) {
      const options = known.get(name);
      assert.ok(options !== undefined, name);
      for (const option of line.match(/--[a-z-]+/g) ?? []) assert.ok(options.includes(option), `${name} ${option}`);
    }
    const all = [...known.values()].flat();
    for (const [option] of page.matchAll(/--[a-z]+(-[a-z]+)*/g)) assert.ok(all.includes(option), option);
    for (const option of all) assert.ok(option === "--help" || page.includes(option), `${option} is not on the page`);
  });

  test("points at tests that there are", () => {
    const paths = [...page.matchAll(/`(tests\/[^`]+)`/g)].map(([, path = ""]) => path);
    assert.ok(paths.length > 10);
    for (const path of paths) assert.ok(existsSync(path), path);
  });
});

function optionsOf(command: string): string[] {
  const help = execFileSync(process.execPath, [".build/cli/main.mjs", command, "--help"], { encoding: "utf8" });
  return [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = ""]) => option);
}
