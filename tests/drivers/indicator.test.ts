// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Indicator, type IndicatorOptions } from "../../drivers/indicator";
import { indicatorPatterns, type IndicatorPattern } from "../../drivers/indicator-patterns";
import { DriverBench, type DriverBenchOptions } from "../fixtures/driver-bench";

const ledPin = 2;
const buzzerPin = 19;

function indicatorOn({ board, ...options }: DriverBenchOptions & Partial<IndicatorOptions> = {}) {
  const bench = new DriverBench(board === undefined ? {} : { board });
  bench.record(ledPin, buzzerPin);
  const buzzer = { pwm: bench.pwm, pin: buzzerPin };
  const indicator = new Indicator({ ...bench, ledPin, ledActiveLow: false, buzzer, ...options });
  bench.changes.length = 0;
  const seen = (pin: number) => bench.changes.filter((change) => change.pin === pin).map(({ atMs, level }) => [atMs, level]);
  return { bench, indicator, seen };
}

describe("an indicator", () => {
  test("shows what the pattern says, in light and sound, and then nothing", () => {
    const { bench, indicator, seen } = indicatorOn();
    indicator.show("refused");
    bench.run(1000);
    const three = [0, 100, 200, 300, 400, 500].map((atMs, index) => [atMs, 1 - (index % 2)]);
    assert.deepEqual(seen(ledPin), three);
    assert.deepEqual(seen(buzzerPin), three);
    assert.equal(bench.pending, false);
  });

  test("sounds at a frequency that a piezo is loud at, with half duty", () => {
    const { bench, indicator } = indicatorOn();
    indicator.show("ok");
    const signal = bench.pins.pwmOf(buzzerPin);
    assert.ok(signal);
    assert.ok(signal.hz >= 2000 && signal.hz <= 4000);
    assert.equal(signal.duty, 2 ** signal.resolution / 2);
  });

  test("replaces an older pattern by a newer one", () => {
    const { bench, indicator, seen } = indicatorOn();
    indicator.show("jam");
    bench.run(50);
    indicator.show("key");
    bench.run(10_000);
    assert.deepEqual(seen(ledPin), [
      [0, 1],
      [90, 0],
    ]);
  });

  test("is dark and silent with off, at once", () => {
    const { bench, indicator } = indicatorOn();
    indicator.show("alarm");
    bench.run(100);
    indicator.show("off");
    assert.deepEqual([bench.pins.driven(ledPin), bench.pins.driven(buzzerPin)], [0, 0]);
    assert.equal(bench.pending, false);
  });

  test("is silent when muted, and still lights", () => {
    const { bench, indicator, seen } = indicatorOn();
    indicator.configure({ muted: true });
    indicator.show("ok");
    bench.run(1000);
    assert.deepEqual(seen(buzzerPin), []);
    assert.equal(seen(ledPin).length, 2);
    indicator.configure({ muted: false });
    indicator.show("ok");
    bench.run(1000);
    assert.equal(seen(buzzerPin).length, 2);
  });

  test("falls silent when muted in the middle of a sound", () => {
    const { bench, indicator } = indicatorOn();
    indicator.show("ok");
    bench.run(50);
    indicator.configure({ muted: true });
    assert.deepEqual([bench.pins.driven(ledPin), bench.pins.driven(buzzerPin)], [1, 0]);
  });

  test("lights a LED that is on when low", () => {
    const { bench, indicator } = indicatorOn({ ledActiveLow: true });
    assert.equal(bench.pins.driven(ledPin), 1);
    indicator.show("key");
    assert.equal(bench.pins.driven(ledPin), 0);
    bench.run(100);
    assert.equal(bench.pins.driven(ledPin), 1);
  });

  test("does with a LED alone", () => {
    const { bench, indicator, seen } = indicatorOn({ buzzer: undefined });
    indicator.show("ok");
    indicator.configure({ muted: true });
    bench.run(1000);
    assert.equal(seen(ledPin).length, 2);
  });

  test("closes its LED when there is no PWM channel left", () => {
    const bench = new DriverBench({ board: "esp32-c3" });
    for (const pin of [0, 1]) new bench.pwm({ pin, hz: 50, resolution: 14 });
    const options = { ...bench, ledPin: 8, ledActiveLow: false };
    assert.throws(() => new Indicator({ ...options, buzzer: { pwm: bench.pwm, pin: 3 } }), /channel/);
    new Indicator(options).close();
  });

  test("is dark after close, closes twice, and its pins can be opened again", () => {
    const { bench, indicator } = indicatorOn();
    indicator.show("alarm");
    bench.run(10);
    indicator.close();
    indicator.close();
    assert.equal(bench.pins.driven(buzzerPin), 0);
    assert.equal(bench.pending, false);
    assert.throws(() => indicator.show("ok"), /closed/);
    const buzzer = { pwm: bench.pwm, pin: buzzerPin };
    new Indicator({ ...bench, ledPin, ledActiveLow: false, buzzer }).close();
  });
});

describe("the patterns", () => {
  test("all end within a minute, dark", () => {
    for (const pattern of Object.keys(indicatorPatterns) as IndicatorPattern[]) {
      const { bench, indicator } = indicatorOn();
      indicator.show(pattern);
      bench.run(60_000);
      assert.equal(bench.pending, false, pattern);
      assert.deepEqual([bench.pins.driven(ledPin), bench.pins.driven(buzzerPin)], [0, 0]);
    }
  });

  test("differ from each other for who only sees and for who only hears", () => {
    const names = (Object.keys(indicatorPatterns) as IndicatorPattern[]).filter((name) => name !== "off");
    for (const sense of ["light", "sound"] as const) {
      const rhythms = names.map((name) => {
        const { steps, repeats } = indicatorPatterns[name];
        return `${repeats}: ${steps.map((step) => `${step[sense] ? "+" : "-"}${step.lengthMs}`).join(" ")}`;
      });
      assert.equal(new Set(rhythms).size, names.length, sense);
    }
  });
});
