// SPDX-License-Identifier: Apache-2.0
/** Which cells of docs/lock-states.md were reached is counted, and the machine does not notice. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { Coverage, mergeCoverage } from "../../host/simulate/coverage";
import { cellCount, cellName, cellOf, events, situations, whyUnreachable } from "../../host/simulate/coverage-cells";
import { LockStateRecorder } from "../fixtures/lock-state-recorder";

/** Every cell that was counted, with its count. */
function reached(coverage: Coverage, fault: string): Record<string, number> {
  const cells: Record<string, number> = {};
  coverage.counts[fault]?.forEach((count, cell) => {
    if (count > 0) cells[cellName(cell)] = count;
  });
  return cells;
}

function watched(): { coverage: Coverage; lock: LockStateRecorder } {
  const coverage = new Coverage();
  const lock = new LockStateRecorder();
  globalThis.onLockStateMachine?.(lock.machine);
  return { coverage, lock };
}

/** A jam to the end, an override in the middle of locking, a bolt turned by hand, and a fault. */
function story(lock: LockStateRecorder): void {
  const { machine } = lock;
  machine.sensed("locked", false);
  machine.request("unlocked");
  lock.failsAndTriesAgain();
  lock.failsAndTriesAgain();
  lock.moveEnds("jammed", "between");
  machine.request("locked");
  machine.request("unlocked");
  lock.moveEnds("stopped", "between");
  lock.timePasses();
  lock.moveEnds("movedByHand", "locked");
  machine.fault();
}

describe("coverage", () => {
  test("counts each event in the state and phase in which it came", () => {
    const { coverage, lock } = watched();
    story(lock);
    assert.deepEqual(reached(coverage, "calm"), {
      "unknown resting: bolt at locked": 1,
      "locked resting: asked to unlock": 1,
      "locked resting: fault": 1,
      "jammed resting: asked to lock": 1,
      "unlocking moving: move failed": 2,
      "unlocking moving: move failed third time": 1,
      "unlocking moving: by hand, at locked": 1,
      "unlocking backingOff: time over": 2,
      "unlocking halting: stopped, at neither": 3,
      "unlocking pausing: time over": 3,
      "locking moving: asked to unlock": 1,
    });
  });

  test("changes nothing about what the machine does", () => {
    const { lock } = watched();
    const alone = new LockStateRecorder();
    story(lock);
    story(alone);
    assert.deepEqual(lock.actions, alone.actions);
    assert.equal(lock.situation, alone.situation);
  });

  test("counts under each fault that is on, and as calm only when none is", () => {
    const { coverage, lock } = watched();
    coverage.faults = new Set(["block", "friction"]);
    lock.machine.request("locked");
    coverage.faults = new Set();
    lock.arrives();
    assert.deepEqual(reached(coverage, "block"), { "unknown resting: asked to lock": 1 });
    assert.deepEqual(reached(coverage, "friction"), { "unknown resting: asked to lock": 1 });
    assert.deepEqual(reached(coverage, "calm"), { "locking moving: move reached": 1 });
  });

  test("of several lives is their sum", () => {
    const { coverage, lock } = watched();
    lock.machine.request("locked");
    const sum = {};
    mergeCoverage(sum, coverage.counts);
    mergeCoverage(sum, coverage.counts);
    assert.equal(coverage.counts["calm"]?.[cellOf("unknown resting", "asked to lock")], 1);
    assert.deepEqual(sum, { calm: coverage.counts["calm"]?.map((count) => 2 * count) });
  });
});

describe("the cells", () => {
  test("are 208, each with a name and a place of its own", () => {
    assert.equal(cellCount, 208);
    const places = situations.flatMap((situation) => events.map((event) => cellOf(situation, event)));
    assert.deepEqual(places, Array.from({ length: cellCount }, (_, cell) => cell));
    assert.equal(cellName(cellOf("locked resting", "fault")), "locked resting: fault");
    assert.equal(cellOf("locked moving", "fault"), -1);
  });

  test("that cannot be reached say why, and an ordinary one can", () => {
    assert.ok(whyUnreachable(cellOf("locked resting", "time over")) !== undefined);
    assert.equal(whyUnreachable(cellOf("locked resting", "asked to unlock")), undefined);
    assert.equal(whyUnreachable(cellOf("unlocking moving", "by hand, at locked")), undefined);
  });
});
