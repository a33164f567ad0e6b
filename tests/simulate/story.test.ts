// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import type { Act, ActName, TimedAct } from "../../host/simulate/act";
import { makeStory } from "../../host/simulate/story";

const dayMs = 86_400_000;
const repairMs = dayMs - 20 * 60_000;
const proveMs = dayMs - 15 * 60_000;

const everyAct: Readonly<Record<ActName, true>> = {
  type: true, holdKey: true, button: true, thumb: true, openDoor: true, closeDoor: true, forceDoor: true, line: true,
  garbage: true, cover: true, magnet: true, block: true, stickSwitch: true, cells: true, drain: true, cutPower: true,
  cutAtOperation: true, cutAtMotor: true, reset: true, keypadNoise: true, bounce: true, temperature: true,
  friction: true, loseInterrupts: true, doubleInterrupts: true, delayTimers: true, clockDrift: true, flipBits: true,
  fillNvs: true, randomFails: true, readers: true, card: true, finger: true, guest: true, readerNoise: true, forgedFinger: true, update: true, flipFirmware: true, repair: true, prove: true,
};

const manyActs: TimedAct[] = [];
for (let seed = 1; seed <= 40; seed++) manyActs.push(...makeStory(seed, 3).acts);

function all<Name extends ActName>(name: Name): Extract<Act, { do: Name }>[] {
  return manyActs.map(({ act }) => act).filter((act): act is Extract<Act, { do: Name }> => act.do === name);
}

describe("a story", () => {
  test("is the same for the same seed, and another for another one", () => {
    assert.deepEqual(makeStory(5, 3), makeStory(5, 3));
    assert.notEqual(JSON.stringify(makeStory(5, 3).acts), JSON.stringify(makeStory(6, 3).acts));
  });

  test("begins alike, however long it goes on", () => {
    const { acts } = makeStory(5, 2);
    assert.deepEqual(makeStory(5, 4).acts.slice(0, acts.length), acts);
  });

  test("is in order of time and stays within its days", () => {
    for (let seed = 1; seed <= 20; seed++) {
      let lastMs = 0;
      for (const { atMs } of makeStory(seed, 3).acts) {
        assert.ok(Number.isInteger(atMs) && atMs >= lastMs && atMs < 3 * dayMs);
        lastMs = atMs;
      }
    }
  });

  test("ends each day with a repair and a proof", () => {
    const { acts } = makeStory(9, 4);
    for (let day = 0; day < 4; day++) {
      const today = acts.filter(({ atMs }) => atMs >= day * dayMs && atMs < (day + 1) * dayMs);
      assert.deepEqual(today.slice(-2).map(({ atMs, act }) => [atMs - day * dayMs, act.do]), [[repairMs, "repair"], [proveMs, "prove"]]);
    }
  });

  test("lets nobody come between a repair and its proof", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { acts } = makeStory(seed, 3);
      acts.forEach(({ act }, place) => act.do === "repair" && assert.equal(acts[place + 1]?.act.do, "prove"));
    }
  });

  test("has calm days, on which only the household and the owner do anything, and others", () => {
    const calm = new Set<boolean>();
    for (let seed = 1; seed <= 20; seed++) {
      calm.add(makeStory(seed, 1).acts.every(({ by }) => by === "household" || by === "owner"));
    }
    assert.equal(calm.size, 2);
  });

  test("has between 40 and 700 acts a day", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { length } = makeStory(seed, 1).acts;
      assert.ok(length >= 40 && length <= 700, `seed ${seed}: ${length}`);
    }
  });

  test("is told by stories of every kind of act", () => {
    for (const name of Object.keys(everyAct) as ActName[]) assert.ok(all(name).length > 0, name);
  });

  test("reaches the edges", () => {
    const cuts = all("cutAtOperation");
    for (const part of [0, 0.5, 1]) assert.ok(cuts.some(({ torn }) => torn === part), `torn ${part}`);
    assert.ok(cuts.some(({ torn }) => torn > 0 && torn < 0.5));
    assert.ok(cuts.some(({ operation }) => operation === 1) && cuts.some(({ operation }) => operation > 30));
    const offs = all("cutPower").map(({ offMs }) => offMs);
    assert.ok(offs.includes(1) && offs.some((offMs) => offMs > 3_600_000));
    const holds = all("button").map(({ holdMs }) => holdMs);
    assert.ok(holds.some((holdMs) => holdMs <= 50) && holds.some((holdMs) => holdMs > 10_000));
    assert.ok(all("stickSwitch").some(({ stuck }) => stuck === true) && all("stickSwitch").some(({ stuck }) => stuck === false));
  });
});
