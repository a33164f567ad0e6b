// SPDX-License-Identifier: Apache-2.0
/** A share of `npm run soak` in every `npm test`. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { soak } from "../../host/app/soak";

interface Share {
  seed: number;
  bytes: number;
  keyEvents: number;
}

async function share(options: Share): Promise<{ passed: boolean; lines: string[] }> {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const passed = await soak({ board: "esp32-devkit", only: undefined, ...options, print, progress: () => {} });
  return { passed, lines };
}

describe("a share of the soak, inside XS", () => {
  test("breaks nothing: 200 KB for the console and 10,000 key events", async () => {
    const { passed, lines } = await share({ seed: 1, bytes: 200_000, keyEvents: 10_000 });
    assert.ok(passed, lines.join("\n"));
    assert.ok(lines.some((line) => line.startsWith("console: 200 KB in")));
    assert.ok(lines.some((line) => line.startsWith("keypad: 10000 keys in")));
  });
});
