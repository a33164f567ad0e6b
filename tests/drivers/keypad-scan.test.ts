// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { debounceMs, KeypadScan, stuckMs } from "../../drivers/keypad-scan";

/** Shows the matrix every 10 ms, starting at `fromMs`; what came of it, with the time it came. */
function show(scan: KeypadScan, bits: number, fromMs: number, untilMs: number): string[] {
  const facts: string[] = [];
  for (let nowMs = fromMs; nowMs <= untilMs; nowMs += 10) {
    scan.update(bits, nowMs);
    if (scan.pressed >= 0) facts.push(`${nowMs} pressed ${scan.pressed}`);
    if (scan.newlyStuck !== 0) facts.push(`${nowMs} stuck ${scan.newlyStuck}`);
  }
  return facts;
}

const key5 = 1 << 5;
const key6 = 1 << 6;

describe("a key", () => {
  test("counts once, when it was stable for the debounce time", () => {
    assert.deepEqual(show(new KeypadScan(), key5, 0, 500), [`${debounceMs} pressed 5`]);
  });

  test("does not count a millisecond earlier", () => {
    const scan = new KeypadScan();
    scan.update(key5, 0);
    scan.update(key5, debounceMs - 1);
    assert.equal(scan.pressed, -1);
    scan.update(key5, debounceMs);
    assert.equal(scan.pressed, 5);
  });

  test("does not count while it bounces", () => {
    const scan = new KeypadScan();
    for (let nowMs = 0; nowMs < 1000; nowMs += 20) {
      assert.deepEqual([...show(scan, key5, nowMs, nowMs), ...show(scan, 0, nowMs + 10, nowMs + 10)], []);
    }
  });

  test("counts once when it bounces on its way up", () => {
    const scan = new KeypadScan();
    show(scan, key5, 0, 100);
    const facts = [...show(scan, 0, 110, 110), ...show(scan, key5, 120, 120), ...show(scan, 0, 130, 200)];
    assert.deepEqual(facts, []);
    assert.ok(scan.idle);
  });

  test("counts again after it was up", () => {
    const scan = new KeypadScan();
    show(scan, key5, 0, 100);
    show(scan, 0, 110, 150);
    assert.deepEqual(show(scan, key5, 160, 300), ["180 pressed 5"]);
  });

  test("counts when the finger came from another key between two looks", () => {
    const scan = new KeypadScan();
    show(scan, key5, 0, 100);
    assert.deepEqual(show(scan, key6, 110, 200), ["130 pressed 6"]);
  });
});

describe("several keys", () => {
  test("count as none until all are up", () => {
    const scan = new KeypadScan();
    assert.deepEqual(show(scan, key5 | key6, 0, 100), []);
    assert.deepEqual(show(scan, key6, 110, 200), []);
    assert.deepEqual(show(scan, 0, 210, 240), []);
    assert.deepEqual(show(scan, key6, 250, 400), ["270 pressed 6"]);
  });

  test("count as none when the first was already reported", () => {
    const scan = new KeypadScan();
    show(scan, key5, 0, 100);
    assert.deepEqual(show(scan, key5 | key6, 110, 110), []);
    assert.deepEqual(show(scan, key6, 120, 300), []);
  });

  test("count as none when three at the corners of a rectangle show a fourth", () => {
    assert.deepEqual(show(new KeypadScan(), 0b0011_0011, 0, 300), []);
  });
});

describe("a key that is held", () => {
  test("is stuck after ten seconds, not a millisecond before", () => {
    const scan = new KeypadScan();
    show(scan, key5, 0, 9990);
    scan.update(key5, stuckMs - 1);
    assert.equal(scan.newlyStuck, 0);
    assert.equal(scan.idle, false);
    scan.update(key5, stuckMs);
    assert.equal(scan.newlyStuck, key5);
    assert.ok(scan.idle);
  });

  test("is told as stuck once, and never again as pressed", () => {
    const scan = new KeypadScan();
    assert.deepEqual(show(scan, key5, 0, 60_000), ["20 pressed 5", `10000 stuck ${key5}`]);
  });

  test("does not keep the others from working", () => {
    const scan = new KeypadScan();
    show(scan, key5, 0, 11_000);
    assert.deepEqual(show(scan, key5 | key6, 11_010, 11_100), ["11030 pressed 6"]);
  });

  test("works again after it was up", () => {
    const scan = new KeypadScan();
    show(scan, key5, 0, 11_000);
    show(scan, 0, 11_010, 11_040);
    assert.equal(scan.stuck, 0);
    assert.deepEqual(show(scan, key5, 11_050, 11_100), ["11070 pressed 5"]);
  });

  test("does not work again while it is only bouncing", () => {
    const scan = new KeypadScan();
    show(scan, key5, 0, 11_000);
    show(scan, 0, 11_010, 11_010);
    assert.deepEqual(show(scan, key5, 11_020, 11_200), []);
    assert.equal(scan.stuck, key5);
  });

  test("is stuck together with the one beside it", () => {
    const scan = new KeypadScan();
    assert.deepEqual(show(scan, key5 | key6, 0, 20_000), [`10000 stuck ${key5 | key6}`]);
    assert.ok(scan.idle);
  });
});
