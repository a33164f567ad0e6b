// SPDX-License-Identifier: Apache-2.0
/** Good boards that differ from each other: each within its limits, and able to work. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import { tolerancesOf, type Tolerances } from "../../host/board/tolerances";
import type { VirtualBoard, VirtualBoardOptions } from "../../host/board/virtual-board";
import { bareBoard } from "../fixtures/bare-board";

const seeds = Array.from({ length: 300 }, (_, seed) => seed);
const everySixth = seeds.filter((seed) => seed % 6 === 0);

/** Its bolt moves towards locked when told. */
function board(options: Omit<VirtualBoardOptions, "firmware">): { virtual: VirtualBoard; start(): void } {
  let start = (): void => {};
  const virtual = bareBoard(({ Digital, PWM }) => {
    const { bolt } = options.board ?? devkit;
    const pins = bolt.kind === "motor" ? [bolt.enablePin, bolt.lockPin] : [bolt.supplyPin];
    const outputs = pins.map((pin) => new Digital({ pin, mode: Digital.Output }));
    const signal = bolt.kind === "servo" ? new PWM({ pin: bolt.signalPin, hz: 50, resolution: 14 }) : undefined;
    start = () => {
      signal?.write(Math.round((1_000 / 20_000) * 16_384));
      for (const output of outputs) output.write(1);
    };
  }, options);
  return { virtual, start };
}

describe("tolerances", () => {
  test("are the same for the same seed, and others for another", () => {
    assert.deepEqual(tolerancesOf(7), tolerancesOf(7));
    assert.notEqual(JSON.stringify(tolerancesOf(7)), JSON.stringify(tolerancesOf(8)));
  });

  const limits: Record<string, [(board: Tolerances) => number, number, number]> = {
    "bounce, ms": [({ bounceMs }) => bounceMs, 0, 5],
    "ADC gain": [({ adcGain }) => adcGain, 0.95, 1.05],
    "ADC offset, mV": [({ adcOffsetMillivolts }) => adcOffsetMillivolts, -30, 30],
    "ADC noise, mV at the pack": [({ adcNoiseMillivolts }) => adcNoiseMillivolts * devkit.battery.ratio, 0, 15.1],
    "travel, s": [({ motor }) => motor.travelSeconds, 0.25, 0.8],
    "stall current, mA": [({ motor }) => motor.stallMilliamps, 450, 1_000],
    "running current, mA": [({ motor }) => motor.runMilliamps, 80, 300],
    "running current, of the stall current": [({ motor }) => motor.runMilliamps / motor.stallMilliamps, 0, 0.5],
    "inertia": [({ motor }) => motor.inertia, 0.5, 1.5],
    "servo travel, s": [({ servo }) => servo.travelSeconds, 0.2, 0.5],
    "servo pulse, locked": [({ servo }) => servo.lockedUs ?? 0, 1_000, 1_250],
    "servo pulse, unlocked": [({ servo }) => servo.unlockedUs ?? 0, 1_750, 2_000],
    "pack resistance": [({ packOhms }) => packOhms, 0.7, 1.3],
    "temperature": [({ celsius }) => celsius, 0, 40],
    "charge": [({ chargePercent }) => chargePercent, 60, 100],
    "clock, ppm": [({ clockPpm }) => clockPpm, -20, 20],
  };

  for (const [name, [valueOf, least, most]] of Object.entries(limits)) {
    test(`stay within their limits and use them: ${name}`, () => {
      const values = seeds.map((seed) => valueOf(tolerancesOf(seed)));
      assert.ok(Math.min(...values) >= least && Math.max(...values) <= most, `${Math.min(...values)} to ${Math.max(...values)}`);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      assert.ok(high - low > 0.8 * (most - Math.max(least, low)), `${low} to ${high}`);
    });
  }

  test("take only packs of four cells, and all kinds of them", () => {
    assert.deepEqual([...new Set(seeds.map((seed) => tolerancesOf(seed).chemistry))].sort(), ["alkaline", "lithium", "nimh"]);
  });

  test("leave every board able to throw its bolt within the time that a move may take", () => {
    for (const boardData of [devkit, c3]) {
      for (const seed of everySixth) {
        const { virtual, start } = board({ board: boardData, tolerances: tolerancesOf(seed) });
        start();
        const what = `seed ${seed} of ${boardData.name}`;
        assert.ok(virtual.runUntil(() => virtual.boltPosition >= 0.97, 1_300), `${what}: ${virtual.boltPosition}, ${virtual.stopped?.why}`);
        virtual.run(200);
        assert.equal(virtual.stopped, undefined, what);
      }
    }
  });

  test("show at the bolt: a servo reaches its end before the pulse of the board's file, and pushes against it", () => {
    const { virtual, start } = board({ board: c3, tolerances: { ...tolerancesOf(1), celsius: 20 } });
    start();
    virtual.run(2_000);
    assert.equal(virtual.boltPosition, 1);
    assert.ok(virtual.state().longestStallMs > 1_000);
    const { virtual: nominal, start: startNominal } = board({ board: c3 });
    startNominal();
    nominal.run(2_000);
    assert.equal(nominal.state().longestStallMs, 0);
  });

  test("are found at the battery's pin", () => {
    const millivolts = (tolerances?: Tolerances): number => {
      const { world } = board({ chargePercent: 100, chemistry: "alkaline", ...(tolerances && { tolerances }) }).virtual;
      const samples = Array.from({ length: 200 }, () => world.millivolts(devkit.battery.pin) ?? 0);
      return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
    };
    const one = { ...tolerancesOf(1), celsius: 20, packOhms: 1 };
    const shown = millivolts({ ...one, adcGain: 1.04, adcOffsetMillivolts: 25 });
    assert.ok(Math.abs(shown - (millivolts() * 1.04 + 25 / devkit.battery.ratio)) < 2, `${shown}`);
  });
});

describe("a weak supply", () => {
  test("gives in at the first start of the bolt on every board, and never before; a good one never", () => {
    for (const boardData of [devkit, c3]) {
      for (const seed of everySixth) {
        const { virtual, start } = board({ board: boardData, tolerances: tolerancesOf(seed), wiring: ["supplyWeak"] });
        const what = `seed ${seed} of ${boardData.name}`;
        virtual.run(10_000);
        assert.equal(virtual.stopped, undefined, what);
        // It is the end of the firmware that starts it.
        assert.throws(start, what);
        virtual.run(1);
        assert.equal(virtual.state().stoppedWhy, "brown-out", what);
        virtual.run(3_000);
        assert.equal(virtual.power.lastResetReason, "brownout", what);
        assert.equal(virtual.stopped, undefined, what);
      }
    }
  });
});
