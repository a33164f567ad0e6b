// SPDX-License-Identifier: Apache-2.0
/** Whole stories through the state machine. Every single cell is walked in lock-states-page.node.test.ts. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { LockStateRecorder } from "../fixtures/lock-state-recorder";
import type { BoltTarget } from "../../lock/parts";

describe("lock state: at boot", () => {
  test("is unknown until the bolt is sensed", () => {
    const lock = new LockStateRecorder();
    assert.equal(lock.situation, "unknown resting");
    lock.machine.sensed("locked", false);
    assert.equal(lock.situation, "locked resting");
    assert.deepEqual(lock.actions, [], "and nothing moves for that");
  });

  test("stays unknown when the bolt is at neither end", () => {
    for (const position of ["between", "unknown"] as const) {
      const lock = new LockStateRecorder();
      lock.machine.sensed(position, false);
      assert.equal(lock.situation, "unknown resting");
    }
  });
});

describe("lock state: what is reported is what is sensed", () => {
  test("never locked because it was asked to lock", () => {
    const lock = new LockStateRecorder();
    lock.machine.sensed("unlocked", false);
    lock.machine.request("locked");
    assert.equal(lock.machine.state, "locking");
    lock.moveEnds("reached", "between");
    assert.equal(lock.situation, "locking backingOff", "a move that claims to have arrived elsewhere has failed");
  });

  test("locked without position switches is marked assumed, with them it is not", () => {
    const lock = new LockStateRecorder();
    lock.machine.request("locked");
    lock.arrives(true);
    assert.equal(lock.machine.state, "locked");
    assert.equal(lock.machine.assumed, true);
    lock.machine.request("unlocked");
    lock.arrives(false);
    assert.equal(lock.machine.assumed, false);
  });

  test("where the position is only assumed, the bolt is driven there again; where it is sensed, it is not", () => {
    for (const target of ["locked", "unlocked"] as const) {
      for (const assumed of [true, false]) {
        const lock = new LockStateRecorder();
        lock.machine.request(target);
        lock.arrives(assumed);
        lock.forget();
        lock.machine.request(target);
        assert.deepEqual(lock.actions, assumed ? [`to ${target}`] : []);
      }
    }
  });
});

describe("lock state: a jam", () => {
  const other = { locked: "unlocked", unlocked: "locked" } as const;

  function tries(target: BoltTarget, failures: number): LockStateRecorder {
    const lock = new LockStateRecorder();
    lock.machine.request(target);
    for (let count = 0; count < failures; count++) lock.failsAndTriesAgain();
    return lock;
  }

  for (const target of ["locked", "unlocked"] as const) {
    test(`on the way to ${target}: backs off and tries again twice, then is jammed and stays off`, () => {
      const lock = tries(target, 2);
      lock.moveEnds("jammed", "between");
      const backOff = [`to ${other[target]}`, "stop"];
      assert.deepEqual(lock.actions, [
        `to ${target}`, ...backOff, `to ${target}`, ...backOff, `to ${target}`, "ends jammed",
      ]);
      assert.equal(lock.situation, "jammed resting");
      lock.timePasses();
      assert.equal(lock.situation, "jammed resting");
    });

    test(`on the way to ${target}: each retry may still arrive`, () => {
      for (const failures of [1, 2]) {
        const lock = tries(target, failures);
        lock.arrives();
        assert.equal(lock.situation, `${target} resting`);
        assert.equal(lock.actions[lock.actions.length - 1], "ends reached");
      }
    });

    test(`on the way to ${target}: a new request has three tries again`, () => {
      const lock = tries(target, 2);
      lock.moveEnds("jammed", "between");
      lock.machine.request(target);
      lock.failsAndTriesAgain();
      lock.failsAndTriesAgain();
      assert.equal(lock.situation, `${target === "locked" ? "locking" : "unlocking"} moving`);
      lock.moveEnds("jammed", "between");
      assert.equal(lock.situation, "jammed resting");
    });
  }

  test("while locking is never reported as locked, even when the switch says so", () => {
    const lock = tries("locked", 2);
    lock.moveEnds("timedOut", "locked");
    assert.equal(lock.machine.state, "jammed");
  });

  test("is over when somebody turns the bolt to an end, and not when it is turned half way", () => {
    const lock = tries("unlocked", 2);
    lock.moveEnds("jammed", "between");
    lock.machine.sensed("between", false);
    assert.equal(lock.machine.state, "jammed");
    lock.machine.sensed("unlocked", false);
    assert.equal(lock.machine.state, "unlocked");
  });
});

describe("lock state: unlock while locking", () => {
  test("stops, pauses and turns round, and locking is told that it was overridden", () => {
    const lock = new LockStateRecorder();
    lock.machine.request("locked");
    lock.machine.request("unlocked");
    assert.equal(lock.situation, "unlocking halting");
    lock.moveEnds("stopped", "between");
    assert.equal(lock.situation, "unlocking pausing");
    lock.timePasses();
    lock.arrives();
    assert.equal(lock.situation, "unlocked resting");
    assert.deepEqual(lock.actions, ["to locked", "stop", "ends overridden", "to unlocked", "ends reached"]);
  });

  test("works too when locking has just arrived", () => {
    const lock = new LockStateRecorder();
    lock.machine.request("locked");
    lock.machine.request("unlocked");
    lock.arrives();
    lock.timePasses();
    lock.arrives();
    assert.equal(lock.situation, "unlocked resting");
  });

  test("has all its tries, whatever locking has used up", () => {
    const lock = new LockStateRecorder();
    lock.machine.request("locked");
    lock.failsAndTriesAgain();
    lock.failsAndTriesAgain();
    lock.machine.request("unlocked");
    lock.moveEnds("stopped", "between");
    lock.timePasses();
    lock.failsAndTriesAgain();
    lock.failsAndTriesAgain();
    assert.equal(lock.situation, "unlocking moving");
    lock.moveEnds("jammed", "between");
    assert.equal(lock.situation, "jammed resting");
  });

  test("lock while unlocking does not turn it round", () => {
    const lock = new LockStateRecorder();
    lock.machine.request("unlocked");
    lock.forget();
    lock.machine.request("locked");
    assert.equal(lock.situation, "unlocking moving");
    assert.deepEqual(lock.actions, []);
  });
});

describe("lock state: a fault of our own", () => {
  test("takes the power off, and a new move waits until the old one has ended", () => {
    const lock = new LockStateRecorder();
    lock.machine.request("locked");
    lock.forget();
    lock.machine.fault();
    assert.deepEqual(lock.actions, ["stop", "ends fault"]);
    lock.machine.sensed("locked", false);
    assert.equal(lock.situation, "unknown halting", "what is sensed while it runs out does not count");
    lock.machine.request("unlocked");
    assert.equal(lock.situation, "unlocking halting");
    lock.forget();
    lock.moveEnds("stopped", "between");
    assert.deepEqual(lock.actions, []);
    lock.timePasses();
    assert.deepEqual(lock.actions, ["to unlocked"]);
  });
});
