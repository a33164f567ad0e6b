// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { makerKeys } from "../../host/app/maker-keys";

describe("the keys of a build", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-keys-"));
  after(() => rmSync(folder, { recursive: true }));

  test("are none where none were made", () => {
    assert.deepEqual(makerKeys(join(folder, "none")), []);
    assert.deepEqual(makerKeys(folder), []);
  });

  test("are all public ones of the folder, and nothing of a private one", () => {
    writeFileSync(join(folder, "update-b.pub"), `${"B2".repeat(32)}\n`);
    writeFileSync(join(folder, "update-a.pub"), `${"a1".repeat(32)}\n`);
    writeFileSync(join(folder, "update-a.key"), "{}");
    assert.deepEqual(makerKeys(folder), ["a1".repeat(32), "b2".repeat(32)]);
  });

  test("a file that holds none is named, and not left out in silence", () => {
    writeFileSync(join(folder, "update-c.pub"), "c3".repeat(31));
    assert.throws(() => makerKeys(folder), /update-c\.pub: a public key is one line/);
  });
});
