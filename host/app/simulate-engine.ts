// SPDX-License-Identifier: Apache-2.0
/**
 * An engine in which one story after the other is lived (host/simulate/simulate-entry.ts), a day a command, so that the
 * heap can be compared from day to day.
 */
import { hostOpcodes } from "../board/host-calls";
import type { Story } from "../simulate/act";
import { machineReport, type CoverageCounts } from "../simulate/coverage";
import type { SimulateCommand, SimulateReply } from "../simulate/simulate-entry";
import { bundleForEngine } from "./bundle";
import { answerDigest } from "./digest";
import { EngineError, type Engine, type EngineName } from "./engine";
import { NodeEngine } from "./node-engine";
import type { SourceChange } from "./source-changes";
import { XsWorker } from "./xs-worker";

export interface LifeFailure {
  promise: string;
  what: string;
  /** In the story. */
  atMs: number;
}

export interface LifeResult {
  failure: LifeFailure | undefined;
  /** undefined: it did not even begin. */
  figures: SimulateReply["figures"] | undefined;
  coverage: CoverageCounts;
  /** Slots of the XS heap in use after the first and the last day, garbage collected; 0 on Node. */
  heapAtFirst: number;
  heap: number;
}

export interface LiveOptions {
  /** What of the story is lived; by default all its days. */
  untilMs?: number;
  onDay?: (day: number) => void;
  /** Asked after each day; true: the rest is not lived. */
  isEnough?: () => boolean;
}

export const dayMs = 86_400_000;
/** The promise that nobody inside the engine can watch, and the one that is broken by whatever is no promise. */
const heapPromise = "heap";
export const simulatorPromise = "simulator";
const commandTimeoutMs = 600_000;
/**
 * What is made when something happens for the first time stays, and some of it does not happen on the first day. In lives of
 * 14 days the heap, which the simulator's model shares, has gone up and down again by 300 slots.
 */
const heapSlack = 600;

/** The script for an engine. `changes`: to the firmware's sources. */
export function bundleSimulator(board: string, changes: readonly SourceChange[] = []): Promise<string> {
  return bundleForEngine({ entry: "host/simulate/simulate-entry.ts", board, changes: [machineReport, ...changes] });
}

export class SimulateEngine {
  readonly #engine: Engine;
  readonly #script: string;
  #ready: Promise<unknown> | undefined;
  #broken = false;

  constructor(script: string, engine: EngineName) {
    this.#script = script;
    const handlers = { [hostOpcodes.digest]: answerDigest };
    this.#engine = engine === "node" ? new NodeEngine({ handlers }) : new XsWorker({ handlers, commandTimeoutMs });
  }

  /** XS itself crashed or hung: another engine has to take its place. */
  get isBroken(): boolean {
    return this.#broken;
  }

  async live(story: Story, { untilMs = story.days * dayMs, onDay, isEnough }: LiveOptions = {}): Promise<LifeResult> {
    const result: LifeResult = { failure: undefined, figures: undefined, coverage: {}, heapAtFirst: 0, heap: 0 };
    let [day, nextMs] = [0, 0];
    try {
      this.#ready ??= this.#engine.evaluate(this.#script);
      await this.#ready;
      await this.#command({ op: "begin", story }, result);
      while (nextMs < untilMs && result.failure === undefined && isEnough?.() !== true) {
        day += 1;
        onDay?.(day);
        nextMs = Math.min(day * dayMs, untilMs);
        await this.#command({ op: "live", untilMs: nextMs }, result);
        if (day === 1) result.heapAtFirst = result.heap;
        const { heapAtFirst, heap } = result;
        if (heap <= heapAtFirst + heapSlack) continue;
        const what = `${heapAtFirst} slots of the heap were in use after day 1, ${heap} after day ${day}`;
        result.failure ??= { promise: heapPromise, what, atMs: nextMs };
      }
    } catch (error) {
      this.#broken = !(error instanceof EngineError);
      const what = error instanceof Error ? error.message : String(error);
      result.failure = { promise: simulatorPromise, what, atMs: nextMs };
    }
    return result;
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  async #command(command: SimulateCommand, result: LifeResult): Promise<void> {
    const { data, heapCount } = await this.#engine.command(JSON.stringify(command));
    const { figures, coverage, broken } = JSON.parse(Buffer.from(data).toString()) as SimulateReply;
    result.figures = figures;
    result.coverage = coverage;
    result.heap = heapCount;
    if (broken !== undefined) result.failure = { ...broken, atMs: figures.virtualMs };
  }
}
