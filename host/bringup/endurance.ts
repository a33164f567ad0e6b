// SPDX-License-Identifier: Apache-2.0
/** Many cycles, on request: whether travel time, current and sag stay what they were. It stops by itself when they do not. */
import type { Bench } from "./bench";
import { cycles, type Cycle } from "./bolt-cycles";
import { arm } from "./bolt-move";
import { overTravelMs, proveEnds } from "./bolt-proof";
import { StepSkipped, type Steps } from "./need";

/** Drift is looked for from so many cycles on; the tenths have at least this many. */
const tenthMin = 5;
/** HW-78. */
const driftPercentMax = 20;
/** Of a small value a large part is noise. */
const noise = Object.freeze({ travelMs: 20, milliamps: 30, sagMillivolts: 100 });

type Quantity = keyof typeof noise;

const quantities: Readonly<Record<Quantity, { name: string; of: (cycle: Cycle) => number }>> = Object.freeze({
  travelMs: { name: "travel time, ms", of: ({ locked, unlocked }) => (locked.poweredMs + unlocked.poweredMs) / 2 },
  milliamps: { name: "current, mA", of: ({ locked, unlocked }) => (locked.meanMilliamps + unlocked.meanMilliamps) / 2 },
  sagMillivolts: {
    name: "sag of the pack, mV",
    of: ({ locked, unlocked }) => Math.max(locked.idleMillivolts - locked.lowestMillivolts, unlocked.idleMillivolts - unlocked.lowestMillivolts),
  },
});

export function* enduranceStep(bench: Bench): Steps<void> {
  const count = bench.enduranceCycles;
  if (count === 0) throw new StepSkipped("only on request: --endurance <cycles>");
  if (bench.auto) throw new StepSkipped("nothing moves without a person there");
  const { bolt } = bench.wires.board;
  if (bolt.kind !== "motor") throw new StepSkipped("a servo without switches tells nothing that could be counted");
  yield* bench.do("handOnSwitch", `Endurance: the bolt moves ${count} times to and fro. Out of the door frame, nothing in its way. Type quit to end it.`);
  yield* arm(bench);
  const provenMs = yield* proveEnds(bench);
  const seen: Cycle[] = [];
  let drifted: Quantity | undefined;
  const run = yield* cycles(bench, count, provenMs + overTravelMs, (cycle) => {
    seen.push(cycle);
    drifted = (Object.keys(quantities) as Quantity[]).find((each) => Math.abs(driftOf(seen, each)) > driftPercentMax);
    return drifted !== undefined;
  });
  bench.measure("enduranceCycles", run.all.length, `of ${count}`);
  for (const each of Object.keys(quantities) as Quantity[]) tell(bench, run.all, each);
  if (run.problem !== undefined) bench.suspect("endNotReached", run.problem);
  if (drifted !== undefined) bench.suspect("drift", `${quantities[drifted].name}: ${driftOf(seen, drifted).toFixed(0)} % after ${seen.length} cycles`);
}

function tell(bench: Bench, all: readonly Cycle[], quantity: Quantity): void {
  const values = all.map(quantities[quantity].of);
  if (values.length === 0) return;
  const mean = meanOf(values);
  const spread = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
  const range = `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`;
  const text = `${quantities[quantity].name}; mean ${mean.toFixed(0)}, spread ${spread.toFixed(0)}, ${range}`;
  bench.measure("enduranceDrift", driftOf(all, quantity), `(${text})`);
}

/** What the last tenth is more than the first, in percent; 0 while there are too few, or where the difference is noise. */
function driftOf(all: readonly Cycle[], quantity: Quantity): number {
  const tenth = Math.max(Math.floor(all.length / 10), tenthMin);
  if (all.length < 2 * tenth) return 0;
  const values = all.map(quantities[quantity].of);
  const first = meanOf(values.slice(0, tenth));
  const last = meanOf(values.slice(-tenth));
  if (Math.abs(last - first) <= noise[quantity] || first === 0) return 0;
  return (last / first - 1) * 100;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}
