// SPDX-License-Identifier: Apache-2.0
/** A planted bug is caught, and nothing is caught where there is none; watching the states changes nothing. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { boardDefault, bundleForEngine } from "../../host/app/bundle";
import { catchBug } from "../../host/app/planted-bugs";
import { bundleSimulator, SimulateEngine, type LifeResult } from "../../host/app/simulate-engine";
import type { Story } from "../../host/simulate/act";
import { pins } from "../../host/simulate/cast";
import { cellOf } from "../../host/simulate/coverage-cells";
import { plantedBugs } from "../../host/simulate/planted-bugs";

const second = 1_000;
const minute = 60 * second;

/** Somebody comes home, and shuts the door only when the lock would have been locked. */
const slowly: Story = {
  seed: 1,
  days: 1,
  acts: [
    { atMs: 5 * second, by: "household", act: { do: "type", keys: `${pins[2]}#`, gapMs: 250 } },
    { atMs: 9 * second, by: "household", act: { do: "openDoor" } },
    { atMs: 40 * second, by: "household", act: { do: "closeDoor" } },
  ],
};

async function live(script: string): Promise<LifeResult> {
  const engine = new SimulateEngine(script, "xs");
  try {
    return await engine.live(slowly, { untilMs: 2 * minute });
  } finally {
    await engine.close();
  }
}

function bugCalled(name: string): (typeof plantedBugs)[number] {
  const bug = plantedBugs.find((each) => each.name === name);
  assert.ok(bug !== undefined, name);
  return bug;
}

describe("planted bugs", () => {
  test("are caught in random lives, in one that goes well without the bug", async () => {
    const bug = bugCalled("attempt counted after the compare");
    const healthy = await bundleSimulator(boardDefault);
    const { failure, breakAnyway } = await catchBug(bug, healthy, { board: boardDefault, engine: "xs", seed: 1, lives: 10 });
    assert.equal(failure?.promise, bug.promise);
    assert.deepEqual(breakAnyway, []);
  });

  test("are caught by the promise that they break, and the firmware as it is breaks none", async () => {
    const bug = bugCalled("forgets to lock after the door has closed");
    const { failure } = await live(await bundleSimulator(boardDefault, bug.changes));
    assert.equal(failure?.promise, bug.promise);
    assert.equal((await live(await bundleSimulator(boardDefault))).failure, undefined);
  });
});

describe("coverage", () => {
  test("tells the cells of a life, which is the same when nobody counts", async () => {
    const counted = await live(await bundleSimulator(boardDefault));
    const calm = counted.coverage["calm"] ?? [];
    assert.equal(calm[cellOf("locked resting", "asked to unlock")], 1);
    assert.equal(calm[cellOf("unlocking moving", "move reached")], 1);
    assert.equal(calm[cellOf("locking moving", "move failed")], 0);
    const alone = await live(await bundleForEngine({ entry: "host/simulate/simulate-entry.ts" }));
    assert.deepEqual(alone.coverage, {});
    const { longestTurnUnits: unitsCounted, ...figuresCounted } = counted.figures!;
    const { longestTurnUnits: unitsAlone, ...figuresAlone } = alone.figures!;
    assert.deepEqual(figuresCounted, figuresAlone);
    assert.ok(Math.abs(unitsCounted - unitsAlone) < unitsAlone / 100, `${unitsCounted} units, ${unitsAlone} alone`);
  });
});
