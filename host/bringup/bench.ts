// SPDX-License-Identifier: Apache-2.0
/** What a step works with: asks the chip and the person, and collects figures and suspects. One for each run of a step. */
import { checks, judge, type CheckId, type Figure, type FigureValue } from "./checks";
import type { Ask, Fields, Got, Instruction, Steps } from "./need";
import { StepFailed, StepSkipped } from "./need";
import type { Partition } from "./partitions";
import { suspectOf, type Suspect, type SuspectId } from "./suspects";
import type { Wires } from "./wires";

export interface BenchOptions {
  wires: Wires;
  /** What GetBoard told. */
  facts: Fields;
  /** Nobody is there: what needs hands is left out. */
  auto: boolean;
  /** Cycles of the step "endurance". */
  enduranceCycles: number;
  /** As they should be. */
  partitions: readonly Partition[];
  note: (text: string) => void;
  live: (text: string) => void;
  nowMs: () => number;
}

export type Answered = Extract<Got, { kind: "answered" }>;

const silenceMsUsual = 1_500;

export class Bench {
  readonly wires: Wires;
  readonly facts: Fields;
  readonly auto: boolean;
  readonly enduranceCycles: number;
  readonly partitions: readonly Partition[];
  /** A word for the person in between. */
  readonly note: (text: string) => void;
  /** How it stands, on a line that the next one replaces. */
  readonly live: (text: string) => void;
  readonly nowMs: () => number;
  readonly figures: Figure[] = [];
  readonly suspects: Suspect[] = [];

  constructor(options: BenchOptions) {
    this.wires = options.wires;
    this.facts = options.facts;
    this.auto = options.auto;
    this.enduranceCycles = options.enduranceCycles;
    this.partitions = options.partitions;
    this.note = options.note;
    this.live = options.live;
    this.nowMs = options.nowMs;
  }

  /** Whatever the status of the answer is. */
  *send(command: string, given: object = {}, silenceMs = silenceMsUsual): Steps<Answered> {
    return (yield { kind: "command", command, given, silenceMs }) as Answered;
  }

  /** A command that has to work. */
  *must(command: string, given: object = {}, silenceMs = silenceMsUsual): Steps<Fields> {
    const { fields } = yield* this.send(command, given, silenceMs);
    if (fields.Status !== "SUCCESS") this.fail("refused", `${command}: ${wordOf(fields.Reason) || wordOf(fields.Status)}`);
    return fields;
  }

  *wait(ms: number, until?: (event: Fields) => boolean): Steps<boolean> {
    return (yield { kind: "wait", ms, until }).kind === "event";
  }

  /** Done, or an event came that tells the same (true). */
  *do(code: string, text: string, more: Omit<Ask, "kind" | "instruction"> & { detail?: string } = {}): Steps<boolean> {
    return (yield* this.#ask({ code, text, expects: { kind: "enter", goesOn: more.until !== undefined } }, more)).kind === "event";
  }

  *yes(code: string, text: string, more: { detail?: string } = {}): Steps<boolean> {
    return said(yield* this.#ask({ code, text, expects: { kind: "yesNo" } }, more)) === true;
  }

  *number(code: string, text: string, range: { min: number; max: number; unit: string; example: string }): Steps<number> {
    return said(yield* this.#ask({ code, text, expects: { kind: "number", ...range } })) as number;
  }

  *word(code: string, text: string, words: Readonly<Record<string, string>>, more: { detail?: string } = {}): Steps<string> {
    return said(yield* this.#ask({ code, text, expects: { kind: "word", words } }, more)) as string;
  }

  /** `name` is added to that of the check; `wanted` takes the place of the words that it allows. False: out of what is allowed. */
  measure(id: CheckId, value: FigureValue | undefined, name = "", wanted?: string): boolean {
    const check = checks[id];
    const rounded = typeof value === "number" ? Math.round(value * 100) / 100 : (value ?? "no answer");
    const { allowed, ok } = judge(check, rounded, wanted);
    return this.record(id, rounded, ok, allowed, name === "" ? check.name : `${check.name} ${name}`);
  }

  /** What the step itself has judged. */
  record(id: CheckId, value: FigureValue, ok: boolean, allowed: string, name: string = checks[id].name): boolean {
    const { unit, hw } = checks[id];
    this.figures.push({ name, value, unit, allowed, hw, ok });
    return ok;
  }

  suspect(id: SuspectId, more = ""): void {
    this.suspects.push(suspectOf(id, this.wires, more));
  }

  /** The step ends here. */
  fail(id: SuspectId, more = ""): never {
    throw new StepFailed(suspectOf(id, this.wires, more));
  }

  *#ask(instruction: Instruction, { detail, ...more }: Omit<Ask, "kind" | "instruction"> & { detail?: string } = {}): Steps<Got> {
    if (this.auto) throw new StepSkipped("needs hands");
    return yield { kind: "ask", instruction: detail === undefined ? instruction : { ...instruction, detail }, ...more };
  }
}

function said(got: Got): string | number | boolean | undefined {
  return got.kind === "said" ? got.value : undefined;
}

/** undefined: it is none. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** "": it is none. */
export function wordOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Whole numbers in a list; what is none is left out. */
export function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((each): each is number => Number.isInteger(each)) : [];
}
