// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import type { LockEvent } from "../../lock/events";
import { loopOnVirtualTime } from "../fixtures/fake-loop";

const key: LockEvent = { type: "key", key: "1" };
const doorOpen: LockEvent = { type: "door", closed: false };

describe("loop: events", () => {
  test("handles events one a turn, in the order in which they came", () => {
    const { loop, time } = loopOnVirtualTime();
    const seen: string[] = [];
    loop.onEvent((event) => seen.push(event.type));
    loop.post(key);
    loop.post(doorOpen);
    assert.deepEqual(seen, [], "nothing runs inside post()");
    loop.turn();
    assert.deepEqual(seen, ["key"]);
    time.settle();
    assert.deepEqual(seen, ["key", "door"]);
  });

  test("keeps order across thousands of events, so the ring wraps", () => {
    const { loop, time } = loopOnVirtualTime();
    const seen: number[] = [];
    loop.onEvent((event) => {
      if (event.type === "battery") seen.push(event.reading.millivolts);
    });
    const posted: number[] = [];
    for (let index = 0; index < 3000; index++) {
      loop.post({ type: "battery", reading: { millivolts: index, percent: 0 } });
      posted.push(index);
      if (index % 37 === 0) time.settle();
    }
    time.settle();
    assert.deepEqual(seen, posted);
    assert.equal(loop.overflows, 0);
  });

  test("counts and drops the event that finds the queue full, and nothing else", () => {
    const { loop, time } = loopOnVirtualTime();
    let handled = 0;
    loop.onEvent(() => handled++);
    for (let index = 0; index < 64; index++) loop.post(doorOpen);
    assert.equal(loop.overflows, 0);
    loop.post(doorOpen);
    assert.equal(loop.overflows, 1);
    assert.equal(loop.stats.queueHighWater, 64);
    time.settle();
    assert.equal(handled, 64);
    loop.post(doorOpen);
    time.settle();
    assert.equal(handled, 65, "there is room again");
  });

  test("a flood of keys and lines leaves room for what the sensors say", () => {
    const { loop } = loopOnVirtualTime();
    for (let index = 0; index < 100; index++) {
      loop.post(key);
      loop.post({ type: "line", text: "" });
    }
    assert.equal(loop.overflows, 200 - 48);
    const before = loop.overflows;
    loop.post(doorOpen);
    assert.equal(loop.overflows, before);
  });

  test("wakes at once for an event, and not at all without one", () => {
    const { loop, time } = loopOnVirtualTime();
    assert.equal(time.armedMs, undefined);
    loop.post(key);
    assert.equal(time.armedMs, 0);
    time.settle();
    assert.equal(time.armedMs, undefined);
  });
});

describe("loop: deadlines", () => {
  test("runs on its millisecond, not one earlier, and once", () => {
    const { loop, time } = loopOnVirtualTime();
    let ran = 0;
    loop.after("relock", 30_000, () => ran++);
    time.advance(29_999);
    assert.equal(ran, 0);
    assert.equal(loop.due("relock"), 1);
    time.advance(1);
    assert.equal(ran, 1);
    assert.equal(loop.due("relock"), undefined);
    time.advance(100_000);
    assert.equal(ran, 1);
  });

  test("an early wakeup runs nothing and is armed again for the rest", () => {
    const { loop, time } = loopOnVirtualTime();
    let ran = 0;
    loop.after("relock", 100, () => ran++);
    time.arm(40);
    time.advance(40);
    assert.equal(ran, 0);
    assert.equal(time.armedMs, 60);
    time.arm(59);
    time.advance(59);
    assert.equal(ran, 0, "one millisecond early is early");
    time.advance(1);
    assert.equal(ran, 1);
  });

  test("setting a name again replaces the earlier deadline", () => {
    const { loop, time } = loopOnVirtualTime();
    const ran: string[] = [];
    loop.after("relock", 1000, () => ran.push("first"));
    time.advance(999);
    loop.after("relock", 1000, () => ran.push("second"));
    time.advance(999);
    assert.deepEqual(ran, []);
    time.advance(1);
    assert.deepEqual(ran, ["second"]);
  });

  test("a cancelled one never runs; cancelling what is not there does nothing", () => {
    const { loop, time } = loopOnVirtualTime();
    let ran = 0;
    loop.after("relock", 10, () => ran++);
    loop.cancel("relock");
    loop.cancel("never set");
    time.advance(1000);
    assert.equal(ran, 0);
    assert.equal(loop.due("relock"), undefined);
  });

  test("two due at once run in the order in which they were set, others by their time", () => {
    const { loop, time } = loopOnVirtualTime();
    const ran: string[] = [];
    loop.after("c", 20, () => ran.push("c"));
    loop.after("b", 20, () => ran.push("b"));
    loop.after("a", 10, () => ran.push("a"));
    loop.after("c", 20, () => ran.push("c again"));
    time.advance(20);
    assert.deepEqual(ran, ["a", "b", "c again"]);
  });

  test("a late wakeup runs all that are due, by their time, one a turn", () => {
    const { loop, time } = loopOnVirtualTime();
    const ran: number[] = [];
    loop.after("later", 20, () => ran.push(20));
    loop.after("sooner", 10, () => ran.push(10));
    time.onWake(() => {});
    time.advance(50);
    loop.turn();
    assert.deepEqual(ran, [10]);
    loop.turn();
    assert.deepEqual(ran, [10, 20]);
  });

  test("what happened before a deadline is handled before it runs", () => {
    const { loop } = loopOnVirtualTime();
    const seen: string[] = [];
    loop.onEvent((event) => seen.push(event.type));
    loop.after("relock", 0, () => seen.push("relock"));
    loop.post(doorOpen);
    loop.turn();
    assert.deepEqual(seen, ["door"], "nothing else in this turn");
    loop.turn();
    assert.deepEqual(seen, ["door", "relock"]);
  });

  test("a deadline waits for one event and no more, whatever else waits; an event for one deadline", () => {
    const { loop } = loopOnVirtualTime();
    const seen: string[] = [];
    loop.onEvent((event) => seen.push(event.type));
    for (let times = 0; times < 4; times++) loop.post(key);
    loop.after("relock", 0, () => seen.push("relock"));
    loop.after("alarm", 0, () => seen.push("alarm"));
    for (let turns = 0; turns < 6; turns++) loop.turn();
    assert.deepEqual(seen, ["key", "relock", "key", "alarm", "key", "key"]);
  });

  test("one that sets itself again with 0 ms does not hold up the turn", () => {
    const { loop, time } = loopOnVirtualTime();
    let ran = 0;
    const again = () => {
      if (++ran < 3) loop.after("again", 0, again);
    };
    loop.after("again", 0, again);
    loop.turn();
    assert.equal(ran, 1);
    time.settle();
    assert.equal(ran, 3);
  });

  test("refuses a delay that is no delay, naming the deadline", () => {
    const { loop } = loopOnVirtualTime();
    for (const delayMs of [-1, NaN, Infinity]) {
      assert.throws(() => loop.after("relock", delayMs, () => {}), /relock/);
    }
  });
});

describe("loop: jobs", () => {
  test("runs one slice a turn of the job that was begun last, until it says that it is done, then the others", () => {
    const { loop, time } = loopOnVirtualTime();
    const ran: string[] = [];
    const slices = (name: string, count: number) => () => {
      ran.push(name);
      return --count > 0;
    };
    loop.job("verify", slices("verify", 3));
    loop.turn();
    assert.deepEqual(ran, ["verify"]);
    loop.job("load", slices("load", 2));
    time.settle();
    assert.deepEqual(ran, ["verify", "load", "load", "verify", "verify"]);
    assert.equal(time.armedMs, undefined, "nothing is left to do");
  });

  test("waits while events are queued", () => {
    const { loop } = loopOnVirtualTime();
    let slices = 0;
    loop.job("verify", () => ++slices < 10);
    loop.post(key);
    loop.post(key);
    loop.turn();
    loop.turn();
    assert.equal(slices, 0);
    loop.turn();
    assert.equal(slices, 1);
  });

  test("a job that throws is dropped and reported, the others go on", () => {
    const { loop, time, faults } = loopOnVirtualTime();
    let slices = 0;
    loop.job("bad", () => {
      throw new Error("torn");
    });
    loop.job("good", () => ++slices < 4);
    time.settle();
    assert.deepEqual(faults, ["bad: torn"]);
    assert.equal(slices, 4);
  });
});

describe("loop: measurement", () => {
  test("knows the longest turn and what took most of it", () => {
    const { loop, time } = loopOnVirtualTime();
    loop.onEvent((event) => (time.meterUs += event.type === "key" ? 300 : 100));
    loop.after("relock", 50, () => (time.meterUs += 700));
    loop.post(key);
    loop.post(doorOpen);
    time.settle();
    assert.equal(loop.stats.longestTurnUs, 300);
    assert.equal(loop.stats.longestTurn, "key");
    time.onWake(() => {});
    time.advance(50);
    loop.post(doorOpen);
    loop.turn();
    assert.equal(loop.stats.longestTurnUs, 300, "one thing a turn: the deadline waits");
    loop.turn();
    assert.equal(loop.stats.longestTurnUs, 700);
    assert.equal(loop.stats.longestTurn, "relock");
    assert.deepEqual([...loop.longestUsByName], [["key", 300], ["door", 100], ["relock", 700]]);
  });
});
