// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import { motorDefaults, type MotorCalibration } from "../../drivers/bolt-motor";
import type { ServoCalibration } from "../../drivers/bolt-servo";
import { boltDefaults, openBolt, type BoltCalibration, type MotorBolt, type ServoBolt } from "../../drivers/open-bolt";
import { BoltBench, pins } from "../fixtures/bolt-bench";

const { lock, unlock, enable, current, signal, supply } = pins;
const short: MotorCalibration = Object.freeze({ travelMs: 200, powerMsMax: 300, stallMilliamps: 500, reversed: false });
const narrow: ServoCalibration = Object.freeze({ lockedUs: 1200, unlockedUs: 1700, travelMs: 300 });

/** Milliseconds that the pin was high in all; the move has ended. */
function drivenMs(bench: BoltBench, pin: number): number {
  bench.run(3000);
  return bench.highMs(pin);
}

function pulseUs(bench: BoltBench): number {
  const pwm = bench.pins.pwmOf(signal);
  return pwm === undefined ? 0 : Math.round((pwm.duty / 2 ** pwm.resolution) * (1_000_000 / pwm.hz));
}

describe("a motor that is wired the other way round", () => {
  for (const [target, pin, other] of [["locked", unlock, lock], ["unlocked", lock, unlock]] as const) {
    test(`is turned towards ${target} by the other pin, and by that alone`, () => {
      const bench = new BoltBench({ position: "between" });
      bench.motor({ reversed: true }).move(target);
      bench.turn(target, 400);
      assert.ok(drivenMs(bench, pin) >= 400);
      assert.deepEqual([bench.highMs(other), bench.moves[0]?.result], [0, "reached"]);
    });

    test(`and one that is not, by its own`, () => {
      const bench = new BoltBench({ position: "between" });
      bench.motor({ reversed: false }).move(target);
      bench.turn(target, 400);
      assert.ok(drivenMs(bench, other) >= 400);
      assert.equal(bench.highMs(pin), 0);
    });
  }

  test("coasts 100 ms between two directions, and never has both on", () => {
    const bench = new BoltBench({ position: "between" });
    const bolt = bench.motor({ reversed: true });
    bolt.move("locked");
    bench.run(200);
    bolt.move("unlocked");
    bench.run(200);
    const high = new Set<number>();
    for (const { pin, level } of bench.changes) {
      if (level === 1) high.add(pin);
      else high.delete(pin);
      assert.ok(!(high.has(lock) && high.has(unlock)));
    }
    assert.equal(bench.changes.find(({ pin, level }) => pin === lock && level === 1)?.atMs, 300);
  });

  test("coasts too when the same word means the other direction from now on", () => {
    const bench = new BoltBench({ position: "between" });
    const bolt = bench.motor();
    bolt.move("locked");
    bench.run(200);
    bolt.stop();
    bolt.configure({ ...motorDefaults, reversed: true });
    bolt.move("locked");
    bench.run(99);
    assert.equal(bench.pins.driven(unlock), 0);
    bench.run(1);
    assert.equal(bench.pins.driven(unlock), 1);
    bolt.stop();
  });

  test("is assumed nowhere after it was told so, where no switch is fitted", () => {
    const bench = new BoltBench();
    const bolt = bench.motor();
    bolt.move("locked");
    bench.run(2000);
    assert.equal(bolt.position, "locked");
    bolt.configure({ ...motorDefaults, reversed: true });
    assert.equal(bolt.position, "unknown");
  });
});

describe("a motor that is configured", () => {
  test("ends at its new time limit", () => {
    const bench = new BoltBench({ position: "unlocked" });
    const bolt = bench.motor();
    bolt.configure(short);
    bolt.move("locked");
    assert.equal(drivenMs(bench, enable), 300);
    assert.equal(bench.moves[0]?.result, "timedOut");
  });

  test("ends at the limit that it was made with, where it was", () => {
    const bench = new BoltBench({ position: "unlocked" });
    bench.motor(short).move("locked");
    assert.equal(drivenMs(bench, enable), 300);
  });

  test("runs for its new travel time without switches", () => {
    const bench = new BoltBench();
    const bolt = bench.motor();
    bolt.configure(short);
    bolt.move("locked");
    assert.equal(drivenMs(bench, enable), 200);
    assert.equal(bench.moves[0]?.result, "reached");
  });

  test("stalls at its new current, and not below", () => {
    for (const [milliamps, result] of [[490, "timedOut"], [510, "jammed"]] as const) {
      const bench = new BoltBench({ position: "unlocked" });
      const bolt = bench.motor({ current: { io: bench.analog, pin: current, milliampsPerVolt: 500 } });
      bolt.configure({ ...motorDefaults, stallMilliamps: 500 });
      bench.setMillivolts(current, milliamps * 2);
      bolt.move("locked");
      bench.run(3000);
      assert.equal(bench.moves[0]?.result, result, `${milliamps} mA`);
    }
  });

  test("refuses that while it moves, from asking on until the move is told, and goes on as it was", () => {
    const bench = new BoltBench({ position: "unlocked" });
    const bolt = bench.motor();
    bolt.move("locked");
    for (const ms of [0, 50, 400, 1060]) {
      bench.run(ms);
      assert.ok(bolt.moving);
      assert.throws(() => bolt.configure(short), /it moves/);
    }
    assert.equal(drivenMs(bench, enable), 1500);
    bolt.configure(short);
  });

  test("refuses what cannot be, and keeps what it had", () => {
    const wrong: Partial<MotorCalibration>[] = [
      { powerMsMax: 1501 }, { powerMsMax: NaN }, { travelMs: 301 }, { travelMs: 0 }, { travelMs: NaN }, { stallMilliamps: 0 }, { stallMilliamps: NaN },
    ];
    const bench = new BoltBench({ position: "unlocked" });
    const bolt = bench.motor(short);
    for (const each of wrong) assert.throws(() => bolt.configure({ ...short, reversed: true, ...each }), RangeError);
    bolt.move("locked");
    assert.equal(drivenMs(bench, lock), 300);
    for (const each of wrong) assert.throws(() => new BoltBench().motor({ ...short, ...each }), RangeError);
  });

  test("takes every calibration that may be stored", () => {
    const bolt = new BoltBench({ position: "unlocked" }).motor();
    bolt.configure({ travelMs: 50, powerMsMax: 100, stallMilliamps: 60, reversed: true });
    bolt.configure({ travelMs: 1200, powerMsMax: 1500, stallMilliamps: 3000, reversed: false });
  });

  test("refuses after close", () => {
    const bolt = new BoltBench({ position: "unlocked" }).motor();
    bolt.close();
    assert.throws(() => bolt.configure(short), /closed/);
  });
});

describe("a servo that is configured", () => {
  test("goes to its new ends, for its new time", () => {
    const bench = new BoltBench();
    const bolt = bench.servo();
    bolt.configure(narrow);
    for (const [target, us] of [["locked", 1200], ["unlocked", 1700]] as const) {
      bolt.move(target);
      bench.run(100);
      assert.ok(Math.abs(pulseUs(bench) - us) <= 1, `${pulseUs(bench)} us`);
      bench.run(1000);
    }
    assert.equal(bench.highMs(supply), 600);
  });

  test("has 400 ms more before it is jammed, where switches are fitted, but never over 1.5 s", () => {
    for (const [travelMs, powerMs] of [[300, 700], [1100, 1500], [1500, 1500]] as const) {
      const bench = new BoltBench({ position: "locked" });
      const bolt = bench.servo();
      bolt.configure({ ...narrow, travelMs });
      bolt.move("unlocked");
      assert.equal(drivenMs(bench, supply), powerMs);
      assert.equal(bench.moves[0]?.result, "jammed");
    }
  });

  test("is assumed nowhere then", () => {
    const bench = new BoltBench();
    const bolt = bench.servo();
    bolt.move("locked");
    bench.run(2000);
    assert.equal(bolt.position, "locked");
    bolt.configure(narrow);
    assert.equal(bolt.position, "unknown");
  });

  test("refuses that while it moves, and goes on as it was", () => {
    const bench = new BoltBench();
    const bolt = bench.servo();
    bolt.move("locked");
    bench.run(100);
    assert.throws(() => bolt.configure(narrow), /it moves/);
    assert.ok(Math.abs(pulseUs(bench) - 1000) <= 1);
    assert.equal(drivenMs(bench, supply), 600);
  });

  test("refuses what cannot be, and keeps what it had", () => {
    const wrong: Partial<ServoCalibration>[] = [
      { lockedUs: 499 }, { lockedUs: 2501 }, { unlockedUs: 499 }, { unlockedUs: NaN }, { travelMs: 0 }, { travelMs: 1501 }, { travelMs: NaN },
    ];
    const bench = new BoltBench();
    const bolt = bench.servo();
    for (const each of wrong) assert.throws(() => bolt.configure({ ...narrow, ...each }), RangeError);
    bolt.move("locked");
    bench.run(100);
    assert.ok(Math.abs(pulseUs(bench) - 1000) <= 1);
    assert.equal(drivenMs(bench, supply), 600);
  });

  test("takes every calibration that may be stored", () => {
    const bolt = new BoltBench().servo();
    bolt.configure({ lockedUs: 500, unlockedUs: 2500, travelMs: 100 });
    bolt.configure({ lockedUs: 2500, unlockedUs: 500, travelMs: 1500 });
  });
});

describe("the bolt of a board", () => {
  const motor: MotorBolt = { kind: "motor", lockPin: lock, unlockPin: unlock, enablePin: enable };
  const servo: ServoBolt = { kind: "servo", signalPin: signal, supplyPin: supply, lockedUs: 1000, unlockedUs: 2000 };

  function moving(wiring: MotorBolt | ServoBolt, calibration: BoltCalibration): BoltBench {
    const bench = new BoltBench();
    const { io, analog, pwm, timer, nowMs, onError } = bench;
    openBolt(wiring, { io, analog, pwm, timer, nowMs, onError, onMoved: () => {}, onByHand: () => {}, ...calibration }).move("locked");
    return bench;
  }

  test("has the defaults that are told of it", () => {
    assert.deepEqual(boltDefaults(devkit.bolt), { motor: { travelMs: 800, powerMsMax: 1500, stallMilliamps: 700, reversed: false } });
    assert.deepEqual(boltDefaults(c3.bolt), { servo: { lockedUs: 1000, unlockedUs: 2000, travelMs: 600 } });
    assert.equal(drivenMs(moving(motor, {}), lock), 800);
    assert.equal(drivenMs(moving(servo, {}), supply), 600);
  });

  test("is moved by its calibration, and not by that of another kind", () => {
    const both = { motor: { ...short, reversed: true }, servo: narrow };
    assert.equal(drivenMs(moving(motor, both), unlock), 200);
    const bench = moving(servo, both);
    bench.run(100);
    assert.ok(Math.abs(pulseUs(bench) - 1200) <= 1);
    assert.equal(drivenMs(bench, supply), 300);
    assert.equal(drivenMs(moving(motor, { servo: narrow }), lock), 800);
    assert.equal(drivenMs(moving(servo, { motor: short }), supply), 600);
  });
});
