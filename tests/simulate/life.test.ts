// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import boot from "latchkey:firmware";
import { board as devkit } from "../../boards/esp32-devkit";
import type { Story, TimedAct } from "../../host/simulate/act";
import { Life, type LifeFigures } from "../../host/simulate/life";
import { makeStory } from "../../host/simulate/story";

const hour = 3_600_000;

function lifeOf(story: Story): Life {
  return new Life({ firmware: boot, board: devkit, story });
}

function livedUntil(atMs: number, story: Story): { broken: string | undefined; figures: LifeFigures; flash: Uint8Array } {
  const life = lifeOf(story);
  const broken = life.liveUntil(atMs)?.message;
  return { broken, figures: life.figures, flash: life.stage.board.flash.bytes };
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

function lifeWith(...acts: TimedAct[]): Life {
  return lifeOf({ seed: 1, days: 1, acts });
}

describe("a life", () => {
  test("is the same twice for the same story, to the last bit of flash", () => {
    const story = makeStory(3, 1);
    const [one, other] = [livedUntil(10 * hour, story), livedUntil(10 * hour, story)];
    assert.equal(one.broken, other.broken);
    assert.deepEqual(one.figures, other.figures);
    assert.ok(sameBytes(one.flash, other.flash));
    assert.ok(one.figures.acts > 20);
  });

  test("is another with another seed of the world", () => {
    const { acts } = makeStory(3, 1);
    const [one, other] = [1, 2].map((seed) => livedUntil(7 * hour, { seed, days: 1, acts }));
    assert.notEqual(one?.figures.events, other?.figures.events);
  });

  test("goes on where it was, and comes to the same", () => {
    const story = makeStory(4, 1);
    const { flash } = livedUntil(9 * hour, story);
    const life = lifeOf(story);
    for (let hours = 1; hours <= 9; hours++) life.liveUntil(hours * hour);
    assert.ok(sameBytes(flash, life.stage.board.flash.bytes));
    life.liveUntil(24 * hour);
    assert.ok(!sameBytes(flash, life.stage.board.flash.bytes));
  });

  test("turns an exception of the virtual board into a broken promise of the simulator", () => {
    const life = lifeWith({ atMs: 1_000, by: "household", act: { do: "holdKey", key: "x", holdMs: 100 } });
    assert.equal(life.liveUntil(999), undefined);
    assert.equal(life.liveUntil(2_000)?.promise, "simulator");
  });

  test("proves after a repair, and never without one", () => {
    const prove: TimedAct = { atMs: 60_000, by: "owner", act: { do: "prove" } };
    const repair: TimedAct = { atMs: 20_000, by: "owner", act: { do: "repair" } };
    const block: TimedAct = { atMs: 50_000, by: "nature", act: { do: "block", at: 0.5 } };
    for (const { acts, proofs } of [
      { acts: [repair, prove], proofs: 1 },
      { acts: [prove], proofs: 0 },
      { acts: [repair, block, prove], proofs: 0 },
      { acts: [{ ...repair, atMs: 31_000 }, prove], proofs: 0 },
    ]) {
      const life = lifeWith(...acts);
      assert.equal(life.liveUntil(hour), undefined);
      assert.equal(life.figures.proofs, proofs);
    }
  });
});
