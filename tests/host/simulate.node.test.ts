// SPDX-License-Identifier: Apache-2.0
/** A share of `npm run simulate` in every `npm test`. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { simulate } from "../../host/app/simulate";

/** A calm day, and one on which much goes wrong. */
const seeds = [5, 4] as const;

async function run(seed: number, limits: { count: number; minutes?: number }): Promise<{ passed: boolean; lines: string[] }> {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const options = { board: "esp32-devkit", engine: "xs", days: 1, minutes: Infinity, coverage: undefined, progress: () => {} } as const;
  const passed = await simulate({ ...options, seed, ...limits, print });
  return { passed, lines };
}

/** What was lived, without the time that it took. */
function lifeOf(lines: readonly string[]): string {
  return lines.find((line) => line.startsWith("✔ seed"))?.replace(/, [\d.]+ \w+$/, "") ?? lines.join("\n");
}

describe("a share of the simulator, inside XS", () => {
  test("keeps every promise for a day, and the same seed lives the same day again", async () => {
    for (const seed of seeds) {
      const [first, again] = [await run(seed, { count: 1 }), await run(seed, { count: 1 })];
      assert.ok(first.passed, first.lines.join("\n"));
      assert.match(lifeOf(first.lines), new RegExp(`^✔ seed ${seed}: 1 day, \\d+ acts, [\\d,]+ events`));
      assert.equal(lifeOf(first.lines), lifeOf(again.lines));
    }
  });

  test("begins no life when the time is over", async () => {
    const { passed, lines } = await run(5, { count: Infinity, minutes: 0 });
    assert.ok(passed);
    assert.equal(lines.length, 1, lines.join("\n"));
  });
});
