// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bareBoard } from "../fixtures/bare-board";

describe("Timer", () => {
  test("fires at its millisecond and not before, once", () => {
    let fired = 0;
    const board = bareBoard(({ Timer }) => void Timer.set(() => (fired += 1), 30));
    board.run(29.999);
    assert.equal(fired, 0);
    board.run(0.001);
    assert.equal(fired, 1);
    board.run(1000);
    assert.equal(fired, 1);
  });

  test("repeats without drift, and catches up after the chip was blocked", () => {
    const times: number[] = [];
    const board = bareBoard(({ Timer, Time, flash }) => {
      const partition = flash.open({ path: "audit" });
      const start = Time.ticks;
      Timer.repeat(() => times.push(Time.delta(start)), 10);
      Timer.set(() => partition.eraseBlock(0), 25);
    });
    board.run(100);
    assert.deepEqual(times, [10, 20, 70, 70, 70, 70, 70, 80, 90, 100]);
  });

  test("stays silent after clear, also from its own callback, and clear is harmless otherwise", () => {
    let fired = 0;
    const board = bareBoard(({ Timer }) => {
      const cleared = Timer.set(() => (fired += 100), 10);
      Timer.clear(cleared);
      Timer.clear(cleared);
      Timer.clear(undefined);
      const repeating = Timer.repeat(() => {
        fired += 1;
        if (fired === 3) Timer.clear(repeating);
      }, 10);
    });
    board.run(1000);
    assert.equal(fired, 3);
  });

  test("reschedules a timer that has not fired, and refuses one that has", () => {
    let firedAtMs = 0;
    const board = bareBoard(({ Timer }) => {
      const timer = Timer.set(() => (firedAtMs = board.nowMs), 10);
      Timer.schedule(timer, 50);
      const done = Timer.set(() => {}, 1);
      Timer.set(() => assert.throws(() => Timer.schedule(done, 10), /not a live timer/), 5);
    });
    const startMs = board.nowMs;
    board.run(100);
    assert.equal(firedAtMs - startMs, 50);
    assert.deepEqual([...board.faults], []);
  });

  test("refuses a one-shot rescheduled in its own callback, which the chip would lose", () => {
    let refused = false;
    const board = bareBoard(({ Timer }) => {
      const timer = Timer.set(() => {
        assert.throws(() => Timer.schedule(timer, 10), /is lost/);
        refused = true;
      }, 10);
    });
    board.run(20);
    assert.ok(refused);
  });

  test("refuses to block, and delays that are not whole milliseconds", () => {
    bareBoard(({ Timer, load }) => {
      const { delay } = (load("timer") as { default: { delay(ms: number): void } }).default;
      assert.throws(() => delay(1), /blocks/);
      for (const delayMs of [-1, 0.5, NaN, Infinity, 2 ** 31]) assert.throws(() => Timer.set(() => {}, delayMs), RangeError);
      assert.throws(() => Timer.repeat(() => {}, 0), RangeError);
      assert.throws(() => Timer.set("no function" as never, 1), TypeError);
    });
  });

  test("a timer of 0 ms does not stop the clock", () => {
    let turns = 0;
    const board = bareBoard(({ Timer }) => {
      const again = (): void => {
        turns += 1;
        Timer.set(again, 0);
      };
      Timer.set(again, 0);
    });
    board.run(10);
    assert.equal(turns, 100);
  });
});

describe("Time", () => {
  test("ticks in milliseconds through the wrap of 32 bits", () => {
    let before = 0;
    let after = 0;
    let elapsedMs = 0;
    const board = bareBoard(({ Timer, Time }) => {
      before = Time.ticks;
      Timer.set(() => {
        after = Time.ticks;
        elapsedMs = Time.delta(before);
      }, 30_000);
    });
    board.run(30_000);
    assert.ok(before > 0 && after < 0);
    assert.equal(elapsedMs, 30_000);
  });

  test("is 1970 after power-up, can be set, and is lost when the power is cut but not by a reset", () => {
    const seen: number[] = [];
    let setTo = 1_800_000_000;
    const board = bareBoard(({ Time }) => {
      seen.push(Math.floor(Date.now() / 1000));
      if (setTo > 0) Time.set(setTo);
      setTo = 0;
      seen.push(Math.floor(Date.now() / 1000));
    });
    board.run(10_000);
    board.reset();
    board.run(1000);
    board.cutPower();
    board.powerUp();
    board.run(1000);
    assert.ok(Date.now() > 1_600_000_000_000, "outside of the chip it is what it really is");
    assert.deepEqual(seen, [0, 1_800_000_000, 1_800_000_010, 1_800_000_010, 0, 0]);
  });

  test("microseconds never go back, and run on while flash blocks", () => {
    const board = bareBoard(({ Timer, Time, flash }) => {
      const partition = flash.open({ path: "audit" });
      let last = 0;
      const check = (): void => {
        const now = Time.microseconds;
        assert.ok(now >= last, `${now} after ${last}`);
        last = now;
      };
      for (let index = 0; index < 50; index += 1) Timer.repeat(check, 5);
      Timer.repeat(() => {
        const start = Time.microseconds;
        partition.eraseBlock(0);
        const took = Time.microseconds - start;
        assert.ok(took >= 45_000 && took < 47_000, `${took} us`);
        check();
      }, 77);
    });
    board.run(1000);
    assert.deepEqual([...board.faults], []);
  });
});
