// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Key } from "../../lock/events";
import { PinEntry } from "../../lock/pin-entry";
import { FakeIndicator } from "../fixtures/fake-lock-parts";
import { loopOnVirtualTime } from "../fixtures/fake-loop";

function keypad() {
  const { time, loop, faults } = loopOnVirtualTime();
  const indicator = new FakeIndicator();
  const entries: (string | undefined)[] = [];
  let given: Uint8Array | undefined;
  let waiting = 0;
  const entry = new PinEntry({
    loop,
    clock: time,
    indicator,
    onChange: (digits) => (waiting = digits.length),
    onEntry: (digits) => {
      given = digits;
      entries.push(digits && [...digits].join(""));
    },
  });
  const type = (keys: string) => {
    for (const key of keys) entry.key(key as Key);
  };
  return { time, loop, faults, indicator, entries, type, given: () => given, waiting: () => waiting };
}

describe("PIN entry", () => {
  test("hands on what was typed when # comes, and starts anew", () => {
    const { type, entries } = keypad();
    type("284617#");
    type("0#");
    assert.deepEqual(entries, ["284617", "0"]);
  });

  test("says nothing before #", () => {
    const { type, entries } = keypad();
    type("284617");
    assert.deepEqual(entries, []);
  });

  test("* clears what was typed, and is no entry itself", () => {
    const { type, entries } = keypad();
    type("999*284617#");
    assert.deepEqual(entries, ["284617"]);
  });

  test("# alone is an empty entry", () => {
    const { type, entries } = keypad();
    type("#");
    assert.deepEqual(entries, [""]);
  });

  test("A to D are ignored, and not even acknowledged", () => {
    const { type, entries, indicator } = keypad();
    type("ABCD");
    assert.deepEqual(indicator.shown, []);
    type("28A46B17D#");
    assert.deepEqual(entries, ["284617"]);
  });

  test("each other key is acknowledged once", () => {
    const { type, indicator } = keypad();
    type("12*3#");
    assert.deepEqual(indicator.shown, ["key", "key", "key", "key", "key"]);
  });

  test("twenty digits are an entry, 21 or a thousand are refused as a whole", () => {
    const { type, entries } = keypad();
    type("12345678901234567890#");
    type("123456789012345678901#");
    type("7".repeat(1000));
    type("#");
    assert.deepEqual(entries, ["12345678901234567890", undefined, undefined]);
  });

  test("a valid PIN with more digits behind it is not the PIN", () => {
    const { type, entries } = keypad();
    type("284617000000#");
    assert.deepEqual(entries, ["284617000000"]);
    type("284617000000000000000#");
    type("284617#");
    assert.deepEqual(entries, ["284617000000", undefined, "284617"]);
  });

  test("forgets after 5 s without a key, not a millisecond earlier", () => {
    const { type, waiting, time } = keypad();
    type("28");
    time.advance(4_999);
    assert.equal(waiting(), 2);
    time.advance(1);
    assert.equal(waiting(), 0);
  });

  test("each key gives another 5 s", () => {
    const { type, entries, time } = keypad();
    for (const key of "284617") {
      type(key);
      time.advance(4_999);
    }
    type("#");
    assert.deepEqual(entries, ["284617"]);
  });

  test("a phantom key after the time-out starts a new entry", () => {
    const { type, entries, time } = keypad();
    type("999");
    time.advance(5_000);
    type("284617#");
    assert.deepEqual(entries, ["284617"]);
  });

  test("also when the key is handled before the late deadline", () => {
    // No loop turn in between: time only passes on the clock.
    const { time, loop } = loopOnVirtualTime();
    let nowMs = 0;
    const entries: (string | undefined)[] = [];
    const entry = new PinEntry({
      loop,
      clock: { nowMs: () => nowMs },
      indicator: new FakeIndicator(),
      onEntry: (digits) => entries.push(digits && [...digits].join("")),
    });
    entry.key("9");
    nowMs = 5_000;
    entry.key("1");
    entry.key("#");
    nowMs = 20_000;
    entry.key("#");
    assert.deepEqual(entries, ["1", ""]);
    time.settle();
  });

  test("# after the time-out is an empty entry, not the forgotten one", () => {
    const { type, entries, time } = keypad();
    type("284617");
    time.advance(5_000);
    type("#");
    assert.deepEqual(entries, [""]);
  });

  test("digits are zeroed once the entry was handed on, also when its handler throws", () => {
    const { type, given } = keypad();
    type("284617#");
    assert.deepEqual([...given()!], [0, 0, 0, 0, 0, 0]);

    const { time, loop } = loopOnVirtualTime();
    let kept: Uint8Array | undefined;
    let waiting = 0;
    const entry = new PinEntry({
      loop,
      clock: time,
      indicator: new FakeIndicator(),
      onEntry: (digits) => {
        kept = digits;
        throw new Error("handler");
      },
      onChange: (digits) => (waiting = digits.length),
    });
    entry.key("7");
    assert.throws(() => entry.key("#"), /handler/);
    assert.deepEqual([...kept!], [0]);
    assert.equal(waiting, 0);
  });

  test("an idle keypad keeps no deadline", () => {
    const { type, loop, time, faults } = keypad();
    type("12#");
    assert.equal(loop.due("pinEntryForget"), undefined);
    type("12");
    time.advance(5_000);
    assert.equal(loop.due("pinEntryForget"), undefined);
    assert.deepEqual(faults, []);
  });
});
