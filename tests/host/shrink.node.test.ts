// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { plainerActs } from "../../host/app/plainer-acts";
import { shrink, untilMoment, type ShrinkBudget } from "../../host/app/shrink";
import type { Act, Story, TimedAct } from "../../host/simulate/act";

const noLimit: ShrinkBudget = { tries: 100_000, isOver: () => false, atOnce: 1 };

function story(acts: readonly Act[], everyMs = 60_000): Story {
  const timed = acts.map((act, index): TimedAct => ({ atMs: (index + 1) * everyMs, by: "household", act }));
  return { seed: 1, days: Math.ceil((acts.length * everyMs) / 86_400_000), acts: timed };
}

/** Acts that can be told from one another by a value that cannot become plainer. */
function many(count: number): Act[] {
  return Array.from({ length: count }, (_, index) => ({ do: "garbage", bytes: 1, seed: index }));
}

function seeds({ acts }: Story): number[] {
  return acts.map(({ act }) => (act.do === "garbage" ? act.seed : -1));
}

function failsWith(...needed: number[]): (candidate: Story) => Promise<boolean> {
  return async (candidate) => needed.every((seed) => seeds(candidate).includes(seed));
}

/** Remembers which candidates failed. */
function watched(fails: (candidate: Story) => Promise<boolean>): { fails: typeof fails; tries: number; failed: Set<string> } {
  const seen = {
    tries: 0,
    failed: new Set<string>(),
    fails: async (candidate: Story) => {
      seen.tries++;
      const result = await fails(candidate);
      if (result) seen.failed.add(JSON.stringify(candidate));
      return result;
    },
  };
  return seen;
}

describe("shrinking a story", () => {
  test("finds the two acts of 200 that it takes", async () => {
    for (const pair of [[0, 199], [3, 4], [77, 150], [198, 199]] as const) {
      assert.deepEqual(seeds(await shrink(story(many(200)), failsWith(...pair), noLimit)), pair);
    }
  });

  test("finds the same when several candidates are tried at once", async () => {
    const found = await shrink(story(many(200)), failsWith(20, 90, 91), { ...noLimit, atOnce: 4 });
    assert.deepEqual(seeds(found), [20, 90, 91]);
  });

  test("needs few tries when it is the newest acts that fail", async () => {
    const seen = watched(failsWith(198, 199));
    await shrink(story(many(200)), seen.fails, noLimit);
    assert.ok(seen.tries < 20, `${seen.tries} tries`);
  });

  test("leaves out an act that is only in the way", async () => {
    // Act 5 makes it fail unless 4 went before, which 3 takes back.
    const fails = async (candidate: Story): Promise<boolean> => {
      const left = seeds(candidate);
      return left.includes(5) && (!left.includes(4) || left.includes(3));
    };
    assert.deepEqual(seeds(await shrink(story(many(10)), fails, noLimit)), [5]);
  });

  test("returns the story as it was when nothing else fails", async () => {
    const whole = story(many(20));
    assert.deepEqual(await shrink(whole, async () => false, noLimit), whole);
  });

  test("never returns what was not seen to fail, however little it may try", async () => {
    for (const atOnce of [1, 3]) {
      for (let tries = 1; tries < 120; tries += 7) {
        const whole = story(many(60));
        const seen = watched(failsWith(11, 40));
        const found = await shrink(whole, seen.fails, { ...noLimit, tries, atOnce });
        assert.ok(seen.tries <= tries, `${seen.tries} tries of ${tries}`);
        assert.ok(seen.failed.has(JSON.stringify(found)) || seen.failed.size === 0);
        if (seen.failed.size === 0) assert.deepEqual(found, whole);
      }
    }
  });

  test("stops when the time is over", async () => {
    const seen = watched(failsWith(11, 40));
    await shrink(story(many(60)), seen.fails, { ...noLimit, isOver: () => seen.tries >= 5 });
    assert.equal(seen.tries, 5);
  });

  test("tells how far it is", async () => {
    const told: [number, number][] = [];
    await shrink(story(many(50)), failsWith(7), { ...noLimit, onTry: (tries, acts) => void told.push([tries, acts]) });
    assert.equal(told.at(-1)?.[1], 1);
    assert.ok(told.every(([tries], index) => index === 0 || tries > (told[index - 1]?.[0] ?? 0)));
  });

  test("pulls the acts together in time, and leaves out the days in between", async () => {
    const far = story(many(3), 100_000_037);
    const apart = async ({ acts }: Story): Promise<boolean> => acts.length === 3 && acts[2]!.atMs - acts[1]!.atMs >= 4_000;
    const found = await shrink(far, apart, noLimit);
    assert.deepEqual(found.acts.map(({ atMs }) => atMs), [0, 1_000, 6_000]);
    assert.equal(found.days, 1);
  });

  test("rounds a time that has to be so late", async () => {
    const late: Story = { seed: 1, days: 1, acts: [{ atMs: 47_123_456, by: "nature", act: { do: "reset" } }] };
    const found = await shrink(late, async ({ acts }) => (acts[0]?.atMs ?? 0) > 40_000_000, noLimit);
    assert.equal(found.acts[0]?.atMs, 46_800_000);
    const narrow = await shrink(late, async ({ acts }) => Math.abs((acts[0]?.atMs ?? 0) - 47_123_456) < 1_000, noLimit);
    assert.equal(narrow.acts[0]?.atMs, 47_123_000);
  });

  test("makes the acts plainer that are left", async () => {
    const acts: Act[] = [
      { do: "type", keys: "99914368#1", gapMs: 417 },
      { do: "cutPower", offMs: 8_713 },
    ];
    const needs = async ({ acts: left }: Story): Promise<boolean> =>
      left.some(({ act }) => act.do === "type" && act.keys.includes("914368#")) && left.some(({ act }) => act.do === "cutPower");
    const found = await shrink(story(acts), needs, noLimit);
    assert.deepEqual(found.acts.map(({ act }) => act), [
      { do: "type", keys: "914368#", gapMs: 250 },
      { do: "cutPower", offMs: 1_000 },
    ]);
  });
});

describe("what came after the failure", () => {
  test("is left out, what came with it is not", () => {
    assert.deepEqual(seeds(untilMoment(story(many(5), 1_000), 3_000)), [0, 1, 2]);
  });
});

describe("a plainer act", () => {
  test("can be made plainer only so often", () => {
    const acts: Act[] = [
      { do: "cells", chargePercent: 37, chemistry: "lithium", offMs: 12_345 },
      { do: "flipBits", count: 13, seed: 99 },
      { do: "thumb", to: 0.437, holdMs: 987 },
      { do: "type", keys: "00#", gapMs: 99 },
    ];
    for (const act of acts) {
      let [steps, left] = [0, act];
      for (let next = plainerActs(left).at(-1); next !== undefined; next = plainerActs(left).at(-1)) {
        left = next;
        assert.ok(++steps < 50, JSON.stringify(left));
      }
    }
  });

  test("keeps the seed of chance", () => {
    assert.ok(plainerActs({ do: "flipBits", count: 13, seed: 99 }).every((act) => act.do === "flipBits" && act.seed === 99));
  });
});
