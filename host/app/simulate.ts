// SPDX-License-Identifier: Apache-2.0
/**
 * `npm run simulate`: one life of a lock a seed, in virtual time, in one XS engine for each core. The first promise that
 * is broken ends it: the story is shrunk, told in words and kept in a file (simulate-failure.ts).
 */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Story } from "../simulate/act";
import { makeStory } from "../simulate/story";
import type { EngineName } from "./engine";
import { bundleSimulator, SimulateEngine, type LifeFailure } from "./simulate-engine";
import { tellFailure } from "./simulate-failure";
import { countText, durationText, seedLine, SimulateTotals } from "./simulate-text";

export interface SimulateOptions {
  board: string;
  engine: EngineName;
  /** Of the first life; each one after it has the next. */
  seed: number;
  days: number;
  /** When it ends, if nothing breaks: after so many lives, or when a day ends after so much time. */
  count: number;
  minutes: number;
  /** A file for how often each state met each event under each fault. */
  coverage: string | undefined;
  print: (line: string) => void;
  progress: (line: string) => void;
}

/** True when nothing broke. */
export async function simulate(options: SimulateOptions): Promise<boolean> {
  const script = await bundleSimulator(options.board);
  const simulation = new Simulation(script, options);
  await simulation.run();
  const { failed } = simulation;
  if (failed !== undefined) await tellFailure({ ...options, ...failed, script, engines: simulation.engines });
  return failed === undefined;
}

class Simulation {
  failed: { story: Story; failure: LifeFailure } | undefined;
  readonly engines: number;
  readonly #script: string;
  readonly #options: SimulateOptions;
  readonly #totals = new SimulateTotals();
  readonly #startedMs = performance.now();
  /** Days that are being lived, by seed. */
  readonly #now = new Map<number, number>();
  #begun = 0;

  constructor(script: string, options: SimulateOptions) {
    this.#script = script;
    this.#options = options;
    this.engines = options.engine === "node" ? 1 : Math.min(options.count, availableParallelism());
  }

  async run(): Promise<void> {
    const { seed, days, board, engine, coverage, print } = this.#options;
    const where = engine === "node" ? "on Node" : `in ${countText(this.engines, "XS engine")}`;
    print(`seeds from ${seed} on, ${countText(days, "day")} each, board ${board}, ${where}`);
    await Promise.all(Array.from({ length: this.engines }, () => this.#work()));
    for (const line of this.#totals.lines(this.#wallMs, this.engines)) print(line);
    if (coverage !== undefined) writeFileSync(coverage, this.#totals.coverageTable);
  }

  get #wallMs(): number {
    return performance.now() - this.#startedMs;
  }

  get #isOver(): boolean {
    return this.#isEnough || this.#begun >= this.#options.count;
  }

  get #isEnough(): boolean {
    return this.failed !== undefined || this.#wallMs >= this.#options.minutes * 60_000;
  }

  async #work(): Promise<void> {
    let engine = new SimulateEngine(this.#script, this.#options.engine);
    try {
      while (!this.#isOver) {
        await this.#live(engine, this.#options.seed + this.#begun++);
        if (engine.isBroken) engine = new SimulateEngine(this.#script, this.#options.engine);
      }
    } finally {
      await engine.close();
    }
  }

  async #live(engine: SimulateEngine, seed: number): Promise<void> {
    const startedMs = performance.now();
    const story = makeStory(seed, this.#options.days);
    const onDay = (day: number): void => this.#progress(seed, day);
    const result = await engine.live(story, { onDay, isEnough: () => this.#isEnough });
    this.#now.delete(seed);
    this.#totals.add(result);
    this.#options.print(seedLine(story, result, performance.now() - startedMs));
    if (result.failure !== undefined) this.failed ??= { story, failure: result.failure };
  }

  #progress(seed: number, day: number): void {
    const { count, minutes, days, progress } = this.#options;
    this.#now.set(seed, day);
    const now = [...this.#now].map(([lived, on]) => `seed ${lived}${days === 1 ? "" : ` day ${on}`}`).join(", ");
    const whole = Number.isFinite(count) ? ` of ${count}` : "";
    const left = Number.isFinite(minutes) ? `, ${durationText(Math.max(0, minutes * 60 - this.#wallMs / 1_000))} left` : "";
    progress(`${this.#totals.lives}${whole} lived${left}: ${now}`);
  }
}
