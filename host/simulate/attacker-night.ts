// SPDX-License-Identifier: Apache-2.0
/**
 * The long attack: wrong PINs for hours, and after each something that might make the lock forget it: a reset or a power
 * cut just after "#", or in the middle of storing the count; other doors to the same counter; garbage between.
 */
import { sendsLine, wrongPin } from "./attacker";
import { hour, minute, second, type Draft } from "./story-draft";

const guessesMax = 90;

export function attackersNight(draft: Draft): void {
  const { random } = draft;
  const endMs = random.between(2, 6) * hour;
  const pauseMs = random.pick([2 * second, 20 * second, 65 * second, 5 * minute, 20 * minute]);
  let atMs = random.between(minute, hour);
  for (let left = guessesMax; left > 0 && atMs < endMs; left--) {
    const enteredMs = guess(draft, atMs);
    dodge(draft, enteredMs);
    atMs = enteredMs + random.between(1_500, pauseMs);
    // Now and then he waits until the lockout must be over.
    if (random.oneIn(12)) atMs += random.pick([30, 60, 120, 240, 480, 3_600]) * second + random.between(-1_500, 1_500);
  }
}

/** Tells when it is complete. */
function guess(draft: Draft, atMs: number): number {
  const { random } = draft;
  if (random.oneIn(5)) {
    sendsLine(draft, atMs, { Command: "Login", PIN: wrongPin(draft) });
    return atMs + 10;
  }
  const gapMs = random.pick([100, 125, 150]);
  const keys = `${wrongPin(draft)}#`;
  draft.add(atMs, { do: "type", keys, gapMs });
  return atMs + (keys.length - 1) * gapMs;
}

function dodge(draft: Draft, enteredMs: number): void {
  const { random } = draft;
  const afterMs = enteredMs + random.between(0, 120);
  const offMs = draft.spread(1, 20_000);
  switch (random.below(8)) {
    case 0:
      return draft.add(afterMs, { do: "reset" });
    case 1:
      return draft.add(afterMs, { do: "cutPower", offMs });
    case 2:
    case 3:
      return draft.add(enteredMs - 1, {
        do: "cutAtOperation",
        operation: random.between(1, 6),
        torn: random.pick([0, 0.49, 0.5, 1, random.below(101) / 100]),
        offMs,
      });
    case 4:
      return draft.add(enteredMs - 5, { do: "garbage", bytes: draft.spread(1, 600), seed: random.between(1, 1_000_000) });
    default:
  }
}
