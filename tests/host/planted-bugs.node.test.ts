// SPDX-License-Identifier: Apache-2.0
/** The table of planted bugs fits the sources as they are today: each bug can be put in, and is a program then. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { transformSync } from "esbuild";
import { changedSource } from "../../host/app/source-changes";
import { plantedBugs } from "../../host/simulate/planted-bugs";

describe("the planted bugs", () => {
  test("are at least 25, each with a name of its own", () => {
    assert.ok(plantedBugs.length >= 25);
    assert.equal(new Set(plantedBugs.map(({ name }) => name)).size, plantedBugs.length);
  });

  for (const { name, changes } of plantedBugs) {
    test(`can be put in: ${name}`, () => {
      for (const file of new Set(changes.map((change) => change.file))) {
        const source = readFileSync(file, "utf8");
        const changed = changedSource(file, source, changes);
        assert.notEqual(changed, source);
        assert.ok(transformSync(changed, { loader: "ts" }).code.length > 0);
      }
    });
  }
});
