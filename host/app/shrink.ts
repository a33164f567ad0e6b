// SPDX-License-Identifier: Apache-2.0
/**
 * Makes a story that fails as short and as plain as it can while it still fails: delta debugging over its acts, then
 * plainer acts, then rounder and shorter times. Pure: whether a candidate fails is the caller's to find out, and what
 * is returned has failed (or is the story as given). First the cheap tries: with a handful of acts a day takes seconds.
 */
import type { Act, Story, TimedAct } from "../simulate/act";
import { plainerActs } from "./plainer-acts";

export interface ShrinkBudget {
  tries: number;
  /** True when there is no time left. */
  isOver: () => boolean;
  /** So many candidates are tried at the same time. */
  atOnce: number;
  /** After each round of tries: how many there were, and how many acts are left. */
  onTry?: (tries: number, acts: number) => void;
}

type Fails = (candidate: Story) => Promise<boolean>;

const dayMs = 86_400_000;
/** What time between two acts should rather be. */
const plainGapsMs: readonly number[] = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 600_000, 3_600_000, dayMs];
const roundMs: readonly number[] = [3_600_000, 60_000, 1_000, 100];

/** `story` must fail. */
export async function shrink(story: Story, fails: Fails, budget: ShrinkBudget): Promise<Story> {
  const shrinker = new Shrinker(story, fails, budget);
  await shrinker.keepNewest();
  for (let before = ""; before !== JSON.stringify(shrinker.story) && !shrinker.isOver; ) {
    before = JSON.stringify(shrinker.story);
    await shrinker.leaveOut();
    await shrinker.makePlainer();
    await shrinker.pullTogether();
  }
  return shrinker.story;
}

/** Without what came after the failure. */
export function untilMoment(story: Story, atMs: number): Story {
  return { ...story, acts: story.acts.filter((timed) => timed.atMs <= atMs) };
}

class Shrinker {
  story: Story;
  readonly #fails: Fails;
  readonly #budget: ShrinkBudget;
  #tries = 0;

  constructor(story: Story, fails: Fails, budget: ShrinkBudget) {
    this.story = story;
    this.#fails = fails;
    this.#budget = budget;
  }

  get isOver(): boolean {
    return this.#tries >= this.#budget.tries || this.#budget.isOver();
  }

  /** Most failures hang on the last few acts: 1, 2, 4 ... of them alone. */
  async keepNewest(): Promise<void> {
    const candidates: Story[] = [];
    for (let count = 1; count < this.story.acts.length; count *= 2) candidates.push(this.#with(this.story.acts.slice(-count)));
    await this.#takeFirst(candidates);
  }

  /** Chunks of half, a quarter, ... down to single acts, from the oldest on. */
  async leaveOut(): Promise<void> {
    for (let size = Math.ceil(this.story.acts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let start = 0; start < this.story.acts.length && !this.isOver; ) {
        const { acts } = this.story;
        const candidates: Story[] = [];
        for (let from = start; from < acts.length; from += size) {
          candidates.push(this.#with([...acts.slice(0, from), ...acts.slice(from + size)]));
        }
        const taken = await this.#takeFirst(candidates);
        if (taken === undefined) break;
        start += taken * size;
      }
    }
  }

  async makePlainer(): Promise<void> {
    for (let index = 0; index < this.story.acts.length; index++) {
      let taken: number | undefined;
      do {
        const { acts } = this.story;
        const timed = acts[index] as TimedAct;
        taken = await this.#takeFirst(plainerActs(timed.act).map((act: Act) => this.#with(acts.with(index, { ...timed, act }))));
      } while (taken !== undefined);
    }
  }

  /** Each act, and all after it with it, comes earlier, or at least at a rounder time. */
  async pullTogether(): Promise<void> {
    for (let index = 0; index < this.story.acts.length; index++) {
      const before = this.story.acts[index - 1]?.atMs ?? 0;
      const gapMs = (this.story.acts[index] as TimedAct).atMs - before;
      const gaps = plainerGaps(gapMs);
      await this.#takeFirst((index === 0 && gapMs > 0 ? [0, ...gaps] : gaps).map((gap) => this.#moved(index, gap - gapMs)));
    }
  }

  #moved(index: number, byMs: number): Story {
    return this.#with(this.story.acts.map((timed, at) => (at < index ? timed : { ...timed, atMs: timed.atMs + byMs })));
  }

  #with(acts: readonly TimedAct[]): Story {
    return { ...this.story, acts, days: Math.max(1, Math.ceil((acts.at(-1)?.atMs ?? 0) / dayMs)) };
  }

  /** Its index; undefined: none of them fails, or the budget is used up. */
  async #takeFirst(candidates: readonly Story[]): Promise<number | undefined> {
    const { atOnce, tries, onTry } = this.#budget;
    for (let from = 0; from < candidates.length && !this.isOver; ) {
      const some = candidates.slice(from, from + Math.min(atOnce, tries - this.#tries));
      const results = await Promise.all(some.map((candidate) => this.#fails(candidate)));
      this.#tries += some.length;
      const first = results.indexOf(true);
      if (first >= 0) this.story = some[first] as Story;
      onTry?.(this.#tries, this.story.acts.length);
      if (first >= 0) return from + first;
      from += some.length;
    }
    return undefined;
  }
}

function plainerGaps(gapMs: number): number[] {
  const shorter = plainGapsMs.filter((plain) => plain < gapMs);
  const units = plainGapsMs.includes(gapMs) ? [] : roundMs.filter((unit) => gapMs > unit && gapMs % unit !== 0);
  return [...shorter, ...units.flatMap((unit) => [Math.floor(gapMs / unit) * unit, Math.ceil(gapMs / unit) * unit])];
}
