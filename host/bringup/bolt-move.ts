// SPDX-License-Identifier: Apache-2.0
/** Moves of the bolt as a step asks for them: armed when need be, and what came of each. */
import { numberOf, wordOf, type Bench } from "./bench";
import type { Fields, Steps } from "./need";

export type End = "Locked" | "Unlocked";

export interface Moved {
  result: string;
  position: string;
  poweredMs: number;
  startMilliamps: number;
  peakMilliamps: number;
  meanMilliamps: number;
  lastMilliamps: number;
  idleMillivolts: number;
  lowestMillivolts: number;
  /** The answer got lost, and it was asked for again: these figures are those of the second time. */
  again: boolean;
}

/** Beyond the time under power: waiting for the pack, resting between directions, settling, the line. */
const moveSilenceMs = 5_000;
const armsMax = 3;

export function other(end: End): End {
  return end === "Locked" ? "Unlocked" : "Locked";
}

export function* arm(bench: Bench): Steps<void> {
  yield* bench.must("Arm");
}

export function* move(bench: Bench, target: End, powerMsMax: number, stallMilliamps?: number): Steps<Moved> {
  const given = { Target: target, PowerMsMax: powerMsMax, ...(stallMilliamps !== undefined && { StallMilliamps: stallMilliamps }) };
  return yield* powered(bench, "Move", given, powerMsMax);
}

/** 60 ms at most: too short to hurt anything, whatever is wired wrongly. */
export function* nudge(bench: Bench, target: End, powerMs: number): Steps<Moved> {
  return yield* powered(bench, "Nudge", { Target: target, PowerMs: powerMs }, powerMs);
}

function* powered(bench: Bench, command: "Move" | "Nudge", given: object, powerMs: number): Steps<Moved> {
  for (let arms = 1; ; arms++) {
    const { fields, again } = yield* bench.send(command, given, powerMs + moveSilenceMs);
    if (fields.Status === "SUCCESS") return movedOf(fields, again);
    const why = wordOf(fields.Reason) || wordOf(fields.Status);
    // Alive got lost on a bad line, and the chip let go: that is what it is for.
    if (fields.Status !== "INVALID_IN_STATE" || arms === armsMax) bench.fail("refused", `${command}: ${why}`);
    yield* arm(bench);
  }
}

function movedOf(fields: Fields, again: boolean): Moved {
  const number = (name: string): number => numberOf(fields[name]) ?? NaN;
  return {
    result: wordOf(fields.Result),
    position: wordOf(fields.Position),
    poweredMs: number("PoweredMs"),
    startMilliamps: number("StartMilliamps"),
    peakMilliamps: number("PeakMilliamps"),
    meanMilliamps: number("MeanMilliamps"),
    lastMilliamps: number("LastMilliamps"),
    idleMillivolts: number("IdleMillivolts"),
    lowestMillivolts: number("LowestMillivolts"),
    again,
  };
}
