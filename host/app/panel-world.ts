// SPDX-License-Identifier: Apache-2.0
/** What the panel knows of the board, gathered from the replies of the engine between one message to the pages and the next. */
import type { BoardState } from "../board/board-state";
import type { Reply } from "../board/command-handler";
import type { TurnStatistics } from "../board/meter";
import { hungMs } from "./lock-process";
import type { PanelState } from "./panel-protocol";
import { panelState } from "./panel-state";
import { PanelStatus } from "./panel-status";

const restartsKept = 20;

/** Resets that are nobody's wish. After an exception the fault itself says more. */
const restartWords: Readonly<Partial<Record<BoardState["resetReason"], string>>> = {
  taskWatchdog: "the watchdog bit",
  brownout: "brown-out, the battery's voltage was too low",
};

export class PanelWorld {
  /** Why there is no engine any more; undefined: there is one. */
  engineStopped: string | undefined;
  readonly status: PanelStatus;
  readonly #board: string;
  readonly #bringup: boolean;
  #state: BoardState | undefined;
  #turns: Record<string, TurnStatistics> = {};
  #longestUsByEvent: Record<string, number> = {};
  #restarts: string[] = [];
  #bootedMs = 0;
  #buttonDownMs: number | undefined;
  /** A blink or click may be shorter than the time between two messages: it is shown all the same. */
  #wasLit = false;
  #buzzedHz = 0;

  constructor(board: string, bringup: boolean) {
    this.#board = board;
    this.#bringup = bringup;
    this.status = new PanelStatus(bringup);
  }

  get isRunning(): boolean {
    return this.engineStopped === undefined && this.#state?.running === true;
  }

  /** Something that may have changed what the lock would say of itself. */
  get happenings(): string {
    if (this.#state === undefined) return "";
    const { bootCount, led, boltPosition, boltDriven, doorOpen, coverOn, storageOperations } = this.#state;
    return [bootCount, led, boltPosition, boltDriven, doorOpen, coverOn, storageOperations].join();
  }

  /** Returns the console lines that are meant for people. */
  take({ state, lines, faults, turns, longestUsByEvent }: Reply): string[] {
    const before = this.#state;
    this.#state = state;
    this.engineStopped = undefined;
    if (turns !== undefined) this.#turns = turns;
    if (longestUsByEvent !== undefined) this.#longestUsByEvent = longestUsByEvent;
    if (state.led) this.#wasLit = true;
    if (state.buzzerHz > 0) this.#buzzedHz = state.buzzerHz;
    this.#buttonDownMs = state.buttonPressed ? (this.#buttonDownMs ?? state.nowMs) : undefined;
    for (const { where, message } of faults) this.#restarts.push(`${message} (in ${where})`);
    if (state.bootCount !== before?.bootCount || state.nowMs < before.nowMs) {
      this.#bootedMs = state.nowMs;
      const words = restartWords[state.resetReason];
      if (words !== undefined) this.#restarts.push(words);
    }
    if (!state.running) this.status.forget();
    this.#restarts.splice(0, this.#restarts.length - restartsKept);
    return lines.filter((line) => !this.status.take(line));
  }

  /** The power is being cut or switched on: what was before is over. */
  powerSwitched(): void {
    this.status.forget();
    this.#restarts = [];
    this.#turns = {};
    this.#longestUsByEvent = {};
  }

  /** undefined: nothing is known yet. `silentMs`: how long the engine has owed an answer. */
  state(silentMs: number): PanelState | undefined {
    if (this.#state === undefined) return undefined;
    const isGone = this.engineStopped !== undefined;
    const silence = silentMs > hungMs ? `no answer for ${Math.floor(silentMs / 1_000)} s` : undefined;
    return panelState({
      board: this.#board,
      bringup: this.#bringup,
      state: {
        ...this.#state,
        powered: this.#state.powered && !isGone,
        led: !isGone && (this.#state.led || this.#wasLit),
        buzzerHz: isGone ? 0 : this.#state.buzzerHz || this.#buzzedHz,
      },
      engineStopped: this.engineStopped ?? silence,
      bootedMs: this.#bootedMs,
      buttonDownMs: this.#buttonDownMs,
      restarts: this.#restarts,
      turns: this.#turns,
      longestUsByEvent: this.#longestUsByEvent,
      lock: this.status.lock,
      calibration: this.status.calibration,
    });
  }

  /** The pages have been told. */
  shown(): void {
    this.#wasLit = false;
    this.#buzzedHz = 0;
  }
}
