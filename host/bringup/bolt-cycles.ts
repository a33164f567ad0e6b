// SPDX-License-Identifier: Apache-2.0
/** Cycles of a bolt with switches, from end to end and back, and their figures. */
import type { Bench } from "./bench";
import { move, type End, type Moved } from "./bolt-move";
import { overTravelMs } from "./bolt-proof";
import type { Steps } from "./need";

export interface Cycle {
  locked: Moved;
  unlocked: Moved;
}

export interface Cycles {
  all: readonly Cycle[];
  longestMs: number;
  shortestMs: number;
  /** The highest mean of what a turning motor draws. */
  runMilliamps: number;
  /**
   * The highest sample after the inrush, while it turns: of the quarter of moves where it was lowest, since in others the end stop was
   * felt before the power went.
   */
  peakMilliamps: number;
  idleMillivolts: number;
  lowestMillivolts: number;
  /** Of the first one that did not end well. */
  problem: string | undefined;
}

const lostMax = 5;

/** `limitMs` is for the first way; after it the longest one counts. Ends early when a move does not reach its end. */
export function* cycles(bench: Bench, count: number, limitMs: number, onCycle?: (cycle: Cycle, number: number) => boolean): Steps<Cycles> {
  const all: Cycle[] = [];
  let longestMs = 0;
  let lost = 0;
  let problem: string | undefined;
  const way = function* (target: End): Steps<Moved> {
    const moved = yield* move(bench, target, longestMs === 0 ? limitMs : longestMs + overTravelMs);
    if (moved.result !== "Reached") problem ??= `${target.toLowerCase()}: ${moved.result} after ${moved.poweredMs} ms, ${moved.lastMilliamps} mA`;
    return moved;
  };
  // From wherever it is to where the first cycle begins: not counted.
  yield* way("Unlocked");
  for (let number = 1; number <= count && problem === undefined; number++) {
    const cycle = { locked: yield* way("Locked"), unlocked: yield* way("Unlocked") };
    // The second time it is asked for, it is there already, which says nothing.
    if (cycle.locked.again || cycle.unlocked.again) {
      if (++lost <= lostMax) number--;
      continue;
    }
    all.push(cycle);
    longestMs = Math.max(longestMs, cycle.locked.poweredMs, cycle.unlocked.poweredMs);
    const { locked, unlocked } = cycle;
    const times = `${locked.poweredMs} and ${unlocked.poweredMs} ms`;
    bench.live(`cycle ${number} of ${count}: ${times}, ${locked.meanMilliamps} and ${unlocked.meanMilliamps} mA`);
    if (onCycle?.(cycle, number) === true) break;
  }
  return summary(all, problem);
}

function summary(all: readonly Cycle[], problem: string | undefined): Cycles {
  const moves = all.flatMap(({ locked, unlocked }) => [locked, unlocked]);
  const of = (pick: (moved: Moved) => number): number[] => moves.map(pick).filter((value) => !Number.isNaN(value));
  const powered = of(({ poweredMs }) => poweredMs);
  return {
    all,
    longestMs: Math.max(0, ...powered),
    shortestMs: Math.min(Infinity, ...powered),
    runMilliamps: Math.max(0, ...of(({ meanMilliamps }) => meanMilliamps)),
    peakMilliamps: lowerQuartile(of(({ peakMilliamps }) => peakMilliamps)),
    idleMillivolts: Math.max(0, ...of(({ idleMillivolts }) => idleMillivolts)),
    lowestMillivolts: Math.min(Infinity, ...of(({ lowestMillivolts }) => lowestMillivolts)),
    problem,
  };
}

function lowerQuartile(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 4)] ?? 0;
}

export function judgeCycles(bench: Bench, run: Cycles): void {
  if (run.problem !== undefined) bench.suspect("endNotReached", run.problem);
  if (run.all.length === 0) return;
  for (const end of ["locked", "unlocked"] as const) {
    const times = run.all.map((cycle) => cycle[end].poweredMs);
    const longest = Math.max(...times);
    const shortest = Math.min(...times);
    if (!bench.measure("travel", longest, `(${end}, longest of ${times.length})`)) bench.suspect("motorMisfit", `${end}: ${longest} ms from end to end`);
    if (!bench.measure("travelSpread", longest / shortest, `(${end})`)) bench.suspect("motorOdd", `${end}: ${shortest} to ${longest} ms`);
  }
  if (!bench.measure("runCurrent", run.runMilliamps)) bench.suspect("motorMisfit", `it draws ${Math.round(run.runMilliamps)} mA while it turns`);
  if (!bench.measure("lowestVolts", run.lowestMillivolts)) bench.suspect("supplyWeak");
}
