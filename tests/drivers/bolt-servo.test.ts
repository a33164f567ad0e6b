// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BoltBench, pins } from "../fixtures/bolt-bench";

const { signal, supply } = pins;

/** Width of the pulses on the signal pin; 0: none. */
function pulseUs(bench: BoltBench): number {
  const pwm = bench.pins.pwmOf(signal);
  return pwm === undefined ? 0 : Math.round((pwm.duty / 2 ** pwm.resolution) * (1_000_000 / pwm.hz));
}

function onlyMove(bench: BoltBench) {
  bench.run(3000);
  assert.equal(bench.moves.length, 1);
  assert.equal(bench.pins.driven(supply), 0);
  assert.equal(pulseUs(bench), 0);
  const [move] = bench.moves;
  assert.ok(move);
  return [move.result, move.position, move.assumed];
}

describe("a servo bolt", () => {
  test("has neither supply nor pulses before it moves", () => {
    const bench = new BoltBench({ position: "locked" });
    bench.servo();
    bench.run(5000);
    assert.equal(bench.highMs(supply, signal), 0);
  });

  test("gets its pulse before its supply", () => {
    const bench = new BoltBench({ position: "locked" });
    bench.servo().move("unlocked");
    bench.run(50);
    assert.deepEqual(
      bench.changes.filter(({ level }) => level === 1).map(({ pin }) => pin),
      [signal, supply],
    );
    assert.ok(Math.abs(pulseUs(bench) - 2000) <= 1, `${pulseUs(bench)} us`);
  });

  test("loses its supply before its pulse, as soon as the switch says that it is there", () => {
    const bench = new BoltBench({ position: "locked" });
    bench.servo().move("unlocked");
    bench.turn("between", 50);
    bench.turn("unlocked", 400);
    assert.deepEqual(onlyMove(bench), ["reached", "unlocked", false]);
    assert.ok(bench.highMs(supply) <= 410, `${bench.highMs(supply)} ms`);
    const off = bench.changes.filter(({ atMs, level }) => atMs > 0 && level === 0).map(({ pin }) => pin);
    assert.deepEqual(off, [supply, signal]);
  });

  test("is jammed when the switch does not follow in its travel time and a margin", () => {
    const bench = new BoltBench({ position: "locked" });
    bench.servo({ travelMs: 500 }).move("unlocked");
    bench.turn("between", 50);
    assert.deepEqual(onlyMove(bench), ["jammed", "between", false]);
    assert.equal(bench.highMs(supply), 900);
  });

  test("is not jammed when the switch follows within the margin", () => {
    const bench = new BoltBench({ position: "locked" });
    bench.servo({ travelMs: 500 }).move("unlocked");
    bench.turn("between", 50);
    bench.turn("unlocked", 880);
    assert.deepEqual(onlyMove(bench), ["reached", "unlocked", false]);
  });

  test("is assumed to be there after its travel time when no switch is fitted", () => {
    const bench = new BoltBench();
    const bolt = bench.servo({ travelMs: 500 });
    bolt.move("locked");
    assert.deepEqual(onlyMove(bench), ["reached", "locked", true]);
    assert.equal(bench.highMs(supply), 500);
    assert.equal(bench.pending, false);
  });

  test("turns the other way at once", () => {
    const bench = new BoltBench({ position: "between" });
    const bolt = bench.servo();
    bolt.move("locked");
    bench.run(100);
    bolt.move("unlocked");
    bench.run(10);
    assert.equal(bench.pins.driven(supply), 1);
    assert.ok(Math.abs(pulseUs(bench) - 2000) <= 1);
    assert.equal(bench.moves[0]?.result, "stopped");
  });

  test("refuses a pulse that no servo takes, before it opens a pin", () => {
    const bench = new BoltBench();
    assert.throws(() => bench.servo({ lockedUs: 400 }), /lockedUs: 500 to 2500/);
    assert.throws(() => bench.servo({ unlockedUs: NaN }), /unlockedUs/);
    bench.servo();
  });

  test("stays unpowered after close, in the middle of a move", () => {
    const bench = new BoltBench({ position: "locked" });
    const bolt = bench.servo();
    bolt.move("unlocked");
    bench.run(100);
    bolt.close();
    bolt.close();
    bench.run(3000);
    assert.deepEqual([bench.pins.driven(supply), bench.pins.driven(signal)], [0, 0]);
    assert.deepEqual(bench.moves, []);
    assert.equal(bench.pending, false);
    assert.throws(() => bolt.move("locked"), /closed/);
  });
});
