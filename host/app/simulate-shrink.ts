// SPDX-License-Identifier: Apache-2.0
/**
 * Shrinks a story that broke a promise until it is as short as time allows and still breaks the same one. Every try is
 * a life from the start, of a lock that is set up: each engine sets it up once and keeps its flash, and what is left to
 * do (a boot, the clock) costs a few milliseconds, so a snapshot of the whole engine would save nothing.
 */
import type { Story } from "../simulate/act";
import type { EngineName } from "./engine";
import { shrink, untilMoment } from "./shrink";
import { dayMs, SimulateEngine, simulatorPromise, type LifeFailure } from "./simulate-engine";
import { countText, durationText } from "./simulate-text";

export interface FailedStory {
  story: Story;
  failure: LifeFailure;
}

export interface ShrinkOptions extends FailedStory {
  script: string;
  engine: EngineName;
  engines: number;
  progress: (line: string) => void;
}

const shrinkMsMin = 120_000;
/** A long story takes longer to try. */
const shrinkLives = 6;
const triesMax = 2_000;
/** A candidate may need a little longer to fail. */
const patienceMs = 120_000;

/** undefined: it does not fail again in a new engine. */
export async function shrinkFailure(options: ShrinkOptions): Promise<FailedStory | undefined> {
  const { engines, progress } = options;
  const story = untilMoment(options.story, options.failure.atMs);
  const startedMs = performance.now();
  const first = await liveAgain(options, story);
  if (first === undefined) return undefined;
  const shrinkMs = Math.max(shrinkMsMin, shrinkLives * (performance.now() - startedMs));
  const crew = new Crew(options);
  const endMs = performance.now() + shrinkMs;
  const giveUp = setTimeout(() => crew.stop(), shrinkMs);
  try {
    const shortest = await shrink(story, (candidate) => crew.fails(candidate), {
      tries: triesMax,
      isOver: () => crew.isStopped,
      atOnce: engines,
      onTry: (tries, acts) => {
        const left = durationText(Math.max(0, endMs - performance.now()) / 1_000);
        progress(`shrinking: ${countText(acts, "act")} left after ${tries} tries, at most ${left} more`);
      },
    });
    const failure = await liveAgain(options, shortest);
    return failure === undefined ? { story, failure: first } : { story: shortest, failure };
  } finally {
    clearTimeout(giveUp);
    crew.stop();
  }
}

/** In an engine in which nobody lived before; undefined: the promise is kept. */
async function liveAgain(options: ShrinkOptions, story: Story): Promise<LifeFailure | undefined> {
  const engine = new SimulateEngine(options.script, options.engine);
  try {
    const onDay = (day: number): void => options.progress(`living it again in a new engine: day ${day} of ${story.days}`);
    return await failureOf(engine, story, options, onDay);
  } finally {
    await engine.close();
  }
}

/** undefined: the promise is kept, whatever becomes of the others. */
async function failureOf(
  engine: SimulateEngine,
  story: Story,
  { failure, story: { acts } }: FailedStory,
  onDay: (day: number) => void = () => undefined,
): Promise<LifeFailure | undefined> {
  const tailMs = failure.atMs - (acts.findLast(({ atMs }) => atMs <= failure.atMs)?.atMs ?? 0);
  const failedAtDaysEnd = failure.atMs % dayMs === 0;
  const untilMs = failedAtDaysEnd ? story.days * dayMs : (story.acts.at(-1)?.atMs ?? 0) + tailMs + patienceMs;
  const { failure: found } = await engine.live(story, { untilMs, onDay });
  return found !== undefined && isSame(found, failure) ? found : undefined;
}

/** The simulator's own mistakes are many: there the words count, too. */
function isSame(one: LifeFailure, other: LifeFailure): boolean {
  if (one.promise !== other.promise) return false;
  return one.promise !== simulatorPromise || one.what.split("\n")[0] === other.what.split("\n")[0];
}

/** Engines that try candidates side by side. */
class Crew {
  isStopped = false;
  readonly #options: ShrinkOptions;
  readonly #engines: SimulateEngine[] = [];
  readonly #free: SimulateEngine[] = [];

  constructor(options: ShrinkOptions) {
    this.#options = options;
  }

  async fails(candidate: Story): Promise<boolean> {
    if (this.isStopped) return false;
    const engine = this.#free.pop() ?? this.#newEngine();
    const failure = await failureOf(engine, candidate, this.#options);
    if (!engine.isBroken) this.#free.push(engine);
    // What an engine says that was stopped meanwhile is nothing.
    return failure !== undefined && !this.isStopped;
  }

  stop(): void {
    this.isStopped = true;
    for (const engine of this.#engines) void engine.close();
  }

  #newEngine(): SimulateEngine {
    const { script, engine: name } = this.#options;
    const engine = new SimulateEngine(script, name);
    this.#engines.push(engine);
    return engine;
  }
}
