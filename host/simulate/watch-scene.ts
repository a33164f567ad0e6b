// SPDX-License-Identifier: Apache-2.0
/**
 * What all who watch share: the stage, how calm it is, what is due by when, and the first promise that broke. Hooks run
 * deep inside the firmware, which catches exceptions: so they only note what broke, and `look()` throws it.
 */
import type { VirtualBoard } from "../board/virtual-board";
import type { ActName, TimedAct } from "./act";
import type { PromiseName } from "./promises";
import type { Stage } from "./stage";
import { Violation } from "./violation";

export type Faults = ReadonlySet<ActName>;

const noFaults: Faults = new Set();

/** Something that has to have happened when it is due, unless a fault or a restart came between. */
interface Duty {
  promise: PromiseName;
  what: string;
  fromMs: number;
  dueMs: number;
  tolerates: Faults;
  isDone: () => boolean;
}

export class Scene {
  readonly stage: Stage;
  readonly board: VirtualBoard;
  /** Story time at the last event. */
  nowMs = 0;
  running = true;
  /** When the firmware last began. */
  bootMs = 0;
  /** By this part of a time the chip's clock may be wrong, since it drifted once. */
  driftPart = 0;
  #broken: Violation | undefined;
  #duties: Duty[] = [];
  #nextDueMs = Infinity;

  constructor(stage: Stage) {
    this.stage = stage;
    this.board = stage.board;
    this.nowMs = stage.nowMs;
    // It has run for some seconds already, but nobody saw it.
    this.bootMs = this.nowMs;
  }

  before({ act }: TimedAct): void {
    if (act.do === "clockDrift") this.driftPart = Math.max(this.driftPart, Math.abs(act.ppm) * 1.2e-6);
  }

  fail(promise: PromiseName, what: string): void {
    this.#broken ??= new Violation(promise, what);
  }

  look(): void {
    if (this.nowMs >= this.#nextDueMs) this.#checkDuties();
    if (this.#broken !== undefined) throw this.#broken;
  }

  /** The chip has run so long, and so long there has been no other fault than these. */
  calmFor(ms: number, tolerates: Faults = noFaults): boolean {
    const { stage } = this;
    if (!this.running || stage.nowMs - Math.max(stage.calmSinceMs, this.bootMs) < ms) return false;
    return this.#onlyHas(tolerates);
  }

  has(...faults: readonly ActName[]): boolean {
    return this.stage.faults.size > 0 && faults.some((fault) => this.stage.faults.has(fault));
  }

  /** `isDone` is asked once, when the time is over. Owed only if it is calm now. */
  owe(duty: { promise: PromiseName; what: string; withinMs: number; tolerates?: Faults; isDone: () => boolean }): void {
    const { promise, what, withinMs, tolerates = noFaults, isDone } = duty;
    const fromMs = this.stage.nowMs;
    if (!this.#onlyHas(tolerates) || !this.running) return;
    this.#duties.push({ promise, what, fromMs, dueMs: fromMs + withinMs, tolerates, isDone });
    this.#nextDueMs = Math.min(this.#nextDueMs, fromMs + withinMs);
  }

  #checkDuties(): void {
    const due = this.#duties.filter(({ dueMs }) => dueMs <= this.nowMs);
    this.#duties = this.#duties.filter(({ dueMs }) => dueMs > this.nowMs);
    this.#nextDueMs = this.#duties.reduce((next, { dueMs }) => Math.min(next, dueMs), Infinity);
    for (const { promise, what, fromMs, tolerates, isDone } of due) {
      const undisturbed = this.running && Math.max(this.stage.calmSinceMs, this.bootMs) <= fromMs;
      if (undisturbed && this.#onlyHas(tolerates) && !isDone()) this.fail(promise, what);
    }
  }

  #onlyHas(tolerates: Faults): boolean {
    const { faults } = this.stage;
    if (faults.size > 0) for (const fault of faults) if (!tolerates.has(fault)) return false;
    return true;
  }
}
