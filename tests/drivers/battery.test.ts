// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Battery, recoveryMs, type BatteryOptions } from "../../drivers/battery";
import { DriverBench } from "../fixtures/driver-bench";

const pin = 34;

function batteryOn(options: Partial<BatteryOptions> = {}) {
  const bench = new DriverBench();
  const readings: string[] = [];
  const battery = new Battery({
    ...bench,
    pin,
    ratio: 3,
    chemistry: "alkaline",
    onReading: ({ millivolts, percent }) => readings.push(`${bench.nowMs()} ${millivolts} ${percent}`),
    ...options,
  });
  /** Millivolts of the pack. */
  const supply = (millivolts: number) => bench.setMillivolts(pin, millivolts / 3);
  return { bench, battery, readings, supply };
}

/** Without the ADC's rounding: one step is 1.8 mV of the pack. */
function assertNear(millivolts: number | undefined, wanted: number): void {
  assert.ok(millivolts !== undefined && Math.abs(millivolts - wanted) <= 2, `${millivolts} instead of ${wanted}`);
}

describe("the battery at rest", () => {
  test("is the mean of 16 samples, one every 10 ms", () => {
    const { bench, battery, readings, supply } = batteryOn();
    supply(5000);
    battery.sample();
    bench.after(85, () => supply(6000));
    bench.run(159);
    assert.equal(readings.length, 0);
    bench.run(1);
    assert.equal(readings.length, 1);
    assertNear(Number(readings[0]?.split(" ")[1]), 5500);
    assert.equal(bench.pending, false);
  });

  test("is read once, however often it is asked for meanwhile", () => {
    const { bench, battery, readings } = batteryOn();
    battery.sample();
    bench.run(50);
    battery.sample();
    bench.run(1000);
    assert.equal(readings.length, 1);
  });

  test("is corrected by the calibration of this board, then by the setting; without either it is as measured", () => {
    const { bench, battery, readings, supply } = batteryOn();
    const reading = (): number => {
      battery.sample();
      bench.run(200);
      return Number(readings.at(-1)?.split(" ")[1]);
    };
    supply(5000);
    assertNear(reading(), 5000);
    battery.configure({ chemistry: "alkaline", gainPpm: 950_000 });
    assertNear(reading(), 4750);
    battery.calibrate({ gainPpm: 1_050_000, offsetMillivolts: -150 });
    assertNear(reading(), (5000 * 1.05 - 150) * 0.95);
    battery.configure({ chemistry: "alkaline", gainPpm: 1_000_000 });
    assertNear(reading(), 5000 * 1.05 - 150);
  });

  test("has its calibration from the first measurement on", () => {
    const { bench, battery, readings, supply } = batteryOn({ calibration: { gainPpm: 900_000, offsetMillivolts: 300 } });
    supply(5000);
    battery.sample();
    bench.run(200);
    assertNear(Number(readings[0]?.split(" ")[1]), 4800);
  });

  test("is never below zero, whatever the offset", () => {
    const { bench, battery, readings, supply } = batteryOn({ ratio: 1, calibration: { gainPpm: 800_000, offsetMillivolts: -300 } });
    supply(0);
    battery.sample();
    bench.run(200);
    assert.equal(readings[0]?.split(" ")[1], "0");
  });

  test("is judged by the chemistry that is set", () => {
    const { bench, battery, readings, supply } = batteryOn();
    supply(5122);
    battery.sample();
    bench.run(200);
    battery.configure({ chemistry: "nimh", gainPpm: 1_000_000 });
    battery.sample();
    bench.run(200);
    assert.deepEqual(
      readings.map((reading) => Number(reading.split(" ")[2])),
      [50, 67],
    );
    assert.equal(battery.chemistry, "nimh");
  });

  test("is read in spite of some failed samples", () => {
    const { bench, battery, readings, supply } = batteryOn();
    supply(5000);
    bench.adcFailures = 15;
    battery.sample();
    bench.run(1000);
    assertNear(Number(readings[0]?.split(" ")[1]), 5000);
    assert.deepEqual(bench.errors, []);
  });

  test("is not made up when the ADC fails: onError is told, and the next measurement works", () => {
    const { bench, battery, readings } = batteryOn();
    bench.adcFailures = 16;
    battery.sample();
    bench.run(1000);
    assert.deepEqual(readings, []);
    assert.deepEqual(bench.errors, ["battery: the ADC fails"]);
    battery.sample();
    bench.run(1000);
    assert.equal(readings.length, 1);
  });
});

describe("the battery under load", () => {
  test("gives its lowest voltage with the idle one before, and no reading", () => {
    const { bench, battery, readings, supply } = batteryOn();
    supply(6000);
    battery.sample();
    bench.run(200);
    battery.startLoad();
    supply(5500);
    bench.run(100);
    bench.after(5, () => supply(4800));
    bench.after(15, () => supply(5600));
    battery.sample();
    bench.run(500);
    const sag = battery.endLoad();
    assertNear(sag?.idleMillivolts, 6000);
    assertNear(sag?.lowestMillivolts, 4800);
    assert.equal(readings.length, 1);
    assert.equal(bench.pending, false);
  });

  test("throws an idle measurement away that was under way", () => {
    const { bench, battery, readings } = batteryOn();
    battery.sample();
    bench.run(150);
    battery.startLoad();
    bench.run(50);
    battery.endLoad();
    bench.run(10_000);
    assert.deepEqual(readings, []);
  });

  test("is not idle again before it has recovered", () => {
    const { bench, battery, readings, supply } = batteryOn();
    supply(5000);
    battery.startLoad();
    bench.run(100);
    battery.endLoad();
    battery.sample();
    bench.run(recoveryMs - 1);
    supply(5800);
    bench.run(500);
    assert.equal(readings.length, 1);
    assertNear(Number(readings[0]?.split(" ")[1]), 5800);
    assert.ok(Number(readings[0]?.split(" ")[0]) >= 100 + recoveryMs + 150, readings[0]);
  });

  test("has no sag without an idle voltage to compare with, nor without a load", () => {
    const { bench, battery } = batteryOn();
    assert.equal(battery.endLoad(), undefined);
    battery.startLoad();
    bench.run(100);
    assert.equal(battery.endLoad(), undefined);
  });

  test("has no sag when the ADC fails all the time", () => {
    const { bench, battery } = batteryOn();
    battery.sample();
    bench.run(200);
    bench.adcFailures = Infinity;
    battery.startLoad();
    bench.run(100);
    assert.equal(battery.endLoad(), undefined);
  });
});

describe("a battery driver", () => {
  test("refuses a calibration that cannot be", () => {
    for (const gainPpm of [799_999, 1_200_001, NaN]) {
      assert.throws(() => batteryOn({ calibration: { gainPpm, offsetMillivolts: 0 } }), /gainPpm/);
    }
    for (const offsetMillivolts of [-301, 301, NaN]) {
      assert.throws(() => batteryOn({ calibration: { gainPpm: 1_000_000, offsetMillivolts } }), /offsetMillivolts/);
    }
    const { battery } = batteryOn();
    assert.throws(() => battery.configure({ chemistry: "nimh", gainPpm: 1 }), /gainPpm/);
    assert.equal(battery.chemistry, "alkaline");
    assert.throws(() => batteryOn({ ratio: 0.5 }), /ratio/);
  });

  test("is silent after close, closes twice, and its pin can be opened again", () => {
    const { bench, battery, readings } = batteryOn();
    battery.sample();
    bench.run(50);
    battery.close();
    battery.close();
    bench.run(1000);
    assert.deepEqual(readings, []);
    assert.equal(bench.pending, false);
    assert.throws(() => battery.sample(), /closed/);
    new Battery({ ...bench, pin, ratio: 3, chemistry: "nimh", onReading() {} }).close();
  });
});
