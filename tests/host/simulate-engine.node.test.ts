// SPDX-License-Identifier: Apache-2.0
/** How lives are lived day by day, and how a story that fails is shrunk, with scripts in place of the lock. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { SimulateEngine, type LifeResult, type LiveOptions } from "../../host/app/simulate-engine";
import { shrinkFailure } from "../../host/app/simulate-shrink";
import type { Act, Story } from "../../host/simulate/act";

const day = 86_400_000;
const hour = 3_600_000;

/** Lives a story until the moment asked for; `body` may answer with what is broken, as a life of the lock would. */
function living(body: string): string {
  return `
    let story, kept = [], lives = 0;
    globalThis.handleCommand = (message) => {
      const command = JSON.parse(new TextDecoder().decode(new Uint8Array(message)));
      if (command.op === "begin") { story = command.story; kept = []; lives++; }
      const { untilMs } = command;
      const broken = command.op === "begin" ? undefined : (() => { ${body} })();
      gc();
      const figures = { virtualMs: broken?.atMs ?? untilMs ?? 0 }, coverage = {};
      return new TextEncoder().encode(JSON.stringify({ figures, coverage, broken })).buffer;
    };`;
}

const resets: Story = {
  seed: 1,
  days: 3,
  acts: Array.from({ length: 60 }, (_, index) => ({ atMs: (index + 1) * hour, by: "nature", act: actOf(index) })),
};

function actOf(index: number): Act {
  if (index === 20) return { do: "openDoor" };
  return index === 40 ? { do: "reset" } : { do: "drain", chargePercent: 100 };
}

async function lived(body: string, options?: LiveOptions): Promise<LifeResult> {
  const engine = new SimulateEngine(living(body), "xs");
  try {
    return await engine.live(resets, options);
  } finally {
    await engine.close();
  }
}

/** Broken at the reset, once the door was opened. */
const breaksAtReset = `
  const at = story.acts.findIndex(({ act }) => act.do === "reset");
  const opened = story.acts.slice(0, at).some(({ act }) => act.do === "openDoor");
  const atMs = story.acts[at]?.atMs;
  if (opened && atMs <= untilMs) return { promise: "truth", what: "planted", atMs };`;

describe("a life", () => {
  test("is lived day by day to its end", async () => {
    const days: number[] = [];
    const { failure, figures } = await lived("", { onDay: (number) => void days.push(number) });
    assert.equal(failure, undefined);
    assert.deepEqual(days, [1, 2, 3]);
    assert.equal(figures?.virtualMs, 3 * day);
  });

  test("ends where it is told to", async () => {
    assert.equal((await lived("", { untilMs: day + hour })).figures?.virtualMs, day + hour);
  });

  test("ends after a day that was enough", async () => {
    let days = 0;
    const { failure, figures } = await lived("", { onDay: () => days++, isEnough: () => days === 2 });
    assert.equal(failure, undefined);
    assert.equal(figures?.virtualMs, 2 * day);
  });

  test("ends at the first promise that is broken", async () => {
    const { failure } = await lived(breaksAtReset);
    assert.deepEqual(failure, { promise: "truth", what: "planted", atMs: 41 * hour });
  });

  test("may not end with a larger heap than its first day", async () => {
    const { failure } = await lived("for (let slot = 0; slot < 400; slot++) kept.push({});");
    assert.equal(failure?.promise, "heap");
    assert.equal(failure.atMs, 3 * day);
    const large = await lived("if (untilMs === 86400000) for (let slot = 0; slot < 900; slot++) kept.push({});");
    assert.equal(large.failure, undefined);
    assert.ok(large.heap > 900);
  });

  test("blames the simulator for what it throws, and goes on with the next life", async () => {
    const engine = new SimulateEngine(living("if (lives === 1) throw new Error('no such door');"), "xs");
    const { failure } = await engine.live(resets);
    assert.equal(failure?.promise, "simulator");
    assert.match(failure.what, /no such door/);
    assert.ok(!engine.isBroken);
    assert.equal((await engine.live(resets)).failure, undefined);
    await engine.close();
  });

  test("tells that XS crashed", async () => {
    const engine = new SimulateEngine(living("const deeper = () => 1 + deeper(); deeper();"), "xs");
    const { failure } = await engine.live(resets);
    assert.match(failure?.what ?? "", /stack overflow/);
    assert.ok(engine.isBroken);
    await engine.close();
  });
});

describe("a story that fails in an engine", () => {
  const shrinking = { engine: "xs", engines: 2, story: resets, progress: () => {} } as const;

  test("is shrunk to the acts that it takes, close together", async () => {
    const { failure } = await lived(breaksAtReset);
    const shrunk = await shrinkFailure({ ...shrinking, script: living(breaksAtReset), failure: failure ?? assert.fail() });
    assert.deepEqual(shrunk, {
      failure: { promise: "truth", what: "planted", atMs: 1_000 },
      story: {
        seed: 1,
        days: 1,
        acts: [
          { atMs: 0, by: "nature", act: { do: "openDoor" } },
          { atMs: 1_000, by: "nature", act: { do: "reset" } },
        ],
      },
    });
  });

  test("is not shrunk to one that breaks another promise", async () => {
    const other = "if (story.acts.length < 60) return { promise: 'motor', what: 'other', atMs: 1 };";
    const script = living(`${other} return { promise: "truth", what: "planted", atMs: untilMs };`);
    const failure = { promise: "truth", what: "planted", atMs: 60 * hour };
    assert.equal((await shrinkFailure({ ...shrinking, script, failure }))?.story.acts.length, 60);
  });

  test("is not shrunk when it does not fail again", async () => {
    const failure = { promise: "truth", what: "planted", atMs: 41 * hour };
    assert.equal(await shrinkFailure({ ...shrinking, script: living(""), failure }), undefined);
  });

  test("is shrunk to the same mistake of the simulator, not to any other", async () => {
    const body = "if (story.acts.length < 3) throw new Error('other'); throw new Error('mistake');";
    const { failure } = await lived(body);
    const shrunk = await shrinkFailure({ ...shrinking, script: living(body), failure: failure ?? assert.fail() });
    assert.equal(shrunk?.story.acts.length, 3);
  });
});
