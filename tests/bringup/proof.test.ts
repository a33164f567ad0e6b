// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { Proof } from "../../bringup/proof";
import type { TraceFigures } from "../../bringup/trace";
import type { BoltPosition, BoltResult, BoltTarget } from "../../drivers/bolt";

const ends = { locked: "unlocked", unlocked: "locked" } as const;

function figures(poweredMs: number, given: Partial<TraceFigures> = {}): TraceFigures {
  const currents = { startMilliamps: 900, peakMilliamps: 300, meanMilliamps: 260, lastMilliamps: 260 };
  return { poweredMs, ...currents, idleMillivolts: 6200, lowestMillivolts: 5600, ...given };
}

function moved(proof: Proof, from: BoltPosition, target: BoltTarget, position: BoltPosition, result: BoltResult = "reached", given = figures(280)): void {
  proof.moved(from, { target, result, position, assumed: false, durationMs: 400 }, given);
}

/** From the other end to this one, in two pieces. */
function lead(proof: Proof, target: BoltTarget, given?: TraceFigures): void {
  moved(proof, ends[target], target, "between", "timedOut", given);
  moved(proof, "between", target, target, "reached", given);
}

describe("a bolt", () => {
  test("is proven when driven moves have led from each switch to the other, and not before", () => {
    const proof = new Proof({ sensesCurrent: true });
    assert.equal(proof.powerMsMax, 300);
    lead(proof, "locked");
    assert.match(proof.missing ?? "", /unlocked one/);
    assert.equal(proof.powerMsMax, 300);
    lead(proof, "unlocked");
    assert.equal(proof.missing, undefined);
    assert.equal(proof.powerMsMax, 560 + 250);
  });

  test("is not proven by a move that did not leave the other switch first", () => {
    const proof = new Proof({ sensesCurrent: true });
    moved(proof, "between", "locked", "locked");
    lead(proof, "unlocked");
    assert.match(proof.missing ?? "", /locked one/);
  });

  test("is not proven where the first end is reached by the wrong way, as with swapped motor wires", () => {
    const proof = new Proof({ sensesCurrent: true });
    for (let times = 0; times < 3; times++) {
      moved(proof, "locked", "locked", "between", "timedOut");
      moved(proof, "between", "locked", "unlocked", "movedByHand");
      moved(proof, "unlocked", "unlocked", "between", "timedOut");
      moved(proof, "between", "unlocked", "locked", "timedOut");
    }
    assert.equal(proof.powerMsMax, 300);
  });

  test("is not proven where a hand helped, something jammed, or the switches contradicted each other on the way", () => {
    const between = (proof: Proof, event: () => void): void => {
      lead(proof, "unlocked");
      moved(proof, "unlocked", "locked", "between", "timedOut");
      event();
      moved(proof, "between", "locked", "locked");
      assert.notEqual(proof.missing, undefined);
    };
    const byHand = new Proof({ sensesCurrent: true });
    between(byHand, () => byHand.turnedByHand());
    const jammed = new Proof({ sensesCurrent: true });
    between(jammed, () => moved(jammed, "between", "locked", "between", "jammed"));
    const unknown = new Proof({ sensesCurrent: true });
    between(unknown, () => moved(unknown, "between", "locked", "unknown", "timedOut"));
  });

  test("is not proven while its motor starts without a current that can be seen, unless nothing is there to see it", () => {
    const dead = figures(280, { startMilliamps: 71, peakMilliamps: 71 });
    const blind = new Proof({ sensesCurrent: true });
    lead(blind, "locked", dead);
    lead(blind, "unlocked", dead);
    assert.match(blind.missing ?? "", /current/);
    const without = new Proof({ sensesCurrent: false });
    lead(without, "locked", dead);
    lead(without, "unlocked", dead);
    assert.equal(without.missing, undefined);
  });

  test("never gets over 1.5 s, and what it gets follows the latest way", () => {
    const proof = new Proof({ sensesCurrent: true });
    lead(proof, "locked", figures(700));
    lead(proof, "unlocked", figures(300));
    assert.equal(proof.powerMsMax, 1500);
    moved(proof, "unlocked", "locked", "locked", "reached", figures(640));
    assert.equal(proof.powerMsMax, 640 + 250);
  });

  test("is taken for stalled at 1.5 times its running current, and at what it drew at its start in any case", () => {
    const proof = new Proof({ sensesCurrent: true });
    assert.equal(proof.stallMilliampsMax, Infinity);
    lead(proof, "locked", figures(280, { startMilliamps: 800, peakMilliamps: 300 }));
    assert.equal(proof.stallMilliampsMax, 450);
    // Somebody held it on its way.
    lead(proof, "unlocked", figures(280, { startMilliamps: 800, peakMilliamps: 900 }));
    assert.equal(proof.stallMilliampsMax, 800);
  });

  test("is to be proven anew when its wires count differently", () => {
    const proof = new Proof({ sensesCurrent: true });
    lead(proof, "locked");
    lead(proof, "unlocked");
    proof.forget();
    assert.equal(proof.powerMsMax, 300);
  });
});
