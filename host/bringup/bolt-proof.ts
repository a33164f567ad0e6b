// SPDX-License-Identifier: Apache-2.0
/**
 * The proof that each direction leads to its switch, by moves that are too short to hurt anything. The chip asks for the same before
 * it gives a move more time (bringup/proof.ts).
 */
import { numberOf, wordOf, type Bench } from "./bench";
import { move, other, type End } from "./bolt-move";
import type { Steps } from "./need";

/** A held bolt may not be pressed for over 0.3 s: a timer is up to 10 ms late, and a motor runs down. */
export const shortMoveMs = 240;
const shortMovesMax = 12;
const waysMax = 8;
/** What every move may have (bringup/proof.ts). */
const unprovenMs = 300;
/** What a move gets beyond the longest way that was driven. The chip allows 250. */
export const overTravelMs = 200;

/**
 * From an end to the other one, and back, in short moves. What the longer way took under power. The chip counts for itself, and not what it
 * may have mistaken for a hand: then once more.
 */
export function* proveEnds(bench: Bench): Steps<number> {
  const at = wordOf((yield* bench.must("GetReadings")).BoltPosition);
  let target: End = at === "Unlocked" ? "Locked" : "Unlocked";
  // From the middle it proves nothing yet.
  if (at !== "Unlocked" && at !== "Locked") {
    yield* toEnd(bench, target);
    target = other(target);
  }
  let longestMs = 0;
  for (let way = 1; way <= waysMax; way++) {
    longestMs = Math.max(longestMs, yield* toEnd(bench, target));
    target = other(target);
    if (way % 2 === 0 && (yield* isProven(bench))) return longestMs;
  }
  return bench.fail("refused", "the chip does not take the ends for proven");
}

function* isProven(bench: Bench): Steps<boolean> {
  return (numberOf((yield* bench.must("Arm")).PowerMsMax) ?? 0) > unprovenMs;
}

function* toEnd(bench: Bench, target: End): Steps<number> {
  const name = target.toLowerCase();
  let poweredMs = 0;
  let position = "";
  let count = 0;
  while (position !== target && count < shortMovesMax) {
    const moved = yield* move(bench, target, shortMoveMs);
    poweredMs += moved.poweredMs;
    position = moved.position;
    count++;
    bench.live(`towards ${name}, short move ${count}: ${moved.result}, ${position}`);
  }
  const isThere = position === target;
  bench.measure("proof", isThere ? count : shortMovesMax + 1, `(${name})`);
  if (!isThere) bench.fail("endNotReached", `${name}, after ${count} short moves it says ${position}`);
  return poweredMs;
}
