// SPDX-License-Identifier: Apache-2.0
/**
 * The proof that each direction leads to its switch, by moves that are too short to hurt anything. The chip asks for the same before
 * it gives a move more time (bringup/proof.ts).
 */
import { wordOf, type Bench } from "./bench";
import { move, other, type End } from "./bolt-move";
import type { Steps } from "./need";

/** A held bolt may not be pressed for over 0.3 s: a timer is up to 10 ms late, and a motor runs down. */
export const shortMoveMs = 240;
const shortMovesMax = 12;
/** What a move gets beyond the longest way that was driven. The chip allows 250. */
export const overTravelMs = 200;

/** From an end to the other one, and back, in short moves. What the longer way took under power. */
export function* proveEnds(bench: Bench): Steps<number> {
  const at = wordOf((yield* bench.must("GetReadings")).BoltPosition);
  let target: End = at === "Unlocked" ? "Locked" : "Unlocked";
  // From the middle it proves nothing yet.
  if (at !== "Unlocked" && at !== "Locked") {
    yield* toEnd(bench, target);
    target = other(target);
  }
  let longestMs = 0;
  for (let way = 0; way < 2; way++) {
    longestMs = Math.max(longestMs, yield* toEnd(bench, target));
    target = other(target);
  }
  return longestMs;
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
  if (!bench.measure("proof", isThere ? count : shortMovesMax + 1, `(${name})`)) bench.fail("endNotReached", `${name}, after ${count} short moves it says ${position}`);
  return poweredMs;
}
