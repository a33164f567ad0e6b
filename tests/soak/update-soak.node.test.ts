// SPDX-License-Identifier: Apache-2.0
/** A share of `npm run soak:updates` in every `npm test`, and that it can fail. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { updateSoak, type UpdateSoakOptions } from "../../host/app/update-soak";

async function share(options: Pick<UpdateSoakOptions, "engine" | "flips" | "attacks" | "changes">): Promise<{ passed: boolean; text: string }> {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const passed = await updateSoak({ seed: 1, ...options, print, progress: () => {} });
  return { passed, text: lines.join("\n") };
}

describe("a share of the soak of updates", () => {
  test("breaks nothing on Node: 40 flipped bits, and 10 attacks of 100 lines", async () => {
    const { passed, text } = await share({ engine: "node", flips: 40, attacks: 10 });
    assert.ok(passed, text);
    assert.match(text, /lines: 10\d\d/);
  });

  test("breaks nothing inside XS: 3 flipped bits and an attack", async () => {
    const { passed, text } = await share({ engine: "xs", flips: 3, attacks: 1 });
    assert.ok(passed, text);
  });

  test("sees that a block is written whose hash is wrong, and says how to do it again", async () => {
    const change = { file: "update/receiver.ts", find: "if (!equal(imageHash(Digest, block), hash))", replace: "if (block.length === 0)" };
    const { passed, text } = await share({ engine: "node", flips: 0, attacks: 20, changes: [change] });
    assert.ok(!passed);
    assert.match(text, /bytes were written to ota_\d at \d+ that nobody signed/);
    assert.match(text, /npm run soak:updates -- --engine node --flips 0 --attacks 1 --seed \d+/);
  });

  test("sees that an offer is taken whose signature is wrong", async () => {
    const change = { file: "update/updates.ts", find: "valid ? () => this.#take(offer, by)", replace: "valid || !valid ? () => this.#take(offer, by)" };
    const { passed, text } = await share({ engine: "node", flips: 0, attacks: 20, changes: [change] });
    assert.ok(!passed);
    assert.match(text, /an offer was taken/);
  });
});
