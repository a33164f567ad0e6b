// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import type { LockEvent } from "../../lock/events";
import { loopOnVirtualTime } from "../fixtures/fake-loop";
import { lockBench } from "../fixtures/lock-bench";

const key: LockEvent = { type: "key", key: "1" };
const doorOpen: LockEvent = { type: "door", closed: false };

describe("loop: faults", () => {
  test("an exception in the handler, a deadline or a job never leaves the turn, and the loop lives on", () => {
    const { loop, time, faults } = loopOnVirtualTime();
    let handled = 0;
    loop.onEvent((event) => {
      if (event.type === "door") throw new Error("door");
      handled++;
    });
    loop.after("relock", 0, () => {
      throw new Error("late");
    });
    loop.post(doorOpen);
    loop.post(key);
    time.settle();
    assert.equal(handled, 1);
    assert.deepEqual(faults, ["door: door", "relock: late"]);
    assert.equal(loop.stats.faults, 2);
  });

  test("even one in onFault does not", () => {
    const { loop, time } = loopOnVirtualTime(() => {
      throw new Error("worse");
    });
    loop.onEvent(() => {
      throw new Error("bad");
    });
    loop.post(key);
    loop.post(key);
    time.settle();
    assert.equal(loop.stats.faults, 4);
    assert.equal(loop.stats.turns, 2);
  });

  test("post() does not throw when the timer fails, and tries again", () => {
    const { loop, time, faults } = loopOnVirtualTime();
    let handled = 0;
    loop.onEvent(() => handled++);
    const arm = time.arm;
    time.arm = () => {
      throw new Error("no timer left");
    };
    loop.post(key);
    assert.deepEqual(faults, ["wakeup: no timer left"]);
    time.arm = arm;
    loop.post(key);
    time.settle();
    assert.equal(handled, 2);
  });

  test("a timer that fails while the bolt moves stops the motor once, instead of telling of it for ever", () => {
    const bench = lockBench();
    bench.request("unlock");
    const arm = bench.time.arm;
    bench.time.arm = () => {
      throw new Error("no timer left");
    };
    bench.loop.post(doorOpen);
    assert.deepEqual(bench.faults, ["wakeup: no timer left"]);
    assert.equal(bench.bolt.stops, 1);
    assert.ok(!bench.bolt.moving);
    bench.time.arm = arm;
    bench.door(true);
    assert.equal(bench.state, "unknown", "and all that had happened is handled");
    assert.equal(bench.lock.status().doorState, "closed");
  });

  test("a turn inside a turn is a fault of our own", () => {
    const { loop, time, faults } = loopOnVirtualTime();
    loop.onEvent(() => loop.turn());
    loop.post(key);
    time.settle();
    assert.deepEqual(faults, ["key: loop: a turn inside a turn"]);
  });
});
