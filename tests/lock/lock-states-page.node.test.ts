// SPDX-License-Identifier: Apache-2.0
/** Reads docs/lock-states.md and walks every cell of its three tables: state by event, what follows and what is done. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { backOffMs, boltSilentMs, pauseMs } from "../../lock/lock-state";
import type { BoltTarget } from "../../lock/parts";
import { LockStateRecorder } from "../fixtures/lock-state-recorder";

const page = readFileSync("docs/lock-states.md", "utf8");

const underWay = (target: BoltTarget, third: boolean): LockStateRecorder => {
  const lock = new LockStateRecorder();
  lock.machine.request(target);
  if (third) for (let tries = 0; tries < 2; tries++) lock.failsAndTriesAgain();
  return lock;
};

/** How each column is reached, from a new machine, by real events. `third`: with both retries used up. */
const situations: Record<string, (third: boolean) => LockStateRecorder> = {
  "unknown resting": () => new LockStateRecorder(),
  "unknown halting": (third) => {
    const lock = underWay("unlocked", third);
    lock.machine.fault();
    return lock;
  },
  "locked resting": () => {
    const lock = new LockStateRecorder();
    lock.machine.sensed("locked", false);
    return lock;
  },
  "unlocked resting": () => {
    const lock = new LockStateRecorder();
    lock.machine.sensed("unlocked", false);
    return lock;
  },
  "jammed resting": () => {
    const lock = underWay("unlocked", true);
    lock.moveEnds("jammed", "between");
    return lock;
  },
};
for (const [state, target] of [["unlocking", "unlocked"], ["locking", "locked"]] as const) {
  situations[`${state} moving`] = (third) => underWay(target, third);
  situations[`${state} backingOff`] = (third) => {
    // The last try has no backing off behind it, so "third time" there is the second.
    const lock = underWay(target, false);
    if (third) lock.failsAndTriesAgain();
    lock.moveEnds("jammed", "between");
    return lock;
  };
  situations[`${state} halting`] = (third) => {
    const lock = situations[`${state} backingOff`]!(third);
    lock.timePasses();
    return lock;
  };
  situations[`${state} pausing`] = (third) => {
    const lock = situations[`${state} halting`]!(third);
    lock.moveEnds("stopped", "between");
    return lock;
  };
}

const events: Record<string, (lock: LockStateRecorder) => void> = {
  "asked to lock": (lock) => lock.machine.request("locked"),
  "asked to unlock": (lock) => lock.machine.request("unlocked"),
  "bolt at locked": (lock) => lock.machine.sensed("locked", false),
  "bolt at unlocked": (lock) => lock.machine.sensed("unlocked", false),
  "bolt at neither": (lock) => lock.machine.sensed("between", false),
  "move reached": (lock) => lock.arrives(),
  "move failed": (lock) => lock.moveEnds("jammed", "between"),
  // Even if a switch says that it is where it should be: a move that failed has not arrived.
  "move failed third time": (lock) => lock.moveEnds("timedOut", lock.lastTarget ?? "between"),
  "by hand, at locked": (lock) => lock.moveEnds("movedByHand", "locked"),
  "by hand, at unlocked": (lock) => lock.moveEnds("movedByHand", "unlocked"),
  "by hand, at neither": (lock) => lock.moveEnds("movedByHand", "between"),
  "stopped, at locked": (lock) => lock.moveEnds("stopped", "locked"),
  "stopped, at unlocked": (lock) => lock.moveEnds("stopped", "unlocked"),
  "stopped, at neither": (lock) => lock.moveEnds("stopped", "unknown"),
  "time over": (lock) => lock.timePasses(),
  fault: (lock) => lock.machine.fault(),
};

const waitByPhase: Record<string, number | undefined> = {
  resting: undefined,
  moving: boltSilentMs,
  backingOff: backOffMs,
  halting: boltSilentMs,
  pausing: pauseMs,
};

interface Cell {
  situation: string;
  event: string;
  text: string;
}

function cellsOf(markdown: string): Cell[] {
  const cells: Cell[] = [];
  let columns: string[] = [];
  for (const line of markdown.split("\n")) {
    if (!line.startsWith("|")) {
      columns = [];
      continue;
    }
    const [first, ...rest] = line.split("|").slice(1, -1).map((text) => text.trim());
    if (first === "event") columns = rest;
    else if (columns.length > 0 && !first!.startsWith("---")) {
      assert.equal(rest.length, columns.length, `a cell is missing in: ${line}`);
      rest.forEach((text, index) => cells.push({ situation: columns[index]!, event: first!, text }));
    }
  }
  return cells;
}

const cells = cellsOf(page);

describe("docs/lock-states.md", () => {
  test("has every event against every state and phase, once", () => {
    const expected = Object.keys(situations).flatMap((situation) => Object.keys(events).map((event) => `${situation}: ${event}`));
    assert.deepEqual(cells.map(({ situation, event }) => `${situation}: ${event}`).sort(), expected.sort());
  });

  test("names the times that the code has", () => {
    for (const [phase, waitMs] of Object.entries(waitByPhase)) {
      if (waitMs === undefined) continue;
      assert.match(page, new RegExp(`\\| ${phase} \\|.*\\| ${waitMs.toLocaleString("en")} ms`));
    }
  });

  for (const { situation, event, text } of cells) {
    test(`${situation}: ${event}: ${text}`, () => {
      const lock = situations[situation]!(event.includes("third"));
      assert.equal(lock.situation, situation, "the state to start from is reached");
      const [next, ...actions] = text.split(", ");
      const waitBefore = lock.waitMs;
      const expected = next === "=" ? situation : next === "its target" ? `${lock.lastTarget} resting` : next;
      lock.forget();
      events[event]!(lock);
      assert.equal(lock.situation, expected);
      assert.deepEqual(lock.actions, actions);
      const timePassed = event === "time over" && next === "=";
      assert.equal(lock.waitMs, timePassed ? undefined : waitByPhase[lock.machine.phase]);
      if (next === "=" && event !== "fault" && !timePassed) assert.equal(lock.waitMs, waitBefore);
    });
  }
});
