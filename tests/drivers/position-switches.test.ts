// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { BoltPosition } from "../../drivers/bolt";
import { PositionSwitches, switchDebounceMs } from "../../drivers/position-switches";
import { BoltBench, pins } from "../fixtures/bolt-bench";

function switchesAt(position: BoltPosition) {
  const bench = new BoltBench({ position });
  const options = { io: bench.io, lockedPin: pins.locked, unlockedPin: pins.unlocked };
  return { bench, options, switches: new PositionSwitches(options) };
}

describe("position switches", () => {
  test("say where the bolt is from the first moment", () => {
    for (const position of ["locked", "unlocked", "between", "unknown"] as const) {
      assert.equal(switchesAt(position).switches.position, position);
    }
  });

  test("change their word when they were stable for the debounce time", () => {
    const { bench, switches } = switchesAt("locked");
    bench.turn("between");
    assert.equal(switches.sample(0), false);
    assert.equal(switches.sample(switchDebounceMs - 1), false);
    assert.equal(switches.position, "locked");
    assert.ok(switches.pending);
    assert.equal(switches.sample(switchDebounceMs), true);
    assert.equal(switches.position, "between");
    assert.equal(switches.pending, false);
  });

  test("see twice what two looks agree on, and nothing when they do not", () => {
    const { bench, switches } = switchesAt("locked");
    assert.equal(switches.seenTwice, undefined);
    switches.sample(10);
    assert.equal(switches.seenTwice, "locked");
    bench.turn("between");
    switches.sample(20);
    assert.equal(switches.seenTwice, undefined);
    bench.turn("locked");
    switches.sample(30);
    assert.equal(switches.seenTwice, undefined);
    switches.sample(40);
    assert.equal(switches.seenTwice, "locked");
  });

  test("are not settled while they chatter, although their word stays the same", () => {
    const { bench, switches } = switchesAt("between");
    assert.ok(switches.settled(0));
    for (let nowMs = 0; nowMs < 500; nowMs += 20) {
      bench.turn("locked");
      switches.sample(nowMs);
      bench.turn("between");
      switches.sample(nowMs + 10);
      assert.equal(switches.settled(nowMs + 10), false);
    }
    assert.equal(switches.position, "between");
  });

  test("read not there when their wires are cut", () => {
    const { bench, options, switches } = switchesAt("locked");
    switches.close();
    // The resistors are at the pins.
    bench.set(pins.locked, 1);
    bench.set(pins.unlocked, 1);
    assert.equal(new PositionSwitches(options).position, "between");
  });

  test("close what they opened when the second pin is taken", () => {
    const { options, switches } = switchesAt("locked");
    switches.close();
    assert.throws(() => new PositionSwitches({ ...options, unlockedPin: options.lockedPin }), /in use/);
    new PositionSwitches(options).close();
  });
});
