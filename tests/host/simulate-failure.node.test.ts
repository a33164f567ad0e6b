// SPDX-License-Identifier: Apache-2.0
/** What a person reads when a promise was broken, with a script in place of the lock. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { afterEach, describe, test } from "node:test";
import { replay } from "../../host/app/simulate-replay";
import { readReplayFile } from "../../host/app/simulate-replay-file";
import { tellFailure } from "../../host/app/simulate-failure";
import type { Story } from "../../host/simulate/act";

const hour = 3_600_000;
/** No life that anybody would look for. */
const seed = 2_000_000_017;
const path = `.build/simulate/seed-${seed}.json`;

const story: Story = {
  seed,
  days: 3,
  acts: Array.from({ length: 30 }, (_, index) => ({
    atMs: (index + 1) * hour,
    by: "household",
    act: index === 25 ? { do: "type", keys: "914368#", gapMs: 400 } : { do: "openDoor" },
  })),
};
const failure = { promise: "truth", what: "it says Locked\nand is not", atMs: 26 * hour + 500 };

/** Breaks the promise half a second after the PIN, if `condition` holds. */
function script(condition: string): string {
  return `
    let story;
    globalThis.handleCommand = (message) => {
      const command = JSON.parse(new TextDecoder().decode(new Uint8Array(message)));
      if (command.op === "begin") story = command.story;
      const typed = story.acts.find(({ act }) => act.do === "type" && act.keys.endsWith("914368#"));
      const breaks = command.op === "live" && typed !== undefined && typed.atMs + 500 <= command.untilMs && ${condition};
      const figures = { virtualMs: breaks ? typed.atMs + 500 : command.untilMs ?? 0 };
      const broken = breaks ? { promise: "truth", what: "it says Locked\\nand is not" } : undefined;
      return new TextEncoder().encode(JSON.stringify({ figures, coverage: {}, broken })).buffer;
    };`;
}

async function told(condition: string): Promise<string> {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const options = { board: "esp32-devkit", engine: "xs", engines: 1, script: script(condition), progress: () => {} } as const;
  await tellFailure({ ...options, story, failure, print });
  return lines.join("\n");
}

afterEach(() => rmSync(path, { force: true }));

describe("a failure", () => {
  test("is told with its promise, its shortest story in words, and how to live it again", async () => {
    const text = await told("true");
    const parts = [
      `✖ Seed ${seed} broke a promise on day 2 02:00:00.500.`,
      "truth: Locked and unlocked are only said of a bolt that is there.",
      "and is not",
      "The shortest story found that breaks it (1 act of 30):",
      "day 1 00:00:00.000 household: types the master's PIN, #, a key every 250 ms",
      "day 1 00:00:00.500 ✖ it says Locked",
      `npm run simulate -- --replay ${path}`,
      `npm start -- --replay ${path}`,
      `node --inspect-brk host/cli/latchkey.mjs simulate --replay ${path} --engine node`,
      `npm run simulate -- --seed ${seed} --days 3 --board esp32-devkit`,
    ];
    let from = 0;
    for (const part of parts) {
      const at = text.indexOf(part, from);
      assert.ok(at >= 0, `${part}\nis missing in\n${text}`);
      from = at + part.length;
    }
    assert.ok(!text.includes("914368"), "a PIN is told");
  });

  test("leaves a file with the shortest story and how it failed", async () => {
    await told("true");
    const { failure: kept, story: shrunk } = readReplayFile(path);
    assert.deepEqual(kept, { ...failure, atMs: 500 });
    assert.equal(shrunk.acts.length, 1);
    assert.equal(shrunk.seed, seed);
  });

  test("that does not come again keeps its whole story, and says so", async () => {
    assert.match(await told("false"), /does not fail in a new engine/);
    assert.equal(readReplayFile(path).story.acts.length, 30);
  });

  test("that the firmware no longer shows is told to be gone when it is lived again", async () => {
    await told("true");
    const lines: string[] = [];
    assert.ok(await replay(readReplayFile(path), "xs", (line) => void lines.push(line)), lines.join("\n"));
    assert.equal(lines.at(-1), "✔ It breaks no promise any more.");
  });
});
