// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DigitalClass, DigitalOptions } from "../../drivers/io";
import { BoltBench, pins } from "../fixtures/bolt-bench";

const { lock, unlock, enable, current } = pins;

function currentOf(bench: BoltBench) {
  return { io: bench.analog, pin: current, milliampsPerVolt: 500 };
}

/** Milliamps at the current sensor, now or later. */
function draw(bench: BoltBench, milliamps: number, delayMs = 0): void {
  if (delayMs === 0) bench.setMillivolts(current, milliamps * 2);
  else bench.after(delayMs, () => bench.setMillivolts(current, milliamps * 2));
}

function onlyMove(bench: BoltBench) {
  bench.run(3000);
  assert.equal(bench.moves.length, 1);
  assert.equal(bench.pins.driven(enable), 0);
  const [move] = bench.moves;
  assert.ok(move);
  return [move.result, move.position, move.assumed];
}

describe("a motor bolt with a current sensor", () => {
  test("is jammed when it draws twice its running current", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor({ current: currentOf(bench) }).move("locked");
    draw(bench, 1000);
    draw(bench, 200, 90);
    bench.turn("between", 200);
    draw(bench, 400, 505);
    assert.deepEqual(onlyMove(bench), ["jammed", "between", false]);
    assert.ok(bench.highMs(lock) < 560, `${bench.highMs(lock)} ms`);
  });

  test("is not jammed by its inrush", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor({ current: currentOf(bench) }).move("locked");
    draw(bench, 1200);
    draw(bench, 200, 105);
    bench.turn("between", 200);
    bench.turn("locked", 700);
    assert.deepEqual(onlyMove(bench), ["reached", "locked", false]);
  });

  test("is reached when the switch closes while it stalls at the end", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor({ current: currentOf(bench) }).move("locked");
    draw(bench, 200);
    bench.turn("between", 200);
    draw(bench, 650, 605);
    bench.turn("locked", 640);
    assert.deepEqual(onlyMove(bench), ["reached", "locked", false]);
  });

  test("has its time limit left when the sensor gives nothing", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.adcFailures = Infinity;
    bench.motor({ current: currentOf(bench) }).move("locked");
    draw(bench, 1200);
    assert.deepEqual(onlyMove(bench), ["timedOut", "unlocked", false]);
    assert.equal(bench.highMs(lock), 1500);
  });

  test("has its time limit left without a sensor", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor({ powerMsMax: 900 }).move("locked");
    assert.deepEqual(onlyMove(bench), ["timedOut", "unlocked", false]);
    assert.equal(bench.highMs(lock), 900);
  });
});

describe("a motor bolt without switches", () => {
  test("runs for its travel time, and its position is assumed", () => {
    const bench = new BoltBench();
    const bolt = bench.motor({ travelMs: 600 });
    assert.deepEqual([bolt.position, bolt.assumed], ["unknown", true]);
    bolt.move("locked");
    assert.deepEqual(onlyMove(bench), ["reached", "locked", true]);
    assert.equal(bench.highMs(lock), 600);
    assert.equal(bolt.position, "locked");
  });

  test("takes a stall late in its travel for the end", () => {
    const bench = new BoltBench();
    bench.motor({ current: currentOf(bench), travelMs: 600 }).move("locked");
    draw(bench, 200);
    draw(bench, 650, 500);
    assert.deepEqual(onlyMove(bench), ["reached", "locked", true]);
    assert.ok(bench.highMs(lock) < 560);
  });

  test("takes an early stall for a jam, and knows nothing then", () => {
    const bench = new BoltBench();
    const bolt = bench.motor({ current: currentOf(bench), travelMs: 600 });
    bolt.move("locked");
    draw(bench, 900);
    assert.deepEqual(onlyMove(bench), ["jammed", "unknown", true]);
    assert.equal(bolt.position, "unknown");
  });

  test("takes an early stall for the end when it should be there already", () => {
    const bench = new BoltBench();
    const bolt = bench.motor({ current: currentOf(bench), travelMs: 600 });
    draw(bench, 200);
    bolt.move("locked");
    bench.run(2000);
    draw(bench, 900);
    bolt.move("locked");
    bench.run(2000);
    assert.equal(bench.moves[1]?.result, "reached");
  });

  test("knows nothing after it was stopped, and rests without a timer", () => {
    const bench = new BoltBench();
    const bolt = bench.motor();
    bolt.move("locked");
    bench.run(100);
    bolt.stop();
    assert.deepEqual(onlyMove(bench), ["stopped", "unknown", true]);
    assert.equal(bench.pending, false);
  });
});

describe("at any doubt the power is off", () => {
  test("when both switches say that it is there, before it starts", () => {
    const bench = new BoltBench({ position: "unknown" });
    bench.motor().move("locked");
    assert.deepEqual(onlyMove(bench), ["jammed", "unknown", false]);
    assert.equal(bench.highMs(lock, unlock, enable), 0);
  });

  test("when both switches say that it is there, on its way", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor().move("locked");
    bench.turn("between", 100);
    bench.turn("unknown", 300);
    assert.deepEqual(onlyMove(bench), ["jammed", "unknown", false]);
    assert.ok(bench.highMs(lock) <= 310);
  });

  test("when the switch does not come to rest; then it is not reached", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor().move("locked");
    bench.turn("between", 100);
    for (let delayMs = 300; delayMs < 3000; delayMs += 45) {
      bench.turn("locked", delayMs + 5);
      bench.turn("between", delayMs + 35);
    }
    assert.deepEqual(onlyMove(bench), ["timedOut", "between", false]);
    assert.ok(bench.highMs(lock) <= 325, `${bench.highMs(lock)} ms`);
  });

  test("when a pin throws: all others are off, the move has ended, and onError knows", () => {
    const bench = new BoltBench({ position: "unlocked" });
    const bolt = bench.motor({ io: brokenOn(bench.io, unlock) });
    bolt.move("locked");
    bench.run(100);
    assert.equal(bench.pins.driven(lock), 1);
    bolt.stop();
    assert.equal(bench.pins.driven(lock), 0);
    assert.deepEqual(onlyMove(bench), ["stopped", "unlocked", false]);
    assert.deepEqual(bench.errors, ["broken"]);
  });

  test("when it cannot be switched on", () => {
    const bench = new BoltBench({ position: "locked" });
    bench.motor({ io: brokenOn(bench.io, unlock) }).move("unlocked");
    assert.deepEqual(onlyMove(bench), ["timedOut", "locked", false]);
    assert.ok(bench.errors.length > 0);
  });

  test("when a timer comes late, it stops with the first one that comes", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor().move("locked");
    bench.turn("between", 100);
    bench.after(1400, () => bench.block(400));
    assert.deepEqual(onlyMove(bench), ["timedOut", "between", false]);
    assert.ok(bench.highMs(lock) <= 1800);
  });
});

describe("a motor bolt that is closed", () => {
  test("is off, silent, and keeps its motor pins, whose pull-ups would turn the motor; the others are free", () => {
    const bench = new BoltBench({ position: "unlocked" });
    const bolt = bench.motor({ current: currentOf(bench) });
    bolt.move("locked");
    bench.run(300);
    bolt.close();
    bolt.close();
    bolt.stop();
    bench.run(3000);
    for (const pin of [lock, unlock, enable]) {
      assert.equal(bench.pins.driven(pin), 0);
      assert.throws(() => new bench.io({ pin, mode: bench.io.Output }), /in use/);
    }
    assert.deepEqual([bench.moves, bench.pending], [[], false]);
    assert.throws(() => bolt.move("locked"), /closed/);
    for (const pin of [pins.locked, pins.unlocked]) new bench.io({ pin, mode: bench.io.Input });
    new bench.analog({ pin: current, esp32: { attenuation: 12, calibrated: true } });
  });
});

/** Writing to this pin throws. */
function brokenOn(Digital: DigitalClass, brokenPin: number): DigitalClass {
  return class extends Digital {
    readonly #pin: number;

    constructor(options: DigitalOptions) {
      super(options);
      this.#pin = options.pin;
    }

    override write(value: number): void {
      if (this.#pin === brokenPin) throw new Error("broken");
      super.write(value);
    }
  };
}
