// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { Heartbeat } from "../../drivers/heartbeat";
import { idlePollMs } from "../../drivers/poll";

/** A timer service that notes what is repeated, and is told when to fire. */
function recorder() {
  const repeats: { callback: () => void; intervalMs: number; live: boolean }[] = [];
  return {
    repeats,
    live: () => repeats.filter((each) => each.live),
    fire: () => repeats.forEach((each) => each.live && each.callback()),
    set: () => "single shot",
    repeat: (callback: () => void, intervalMs: number) => {
      repeats.push({ callback, intervalMs, live: true });
      return repeats.length - 1;
    },
    clear: (id: unknown) => {
      const found = repeats[id as number];
      if (found !== undefined) found.live = false;
    },
  };
}

describe("heartbeat", () => {
  test("however many drivers poll slowly, one timer runs", () => {
    const timer = recorder();
    const heartbeat = new Heartbeat(timer);
    const calls: string[] = [];
    for (const name of ["door", "keypad", "tamper"]) heartbeat.repeat(() => calls.push(name), idlePollMs);
    assert.equal(timer.live().length, 1);
    timer.fire();
    assert.deepEqual(calls, ["door", "keypad", "tamper"]);
  });

  test("a quicker poll and a single shot have timers of their own", () => {
    const timer = recorder();
    const heartbeat = new Heartbeat(timer);
    heartbeat.repeat(() => undefined, idlePollMs);
    const quick = heartbeat.repeat(() => undefined, 10);
    assert.deepEqual(timer.live().map(({ intervalMs }) => intervalMs), [idlePollMs, 10]);
    assert.equal(heartbeat.set(() => undefined, 5), "single shot");
    heartbeat.clear(quick);
    assert.deepEqual(timer.live().map(({ intervalMs }) => intervalMs), [idlePollMs]);
  });

  test("one that leaves is not called any more, not even in the same beat; the others are", () => {
    const timer = recorder();
    const heartbeat = new Heartbeat(timer);
    const calls: string[] = [];
    heartbeat.repeat(() => {
      calls.push("first");
      heartbeat.clear(second);
    }, idlePollMs);
    const second: unknown = heartbeat.repeat(() => calls.push("second"), idlePollMs);
    heartbeat.repeat(() => calls.push("third"), idlePollMs);
    timer.fire();
    timer.fire();
    assert.deepEqual(calls, ["first", "third", "first", "third"]);
  });

  test("when all have left nothing runs, and the next one starts it again", () => {
    const timer = recorder();
    const heartbeat = new Heartbeat(timer);
    const calls: string[] = [];
    heartbeat.clear(heartbeat.repeat(() => calls.push("gone"), idlePollMs));
    assert.equal(timer.live().length, 0);
    heartbeat.repeat(() => calls.push("back"), idlePollMs);
    timer.fire();
    assert.deepEqual(calls, ["back"]);
  });
});
