// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BoltBench, pins } from "../fixtures/bolt-bench";

const { lock, unlock, enable } = pins;

/** Runs on until the move has ended. */
function ended(bench: BoltBench, count = 1) {
  for (let waitedMs = 0; bench.moves.length < count && waitedMs < 3000; waitedMs += 10) bench.run(10);
  bench.run(300);
  assert.equal(bench.moves.length, count, "exactly one report for each move");
  const move = bench.moves[count - 1];
  assert.ok(move);
  return move;
}

describe("a motor bolt with switches", () => {
  test("is unpowered from the first moment, enable before anything else", () => {
    const bench = new BoltBench({ position: "locked" });
    bench.motor();
    bench.run(10_000);
    assert.deepEqual(
      bench.changes.map(({ pin, level }) => [pin, level]),
      [enable, lock, unlock].map((pin) => [pin, 0]),
    );
  });

  test("runs until the switch says so, and stops at once", () => {
    const bench = new BoltBench({ position: "unlocked" });
    const bolt = bench.motor();
    bolt.move("locked");
    assert.ok(bolt.moving);
    bench.turn("between", 100);
    bench.turn("locked", 600);
    bench.run(625);
    assert.equal(bench.pins.driven(enable), 0);
    const { result, position, assumed, atMs, durationMs } = ended(bench);
    assert.deepEqual({ result, position, assumed }, { result: "reached", position: "locked", assumed: false });
    assert.equal(durationMs, atMs);
    assert.equal(bench.highMs(unlock), 0);
    assert.equal(bolt.moving, false);
  });

  test("does not stop for a glitch of the switch that one look sees", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor().move("locked");
    bench.turn("between", 100);
    bench.turn("locked", 305);
    bench.turn("between", 314);
    bench.turn("locked", 700);
    assert.equal(ended(bench).result, "reached");
    assert.ok(bench.highMs(lock) >= 690, `${bench.highMs(lock)} ms`);
  });

  test("is not reached when it springs back from the switch", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor().move("locked");
    bench.turn("between", 100);
    bench.turn("locked", 600);
    bench.turn("between", 640);
    const { result, position } = ended(bench);
    assert.deepEqual([result, position], ["jammed", "between"]);
  });

  test("does not run when it is already there", () => {
    const bench = new BoltBench({ position: "locked" });
    bench.motor().move("locked");
    const { result, position } = ended(bench);
    assert.deepEqual([result, position], ["reached", "locked"]);
    assert.equal(bench.highMs(enable, lock, unlock), 0);
  });

  test("gives up after the time limit, to the tick", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor().move("locked");
    bench.turn("between", 100);
    bench.run(1509);
    assert.equal(bench.pins.driven(lock), 1);
    bench.run(1);
    assert.equal(bench.pins.driven(lock), 0);
    const { result, position } = ended(bench);
    assert.deepEqual([result, position], ["timedOut", "between"]);
    assert.equal(bench.highMs(enable), 1500);
  });

  test("coasts 100 ms before it turns the other way", () => {
    const bench = new BoltBench({ position: "between" });
    const bolt = bench.motor();
    bolt.move("locked");
    bench.run(200);
    bolt.move("unlocked");
    bench.run(200);
    const off = bench.changes.find(({ atMs, pin, level }) => atMs > 0 && pin === lock && level === 0);
    const on = bench.changes.find(({ pin, level }) => pin === unlock && level === 1);
    assert.equal(off?.atMs, 200);
    assert.equal(on?.atMs, 300);
    assert.equal(bench.moves[0]?.result, "stopped");
  });

  test("does not wait when it goes on the same way", () => {
    const bench = new BoltBench({ position: "between" });
    const bolt = bench.motor();
    bolt.move("locked");
    bench.run(200);
    bolt.stop();
    bolt.move("locked");
    bench.run(10);
    assert.equal(bench.pins.driven(lock), 1);
  });

  test("stops when told, once, with the position that is sensed", () => {
    const bench = new BoltBench({ position: "between" });
    const bolt = bench.motor();
    bolt.stop();
    bolt.move("locked");
    bench.run(200);
    bolt.stop();
    bolt.stop();
    assert.equal(bench.pins.driven(enable), 0);
    const { result, position, durationMs } = ended(bench);
    assert.deepEqual([result, position, durationMs], ["stopped", "between", 200]);
  });

  test("never has both directions on, and the enable only around them", () => {
    const bench = new BoltBench({ position: "between" });
    const bolt = bench.motor();
    for (const target of ["locked", "unlocked", "unlocked", "locked"] as const) {
      bolt.move(target);
      bench.run(150);
    }
    bolt.stop();
    const level = new Map<number, number>();
    for (const change of bench.changes) {
      level.set(change.pin, change.level);
      assert.ok(!(level.get(lock) === 1 && level.get(unlock) === 1), `both on at ${change.atMs}`);
      if (level.get(lock) === 1 || level.get(unlock) === 1) assert.equal(level.get(enable), 1);
    }
    assert.equal(level.get(enable), 0);
  });
});

describe("a hand on the bolt", () => {
  test("that turns it back against the motor ends the move", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor().move("locked");
    bench.turn("between", 100);
    bench.turn("unlocked", 400);
    const { result, position } = ended(bench);
    assert.deepEqual([result, position], ["movedByHand", "unlocked"]);
    assert.ok(bench.highMs(lock) < 430, `${bench.highMs(lock)} ms`);
    assert.deepEqual(bench.byHand, []);
  });

  test("that only holds it is no turning back", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor().move("locked");
    const { result, position } = ended(bench);
    assert.deepEqual([result, position], ["timedOut", "unlocked"]);
  });

  test("that turns it while nothing moves is told, debounced", () => {
    const bench = new BoltBench({ position: "locked" });
    const bolt = bench.motor();
    bench.turn("between", 250);
    bench.run(349);
    assert.deepEqual(bench.byHand, []);
    bench.run(1);
    assert.deepEqual(bench.byHand, ["350 between"]);
    assert.equal(bolt.position, "between");
  });

  test("that only trembles is not told", () => {
    const bench = new BoltBench({ position: "locked" });
    bench.motor();
    bench.turn("between", 295);
    bench.turn("locked", 340);
    bench.run(1000);
    assert.deepEqual(bench.byHand, []);
  });
});
