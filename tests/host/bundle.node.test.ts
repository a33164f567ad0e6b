// SPDX-License-Identifier: Apache-2.0
/** Breakpoints in the firmware's sources hit: the bundle's source map survives its two steps. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { describe, test } from "node:test";
import { bundleForEngine } from "../../host/app/bundle";

const mark = "//# sourceMappingURL=data:application/json;base64,";

describe("the source map of the bundle", () => {
  for (const [path, text] of [
    ["lock/loop.ts", "loop: a turn inside a turn"],
    ["main.ts", "globalThis.abort ="],
    ["host/board/engine-entry.ts", "handleCommand:"],
  ] as const) {
    test(`leads to ${path}`, async () => {
      const source = readFileSync(path, "utf8").split("\n");
      const sourceLine = source.findIndex((line) => line.includes(text));
      assert.ok(sourceLine >= 0, `"${text}" is no longer in ${path}`);
      const bundle = await bundleForEngine({ entry: "host/board/engine-entry.ts" });
      const lines = bundle.split("\n");
      const encoded = lines.find((line) => line.startsWith(mark))?.slice(mark.length) ?? "";
      const map = new SourceMap(JSON.parse(Buffer.from(encoded, "base64").toString()) as SourceMapPayload);
      const line = lines.findIndex((each) => each.includes(text));
      const entry = map.findEntry(line, lines[line]?.search(/\S/) ?? 0);
      assert.ok("originalSource" in entry);
      assert.equal(entry.originalSource, path);
      assert.equal(entry.originalLine, sourceLine);
    });
  }
});
