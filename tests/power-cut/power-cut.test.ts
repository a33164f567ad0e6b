// SPDX-License-Identifier: Apache-2.0
/**
 * Cuts the power of the whole lock at every single flash and NVS operation of what people do with it, powers up again,
 * and looks: nothing acknowledged is lost, no attempt is forgotten, the lock works.
 *
 * A failure begins with an id such as "unlock / 5 / 0.4": scenario, number of the operation, how much of it was done.
 * Put the id into `replay`, and only that one runs.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CutLock, type LockImage } from "./cut-lock";
import { scenarios, type Scenario } from "./scenarios";

const replay = "";

/** Part of the operation is done, or all of it and nothing after it. For NVS, being atomic, that is nothing or all. */
const tornWays: readonly number[] = [0.4, 1];

/** A run without a cut. */
function count({ play }: Scenario, image: LockImage): { operations: number; acknowledged: boolean } {
  const lock = new CutLock(image);
  const acknowledged = play(lock);
  return { operations: lock.board.operations.count, acknowledged };
}

/** The operation after the last one is never reached: then the power goes when all has been quiet for a while. */
function cut({ play, check }: Scenario, image: LockImage, operation: number, torn: number): void {
  const lock = new CutLock(image);
  lock.board.cutPowerAt(operation, torn);
  const acknowledged = play(lock);
  if (lock.on) {
    lock.board.cutPowerAt(0);
    lock.board.cutPower();
  }
  const before = lock.log;
  lock.board.run(1_000);
  lock.powerUp();
  assert.deepEqual(lock.log.slice(0, before.length), before, "entries of the log are gone");
  check(lock, acknowledged);
  lock.assertWorks();
  const sequences = lock.log.map(({ sequence }) => sequence);
  assert.deepEqual(sequences, sequences.map((_, index) => index + 1), "the log has gaps");
}

describe("power cut at every storage operation", () => {
  for (const scenario of scenarios) {
    test(`of ${scenario.name}: nothing acknowledged is lost, no attempt is forgotten, the lock works`, () => {
      const image = scenario.makeImage();
      const { operations, acknowledged } = count(scenario, image);
      assert.ok(acknowledged, "without a cut it works");
      assert.ok(operations >= 5);
      for (let operation = 1; operation <= operations + 1; operation++) {
        for (const torn of tornWays) {
          const id = `${scenario.name} / ${operation} / ${torn}`;
          if (replay !== "" && replay !== id) continue;
          try {
            cut(scenario, image, operation, torn);
          } catch (error) {
            throw new Error(`${id}: ${error instanceof Error ? error.message : ""}`, { cause: error });
          }
        }
      }
    });

    test(`of ${scenario.name}: a lock that forgot all of it would be noticed`, () => {
      const image = scenario.makeImage();
      const acknowledged = scenario.play(new CutLock(image));
      const forgetful = new CutLock(image);
      forgetful.powerUp();
      assert.throws(() => scenario.check(forgetful, acknowledged));
    });
  }
});
