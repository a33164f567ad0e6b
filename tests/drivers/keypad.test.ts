// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DigitalClass } from "../../drivers/io";
import { Keypad } from "../../drivers/keypad";
import { DriverBench, type DriverBenchOptions } from "../fixtures/driver-bench";
import { KeyMatrix } from "../fixtures/key-matrix";

const rowPins = [32, 33, 25, 26];
const columnPins = [27, 14, 13, 4];

interface Options extends DriverBenchOptions {
  keys?: string[];
  slowRows?: boolean;
}

function keypadOn({ keys = ["123", "456", "789", "*0#"], slowRows = false, ...options }: Options = {}) {
  const bench = new DriverBench(options);
  const columns = columnPins.slice(0, keys[0]?.length);
  const matrix = new KeyMatrix(bench, rowPins, columns);
  const facts: string[] = [];
  const keypad = new Keypad({
    ...bench,
    io: slowRows ? slowlyRising(bench.io) : bench.io,
    rowPins,
    columnPins: columns,
    keys,
    onKey: (key) => facts.push(`${bench.nowMs()} ${key}`),
    onStuck: (key) => facts.push(`${bench.nowMs()} stuck ${key}`),
  });
  return { bench, matrix, keypad, facts, columns };
}

describe("a keypad", () => {
  for (const keys of [
    ["123", "456", "789", "*0#"],
    ["123A", "456B", "789C", "*0#D"],
  ]) {
    test(`tells each key of ${keys[0]?.length ?? 0} columns by its name`, () => {
      const { bench, matrix, facts } = keypadOn({ keys });
      keys.forEach((row, rowIndex) => {
        for (let column = 0; column < row.length; column++) {
          facts.length = 0;
          matrix.press(rowIndex, column);
          bench.run(100);
          matrix.release(rowIndex, column);
          bench.run(100);
          assert.deepEqual(
            facts.map((fact) => fact.split(" ")[1]),
            [row.charAt(column)],
          );
        }
      });
    });
  }

  test("tells a key once, 20 ms after its contact stopped bouncing", () => {
    const { bench, matrix, facts } = keypadOn();
    bench.run(55);
    for (const atMs of [0, 12]) bench.after(atMs, () => matrix.press(1, 1));
    for (const atMs of [8, 13, 14]) bench.after(atMs, () => matrix.release(1, 1));
    bench.after(16, () => matrix.press(1, 1));
    bench.run(39);
    assert.deepEqual(facts, []);
    bench.run(100);
    assert.deepEqual(facts, ["95 5"]);
  });

  test("refuses two keys, and a ghost, until all are up", () => {
    const { bench, matrix, facts } = keypadOn();
    for (const [row, column] of [
      [0, 0],
      [0, 1],
      [1, 0],
    ] as const) {
      matrix.press(row, column);
    }
    bench.run(200);
    matrix.release(0, 0);
    matrix.release(0, 1);
    bench.run(200);
    assert.deepEqual(facts, []);
    matrix.release(1, 0);
    bench.run(100);
    matrix.press(1, 0);
    bench.run(100);
    assert.equal(facts.length, 1);
    assert.match(facts[0] ?? "", / 4$/);
  });

  test("finds a key within the slow poll when every interrupt gets lost", () => {
    const { bench, matrix, facts } = keypadOn({ lostInterrupts: true });
    bench.run(101);
    matrix.press(2, 0);
    bench.run(99 + 19);
    assert.deepEqual(facts, []);
    bench.run(1);
    assert.deepEqual(facts, ["220 7"]);
  });

  test("leaves the columns alone when nobody presses", () => {
    const { bench, columns } = keypadOn();
    bench.record(...columns);
    bench.run(60_000);
    assert.deepEqual(bench.changes, []);
  });

  test("backs off to the slow poll when a key is stuck", () => {
    const { bench, matrix, facts, columns } = keypadOn();
    matrix.press(3, 1);
    bench.run(11_000);
    assert.deepEqual(facts, ["20 0", "10000 stuck 0"]);
    bench.record(columns[0] ?? 0);
    bench.run(10_000);
    const scans = bench.changes.filter(({ level }) => level === 0).length / 2;
    assert.ok(scans >= 99 && scans <= 101, `${scans} scans in 10 s`);
  });

  test("tells another key of the same row while one is stuck", () => {
    const { bench, matrix, facts } = keypadOn();
    matrix.press(3, 1);
    bench.run(11_000);
    facts.length = 0;
    matrix.press(3, 2);
    bench.run(130);
    assert.equal(facts.length, 1);
    assert.match(facts[0] ?? "", / #$/);
  });

  test("tells a key again that was stuck and came up", () => {
    const { bench, matrix, facts } = keypadOn();
    matrix.press(3, 1);
    bench.run(11_000);
    matrix.release(3, 1);
    bench.run(1000);
    facts.length = 0;
    matrix.press(3, 1);
    bench.run(100);
    assert.equal(facts.length, 1);
    assert.match(facts[0] ?? "", / 0$/);
  });

  test("is not fooled by a row that still charges from the column before", () => {
    const { bench, matrix, facts } = keypadOn({ slowRows: true });
    matrix.press(1, 0);
    bench.run(100);
    assert.deepEqual(facts, ["20 4"]);
  });

  test("tells of an exception out of onKey, and goes on", () => {
    const bench = new DriverBench();
    const matrix = new KeyMatrix(bench, rowPins, [27]);
    const onKey = () => {
      throw new Error("nobody home");
    };
    new Keypad({ ...bench, rowPins, columnPins: [27], keys: ["1", "4", "7", "*"], onKey, onStuck: onKey });
    for (let press = 0; press < 2; press++) {
      matrix.press(0, 0);
      bench.run(100);
      matrix.release(0, 0);
      bench.run(100);
    }
    assert.deepEqual(bench.errors, ["nobody home", "nobody home"]);
  });

  test("refuses names that do not fit its pins", () => {
    assert.throws(() => keypadOn({ keys: ["123", "456"] }), /one string a row/);
    assert.throws(() => keypadOn({ keys: ["123", "45", "789", "*0#"] }), /one character a column/);
  });

  test("closes what it opened when a pin is taken", () => {
    const { bench, keypad } = keypadOn();
    keypad.close();
    new bench.io({ pin: 26, mode: bench.io.Output });
    const options = { ...bench, rowPins, columnPins: [27], keys: ["1", "4", "7", "*"], onKey() {}, onStuck() {} };
    assert.throws(() => new Keypad(options), /in use/);
    assert.equal(bench.pending, false);
    new Keypad({ ...options, rowPins: [32, 33, 25], keys: ["1", "4", "7"] }).close();
  });

  test("is silent after close, closes twice, and its pins can be opened again", () => {
    const { bench, matrix, keypad, facts } = keypadOn();
    matrix.press(0, 0);
    bench.run(10);
    keypad.close();
    keypad.close();
    bench.run(1000);
    assert.deepEqual(facts, []);
    assert.equal(bench.pending, false);
    new Keypad({ ...bench, rowPins, columnPins: [27], keys: ["1", "4", "7", "*"], onKey() {}, onStuck() {} }).close();
  });
});

/** An input that was low still reads low at the next look. */
function slowlyRising(Digital: DigitalClass): DigitalClass {
  return class extends Digital {
    #last = 1;

    override read(): number {
      const level = super.read();
      const read = level & this.#last;
      this.#last = level;
      return read;
    }
  };
}
