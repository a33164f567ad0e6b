// SPDX-License-Identifier: Apache-2.0
/**
 * The course of a session: which step comes when, what became of each, where it goes on after skip, back and repeat, and where it
 * was left the last time. It wants what steps want; session.ts gives it.
 */
import type { Board } from "../../boards/board";
import { Bench } from "./bench";
import { ChipReset, LostContact, StepFailed, StepLeft, StepSkipped, type Fields, type Instruction, type Steps } from "./need";
import type { Partition } from "./partitions";
import type { Report, StepResult } from "./report";
import { resetWords } from "./reset-words";
import { stepOf, type StepId } from "./steps";
import { suspectOf, type Suspect } from "./suspects";
import { boardNamed, Wires } from "./wires";

/** For whoever shows it. */
export type News =
  | { kind: "connected"; facts: Fields }
  | { kind: "step"; id: StepId; title: string }
  | { kind: "ask"; instruction: Instruction }
  /** What was typed is no answer; the same is still asked. */
  | { kind: "problem"; text: string }
  | { kind: "note"; text: string }
  | { kind: "live"; text: string }
  | { kind: "result"; result: StepResult };

export interface Outcome {
  result: "Done" | "Quit" | "Failed";
  /** Of a session that came to nothing. */
  text: string;
}

export interface CourseOptions {
  steps: readonly StepId[];
  auto: boolean;
  enduranceCycles: number;
  /** Of chip/partitions.csv. */
  partitions: readonly Partition[];
  tell: (news: News) => void;
  /** ISO 8601. */
  now: () => string;
  /** What was found earlier on the board with this serial number; undefined: nothing. */
  earlier: (serial: string) => readonly StepResult[] | undefined;
  /** How long a chip that says nothing is knocked at in the beginning. */
  patienceMs?: number;
  nowMs: () => number;
  /** Ends what is left of a line that broke off. */
  knock: () => void;
  disarm: () => void;
}

type Next = "repeat" | "back" | "quit" | undefined;

const knockMs = 1_000;
const patienceMsDefault = 10_000;

export class Course {
  readonly #options: CourseOptions;
  readonly #results: StepResult[] = [];
  #facts: Fields = {};
  #board: Board | undefined;
  #startedAt = "";

  constructor(options: CourseOptions) {
    this.#options = options;
  }

  /** undefined: no board has answered yet. */
  get report(): Report | undefined {
    if (this.#board === undefined) return undefined;
    const { FirmwareVersion, Chip, Serial } = this.#facts;
    return {
      version: 1,
      board: this.#board.name,
      firmwareVersion: String(FirmwareVersion),
      chip: String(Chip),
      serial: String(Serial),
      startedAt: this.#startedAt,
      writtenAt: this.#options.now(),
      steps: [...this.#results],
    };
  }

  *run(): Steps<Outcome> {
    this.#startedAt = this.#options.now();
    const problem = yield* this.#connect();
    if (problem !== undefined) return { result: "Failed", text: problem };
    const { steps } = this.#options;
    const hasPassed = (id: StepId): boolean => this.#results.some((each) => each.step === id && each.result === "pass" && each.why === undefined);
    // Taken up again where it was left: what has passed is not asked for again, unless all has.
    let at = Math.max(0, steps.findIndex((id) => !hasPassed(id)));
    while (at < steps.length) {
      const next = yield* this.#step(steps[at] as StepId);
      if (next === "quit") return { result: "Quit", text: "" };
      if (next === "back") at = Math.max(at - 1, 0);
      else if (next !== "repeat") at += 1;
    }
    return { result: "Done", text: "" };
  }

  *#connect(): Steps<string | undefined> {
    const { nowMs, knock, patienceMs = patienceMsDefault, earlier, tell } = this.#options;
    const endMs = nowMs() + patienceMs;
    for (;;) {
      knock();
      try {
        const got = yield { kind: "command", command: "GetBoard", given: {}, silenceMs: knockMs };
        if (got.kind !== "answered") continue;
        const { fields } = got;
        if (fields.Status !== "SUCCESS") return "A chip answers, but not with the bring-up firmware: npm run flash:bringup -- <platform> brings it there.";
        const board = boardNamed(fields.Board);
        if (board === undefined) return `The chip says that its board is ${JSON.stringify(fields.Board)}, which this program does not know.`;
        this.#facts = fields;
        this.#board = board;
        this.#results.push(...(earlier(String(fields.Serial)) ?? []));
        tell({ kind: "connected", facts: fields });
        return undefined;
      } catch (error) {
        if (!(error instanceof LostContact)) throw error;
        if (nowMs() >= endMs) return "No answer. Is the board powered and plugged in, is it the right port, and does it run the bring-up firmware?";
      }
    }
  }

  /** Runs it, keeps its result, and says where to go on; undefined: to the next one. */
  *#step(id: StepId): Steps<Next> {
    const { tell, disarm, auto } = this.#options;
    const step = stepOf(id);
    const wires = new Wires(this.#board as Board);
    tell({ kind: "step", id, title: step.title });
    const note = (text: string): void => tell({ kind: "note", text });
    const live = (text: string): void => tell({ kind: "live", text });
    const bench = new Bench({ ...this.#options, wires, facts: this.#facts, note, live });
    let why: string | undefined;
    try {
      yield* step.run(bench);
    } catch (error) {
      if (error instanceof StepLeft && error.way !== "skip") {
        disarm();
        return error.way;
      }
      if (error instanceof StepLeft) why = "left out";
      else if (error instanceof StepSkipped) why = error.message;
      else if (error instanceof StepFailed) bench.suspects.push(...(error.suspect ? [error.suspect] : []));
      else if (error instanceof LostContact) bench.suspects.push(suspectOf("lineSilent", wires));
      else if (error instanceof ChipReset) bench.suspects.unshift(resetSuspect(error.reason, wires));
      else throw error;
    }
    disarm();
    const isFailed = bench.suspects.length > 0 || bench.figures.some(({ ok }) => !ok);
    const result = isFailed ? "fail" : why === undefined ? "pass" : "skip";
    if (auto && step.needsHands) why ??= "only what needs no hands";
    this.#keep({ step: id, result, ...(why !== undefined && { why }), at: this.#options.now(), figures: bench.figures, suspects: bench.suspects });
    return result !== "fail" || auto ? undefined : yield* this.#afterFailure();
  }

  *#afterFailure(): Steps<Next> {
    const text = "Mend it (batteries out first), then press Enter to repeat this step. Or type: skip, back, quit.";
    try {
      yield { kind: "ask", instruction: { code: "afterFailure", text, expects: { kind: "enter", goesOn: false } } };
      return "repeat";
    } catch (error) {
      // The batteries are in again.
      if (error instanceof ChipReset) return "repeat";
      if (!(error instanceof StepLeft)) throw error;
      return error.way === "skip" ? undefined : error.way;
    }
  }

  #keep(result: StepResult): void {
    const at = this.#results.findIndex(({ step }) => step === result.step);
    if (at >= 0) this.#results.splice(at, 1, result);
    else this.#results.push(result);
    this.#options.tell({ kind: "result", result });
  }
}

function resetSuspect(reason: number, wires: Wires): Suspect {
  const { isBrownout, text } = resetWords(reason);
  return isBrownout ? suspectOf("supplyWeak", wires) : suspectOf("unexpectedReset", wires, text);
}
