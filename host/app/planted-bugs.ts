// SPDX-License-Identifier: Apache-2.0
/**
 * `npm run simulate -- --planted-bugs`: proves that the simulator can fail. Each bug of host/simulate/planted-bugs.ts is put into
 * the firmware, and lives are lived with fresh seeds until a promise breaks. The life in which it broke is then lived once
 * more with the firmware as it is: only if that goes well was it the bug that was found, else it goes on with the next seed.
 */
import { availableParallelism } from "node:os";
import { plantedBugs } from "../simulate/planted-bugs";
import { mayShow, type PlantedBug } from "../simulate/planted-bug";
import { makeStory } from "../simulate/story";
import type { EngineName } from "./engine";
import { bundleSimulator, dayMs, SimulateEngine, type LifeFailure } from "./simulate-engine";
import { durationText } from "./simulate-text";

export interface PlantedBugsOptions {
  board: string;
  engine: EngineName;
  /** Of the first life with each bug; each one after it has the next. */
  seed: number;
  /** Only bugs in whose name this is found. */
  only: string | undefined;
  /** For each bug: no more of them are lived. What is found is then the same in every run. */
  lives: number;
  /** Only every so many-th bug; the seed says which is the first. */
  share: number;
  print: (line: string) => void;
  progress: (line: string) => void;
}

export interface BugResult {
  bug: PlantedBug;
  seed: number;
  /** Lived until it was caught, or in all. */
  days: number;
  wallSeconds: number;
  /** undefined: not caught. */
  failure: LifeFailure | undefined;
  /** Seeds that break a promise without the bug too, and prove nothing. */
  breakAnyway: number[];
}

/** Long enough for what shows only on the next day, such as a growing heap. */
const lifeDays = 2;

/** True when every bug was caught. */
export async function catchPlantedBugs(options: PlantedBugsOptions): Promise<boolean> {
  const { board, seed, only, share, print, progress } = options;
  const called = plantedBugs.filter(({ name }) => only === undefined || name.includes(only));
  const bugs = called.filter((_, place) => place % share === seed % share);
  if (bugs.length === 0) throw new Error(only === undefined ? "no planted bug is chosen" : `no planted bug is called "${only}"`);
  const startedMs = performance.now();
  const of = bugs.length < plantedBugs.length ? ` of ${plantedBugs.length}` : "";
  print(`${bugs.length}${of} planted bugs, one after the other, seeds from ${seed} on, board ${board}`);
  const healthy = await bundleSimulator(board);
  const waiting = [...bugs];
  const results: BugResult[] = [];
  const work = async (): Promise<void> => {
    for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
      const result = await catchBug(bug, healthy, options);
      results.push(result);
      for (const broken of result.breakAnyway) print(`  seed ${broken} breaks a promise without a bug too: it proves nothing`);
      print(lineOf(result));
      progress(`${results.length} of ${bugs.length}`);
    }
  };
  await Promise.all(Array.from({ length: options.engine === "node" ? 1 : Math.min(bugs.length, availableParallelism()) }, work));
  const caught = results.filter(({ failure }) => failure !== undefined).length;
  print(`${caught} of ${bugs.length} planted bugs caught in ${durationText((performance.now() - startedMs) / 1_000)}`);
  return caught === bugs.length;
}

/** `healthy`: the script with the firmware as it is. */
export async function catchBug(bug: PlantedBug, healthy: string, options: Pick<PlantedBugsOptions, "board" | "engine" | "seed" | "lives">): Promise<BugResult> {
  const { board } = options;
  const startedMs = performance.now();
  const script = await bundleSimulator(board, bug.changes);
  const result: BugResult = { bug, seed: options.seed, days: 0, wallSeconds: 0, failure: undefined, breakAnyway: [] };
  const engine = new SimulateEngine(script, options.engine);
  try {
    for (let seed = options.seed, left = options.lives; result.failure === undefined && left > 0; seed++) {
      const story = makeStory(seed, lifeDays);
      if (!mayShow(bug, story)) continue;
      left -= 1;
      result.seed = seed;
      const { failure } = await engine.live(story);
      result.days += (failure?.atMs ?? lifeDays * dayMs) / dayMs;
      if (failure !== undefined && (await goesWell(healthy, options.engine, seed, failure.atMs))) result.failure = failure;
      else if (failure !== undefined) result.breakAnyway.push(seed);
      result.wallSeconds = (performance.now() - startedMs) / 1_000;
    }
  } finally {
    await engine.close();
  }
  return result;
}

/** The same life up to the same moment. */
async function goesWell(script: string, engineName: EngineName, seed: number, untilMs: number): Promise<boolean> {
  const engine = new SimulateEngine(script, engineName);
  try {
    return (await engine.live(makeStory(seed, lifeDays), { untilMs: untilMs + 1 })).failure === undefined;
  } finally {
    await engine.close();
  }
}

function lineOf({ bug, seed, days, wallSeconds, failure }: BugResult): string {
  const name = bug.name.padEnd(52);
  const cost = `${days.toFixed(2).padStart(6)} days ${wallSeconds.toFixed(1).padStart(6)} s`;
  if (failure === undefined) return `✖ ${name} not caught      ${cost}`;
  const promise = failure.promise === bug.promise ? failure.promise : `${failure.promise} (not ${bug.promise})`;
  return `✔ ${name} ${promise.padEnd(28)} seed ${seed} ${cost}`;
}
