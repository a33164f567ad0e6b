// SPDX-License-Identifier: Apache-2.0
/**
 * What the host evaluates in the engine of `npm start -- --replay <file>`: the panel's lock is one on a stage, and while its
 * time passes the acts of the story in `globalThis.replay` are done to it, each told when it is done. Nobody watches over
 * promises: people in front of the panel may join in, and the panel itself asks the lock how it is.
 */
import { board } from "board";
import boot from "latchkey:firmware";
import { CommandHandler, type Command, type Reply } from "../board/command-handler";
import { callLine } from "../board/host-calls";
import type { VirtualBoard, VirtualBoardOptions } from "../board/virtual-board";
import type { Story } from "./act";
import { Stage } from "./stage";
import { inWords, timeInWords } from "./words";

const { replay } = globalThis as unknown as { replay: { story: Story; failure: { what: string; atMs: number } } };

/** So long after an act, and so long before one, time passes as it does; in between it leaps. */
const afterActMs = 45_000;
const beforeActMs = 5_000;
/** At most so much in one command, so that the panel hears of it. */
const leapMsMax = 600_000;

class ReplayHandler extends CommandHandler {
  #stage: Stage | undefined;
  #next = 0;
  #lastMs = 0;
  #hasFailed = false;

  protected override makeBoard({ onFlash }: VirtualBoardOptions): VirtualBoard {
    const stage = new Stage({ firmware: boot, board, seed: replay.story.seed });
    const { flash } = stage.board;
    flash.sink = onFlash;
    onFlash?.(0, flash.bytes);
    this.#stage = stage;
    this.#next = 0;
    this.#lastMs = 0;
    this.#hasFailed = false;
    return stage.board;
  }

  protected override perform(virtual: VirtualBoard, command: Exclude<Command, { op: "create" }>): Partial<Reply> {
    const stage = this.#stage;
    if (stage === undefined) return {};
    if (command.op === "run") {
      this.#playTo(stage, stage.nowMs + command.ms);
      const dueMs = (this.#dueMs ?? 0) - beforeActMs;
      const isQuiet = stage.nowMs - this.#lastMs > afterActMs;
      if (isQuiet && dueMs > stage.nowMs) this.#playTo(stage, Math.min(dueMs, stage.nowMs + leapMsMax));
      return {};
    }
    // A lock on a stage has power already.
    if (command.op === "powerUp" && virtual.power.on) return {};
    // Somebody in front of the panel does something, and wants to see what comes of it. The panel itself only asks.
    if (command.op !== "serial" && command.op !== "turns") this.#lastMs = stage.nowMs;
    return super.perform(virtual, command);
  }

  /** When the next act is due, or the failure; undefined: the story is over. */
  get #dueMs(): number | undefined {
    return replay.story.acts[this.#next]?.atMs ?? (this.#hasFailed ? undefined : replay.failure.atMs);
  }

  #playTo(stage: Stage, atMs: number): void {
    const { story, failure } = replay;
    for (let dueMs = this.#dueMs; dueMs !== undefined && dueMs <= atMs; dueMs = this.#dueMs) {
      stage.runTo(dueMs);
      this.#lastMs = dueMs;
      const timed = story.acts[this.#next];
      if (timed === undefined) {
        this.#hasFailed = true;
        callLine(`${timeInWords(failure.atMs)} ✖ ${failure.what.split("\n")[0]}`);
        callLine("The story is over, the lock goes on.");
        return stage.runTo(atMs);
      }
      this.#next += 1;
      callLine(inWords(timed));
      stage.perform(timed.act);
    }
    stage.runTo(atMs);
  }
}

const handler = new ReplayHandler(boot, board);

Object.assign(globalThis, { handleCommand: (request: ArrayBuffer) => handler.handle(request) });
