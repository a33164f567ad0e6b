// SPDX-License-Identifier: Apache-2.0
/**
 * One life of a lock: plays a story on the stage, watched at every event. The first promise that is broken ends it. What
 * the virtual board itself throws counts as a broken promise of the simulator. One life at a time: those who watch and the
 * virtual chips share the engine's global object.
 */
import type { Board } from "../../boards/board";
import type { Firmware } from "../board/chip-power";
import { mainTurn, preloadTurn } from "../board/meter";
import type { Story, TimedAct } from "./act";
import { Stage } from "./stage";
import { Violation } from "./violation";
import { Watch } from "./watch";

export interface LifeOptions {
  firmware: Firmware;
  board: Board;
  story: Story;
}

export interface LifeFigures {
  virtualMs: number;
  acts: number;
  /** Acts that fell into the time of a proof: whoever proves has the lock to himself. */
  skippedActs: number;
  proofs: number;
  events: number;
  boots: number;
  storageOperations: number;
  sectorErasesMax: number;
  /** Without preload and main. */
  longestTurnUnits: number;
  longestTurnName: string;
}

const dayMs = 86_400_000;
/** A repair needs so long until the lock runs again, and only then a proof is fair. */
const repairMs = 30_000;

export class Life {
  readonly stage: Stage;
  readonly #story: Story;
  readonly #watch: Watch;
  #next = 0;
  #acts = 0;
  #skipped = 0;
  #proofs = 0;
  #events = 0;
  /** Since when all has been well that a repair makes well; undefined: something has been done since. */
  #repairedMs: number | undefined;
  /** When the last proof was over. */
  #provenMs = 0;

  constructor({ firmware, board, story }: LifeOptions) {
    this.#story = story;
    this.stage = new Stage({ firmware, board, seed: story.seed });
    this.#watch = new Watch(this.stage);
    this.stage.onEvent = () => {
      this.#events += 1;
      this.#watch.look();
    };
  }

  /** Lives until this moment; undefined: every promise was kept. The story's end included, if it is reached. */
  liveUntil(atMs: number): Violation | undefined {
    try {
      this.#live(atMs);
    } catch (error) {
      return error instanceof Violation ? error : new Violation("simulator", describe(error));
    }
    return undefined;
  }

  get figures(): LifeFigures {
    const { board } = this.stage;
    let longest = { units: 0, name: "" };
    for (const [name, { longestUnits }] of board.meter.turns) {
      if (name === preloadTurn || name === mainTurn || longestUnits <= longest.units) continue;
      longest = { units: longestUnits, name };
    }
    return {
      virtualMs: this.stage.nowMs,
      acts: this.#acts,
      skippedActs: this.#skipped,
      proofs: this.#proofs,
      events: this.#events,
      boots: board.power.bootCount,
      storageOperations: board.operations.count,
      sectorErasesMax: Math.max(...board.flash.eraseCounts),
      longestTurnUnits: longest.units,
      longestTurnName: longest.name,
    };
  }

  #live(atMs: number): void {
    const { acts, days } = this.#story;
    for (; this.#next < acts.length; this.#next++) {
      const timed = acts[this.#next]!;
      if (timed.atMs > atMs) break;
      if (timed.atMs < this.#provenMs) {
        this.#skipped += 1;
        continue;
      }
      this.stage.runTo(timed.atMs);
      this.#do(timed);
    }
    this.stage.runTo(atMs);
    if (atMs >= days * dayMs) this.#watch.end();
  }

  #do(timed: TimedAct): void {
    const isProof = timed.act.do === "prove";
    if (isProof && !this.#isRepaired) {
      this.#skipped += 1;
      return;
    }
    this.#acts += 1;
    this.#watch.before(timed);
    this.stage.perform(timed.act);
    if (isProof) {
      this.#proofs += 1;
      this.#watch.prove();
      this.#provenMs = this.stage.nowMs;
    } else {
      this.#repairedMs = timed.act.do === "repair" ? this.stage.nowMs : undefined;
    }
  }

  get #isRepaired(): boolean {
    return this.#repairedMs !== undefined && this.stage.nowMs - this.#repairedMs >= repairMs;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${String(error)}\n${String(error.stack)}` : String(error);
}
