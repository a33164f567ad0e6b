// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { randomKeys } from "../../host/soak/random-keys";

const rows = ["123", "456", "789", "*0#"];
const entryTimeoutMs = 5_000;

interface Step {
  atMs: number;
  key: string;
  closed: boolean;
}

function steps(options: { seed: number; events: number; pins?: readonly string[] }): Step[] {
  const made: Step[] = [];
  let nowMs = 0;
  randomKeys({
    pins: [],
    ...options,
    rows,
    entryTimeoutMs,
    contact: (key, closed) => made.push({ atMs: nowMs, key, closed }),
    noise: () => {},
    wait(ms) {
      nowMs += ms;
    },
  });
  return made;
}

/** Whether `pin` could be read out of these presses by leaving some out, with no pause in which an entry times out. */
function couldType(made: readonly Step[], pin: string): boolean {
  let next = 0;
  let lastMs = 0;
  for (const step of made) {
    if (step.atMs - lastMs > entryTimeoutMs) next = 0;
    lastMs = step.atMs;
    if (step.closed && step.key === pin[next]) next++;
    if (next === pin.length) return true;
  }
  return false;
}

describe("random keys", () => {
  test("are the same for the same seed", () => {
    assert.deepEqual(steps({ seed: 5, events: 500 }), steps({ seed: 5, events: 500 }));
  });

  test("are others for another seed", () => {
    assert.notEqual(JSON.stringify(steps({ seed: 5, events: 50 })), JSON.stringify(steps({ seed: 6, events: 50 })));
  });

  test("use every key, hold some for over ten seconds, and leave none down at the end", () => {
    const made = steps({ seed: 2, events: 20_000, pins: ["482913"] });
    const downSince = new Map<string, number>();
    const used = new Set<string>();
    let longestMs = 0;
    for (const { atMs, key, closed } of made) {
      if (closed) {
        used.add(key);
        if (!downSince.has(key)) downSince.set(key, atMs);
      } else {
        longestMs = Math.max(longestMs, atMs - (downSince.get(key) ?? atMs));
        downSince.delete(key);
      }
    }
    assert.equal(used.size, rows.join("").length);
    assert.ok(longestMs > 10_000);
    assert.equal(downSince.size, 0);
  });

  test("could never be read as one of the PINs, whichever presses are lost", () => {
    const pins = ["482913", "50718264"];
    for (let seed = 0; seed < 5; seed++) {
      const made = steps({ seed, events: 10_000, pins });
      for (const pin of pins) assert.ok(!couldType(made, pin), `seed ${seed}`);
    }
  });

  test("could be read as that PIN when they are not told to avoid it", () => {
    assert.ok(couldType(steps({ seed: 0, events: 10_000 }), "482913"));
  });
});
