// SPDX-License-Identifier: Apache-2.0
/**
 * A guided session of bring-up with one board. It knows neither port nor clock nor terminal: lines come in by `line`, what the person
 * types by `answer`, time passes by `tick`; lines go out by `write`, and what there is to see by `tell`.
 *
 * It keeps the chip armed only inside a step that asked for it, and disarms it whenever a step ends, however it ends. Should this
 * program die, the chip disarms itself when no Alive comes (bringup/motion.ts).
 */
import type { Board } from "../../boards/board";
import { Bench } from "./bench";
import { meaningOf, wayOut } from "./meaning";
import { ChipReset, LostContact, StepFailed, StepLeft, StepSkipped, type Ask, type Fields, type Got, type Instruction, type Need, type Steps } from "./need";
import type { Partition } from "./partitions";
import type { Report, StepResult } from "./report";
import { resetWords } from "./reset-words";
import { stepOf, type StepId } from "./steps";
import { suspectOf } from "./suspects";
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

export interface SessionOptions {
  steps: readonly StepId[];
  auto: boolean;
  enduranceCycles: number;
  /** Of chip/partitions.csv. */
  partitions: readonly Partition[];
  write: (line: string) => void;
  tell: (news: News) => void;
  /** ISO 8601. */
  now: () => string;
  /** What was found earlier on the board with this serial number; undefined: nothing. */
  earlier: (serial: string) => readonly StepResult[] | undefined;
  /** How long a chip that says nothing is knocked at in the beginning. */
  patienceMs?: number;
}

export interface Outcome {
  result: "Done" | "Quit" | "Failed";
  /** Of a session that came to nothing. */
  text: string;
}

const knockMs = 1_000;
const triesMax = 3;
const busyPauseMs = 60;
const busiesMax = 100;
const aliveMs = 200;
const liveMs = 300;
const liveSilenceMs = 1_500;
const patienceMsDefault = 10_000;

export class Session {
  readonly #options: SessionOptions;
  readonly #steps: Steps<Outcome>;
  /** So that answers to somebody else, or to one who was here before, are not taken for ours. */
  readonly #name = Math.random().toString(36).slice(2, 6);
  readonly #results: StepResult[] = [];
  #need: Need | undefined;
  #outcome: Outcome | undefined;
  #facts: Fields = {};
  #board: Board | undefined;
  #startedAt = "";
  #nowMs: number | undefined;
  #dueMs = Infinity;
  #tries = 0;
  #sentMs = 0;
  #count = 0;
  #awaited = "";
  #busies = 0;
  #isBusy = false;
  #isArmed = false;
  #aliveMs = 0;
  #liveId = "";
  #liveMs = 0;
  #isConnected = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#steps = this.#run();
  }

  /** undefined: it goes on. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** What is asked now. */
  get asked(): Instruction | undefined {
    return this.#need?.kind === "ask" ? this.#need.instruction : undefined;
  }

  get isArmed(): boolean {
    return this.#isArmed;
  }

  /** undefined: no board has answered yet. */
  get report(): Report | undefined {
    if (this.#board === undefined) return undefined;
    const { Board, FirmwareVersion, Chip, Serial } = this.#facts;
    return {
      version: 1,
      board: String(Board),
      firmwareVersion: String(FirmwareVersion),
      chip: String(Chip),
      serial: String(Serial),
      startedAt: this.#startedAt,
      writtenAt: this.#options.now(),
      steps: [...this.#results],
    };
  }

  /** To be called often; the first call begins. */
  tick(nowMs: number): void {
    const begins = this.#nowMs === undefined;
    this.#nowMs = nowMs;
    if (this.#outcome !== undefined) return;
    if (begins) {
      this.#startedAt = this.#options.now();
      return this.#advance(() => this.#steps.next());
    }
    if (this.#isArmed && nowMs - this.#aliveMs >= aliveMs) this.#sendAlive();
    if (nowMs >= this.#dueMs) this.#onDue();
    this.#poll();
  }

  line(text: string): void {
    const fields = fieldsOf(text);
    if (fields === undefined || this.#outcome !== undefined) return;
    if (typeof fields.Event === "string") return this.#onEvent(fields);
    if (fields.Armed === false) this.#isArmed = false;
    if (fields.Id === this.#liveId && this.#need?.kind === "ask") {
      this.#liveId = "";
      if (fields.Status === "SUCCESS" && this.#need.live) this.#options.tell({ kind: "live", text: this.#need.live(fields) });
    }
    if (this.#need?.kind !== "command" || fields.Id !== this.#awaited) return;
    if (fields.Status === "BUSY" && ++this.#busies <= busiesMax) {
      // Something that we asked for earlier is not done yet.
      this.#awaited = "";
      this.#dueMs = this.#now + busyPauseMs;
      this.#isBusy = true;
      return;
    }
    if (this.#need.command === "Arm" && fields.Status === "SUCCESS") this.#isArmed = true;
    this.#goOn({ kind: "answered", fields, sentMs: this.#sentMs, heardMs: this.#now, again: this.#tries > 1 });
  }

  /** What the person typed. */
  answer(text: string): void {
    if (this.#outcome !== undefined || this.#nowMs === undefined) return;
    const way = wayOut(text);
    if (way !== undefined) return this.#throw(new StepLeft(way));
    if (this.#need?.kind !== "ask") return this.#options.tell({ kind: "problem", text: "Nothing is asked right now. You can type: skip, repeat, back, quit." });
    const meaning = meaningOf(text, this.#need.instruction.expects);
    if (meaning.problem !== undefined) return this.#options.tell({ kind: "problem", text: meaning.problem });
    this.#goOn({ kind: "said", value: meaning.value });
  }

  /** Power off at once; nothing goes on after it. */
  quit(): void {
    if (this.#outcome !== undefined) return;
    this.#write({ Command: "Disarm" });
    this.#isArmed = false;
    this.#outcome = { result: "Quit", text: "" };
  }

  get #now(): number {
    return this.#nowMs ?? 0;
  }

  *#run(): Steps<Outcome> {
    const problem = yield* this.#connect();
    if (problem !== undefined) return { result: "Failed", text: problem };
    const { steps } = this.#options;
    const done = (id: StepId): boolean => this.#results.some((each) => each.step === id && each.result === "pass");
    // Taken up again where it was left: what has passed is not asked for again.
    let at = this.#results.length === 0 ? 0 : Math.max(0, steps.findIndex((id) => !done(id)));
    while (at < steps.length) {
      const way = yield* this.#step(steps[at] as StepId);
      if (way === "quit") return { result: "Quit", text: "" };
      if (way === "back") at = Math.max(at - 1, 0);
      else if (way !== "repeat") at += 1;
    }
    return { result: "Done", text: "" };
  }

  *#connect(): Steps<string | undefined> {
    const endMs = this.#now + (this.#options.patienceMs ?? patienceMsDefault);
    for (;;) {
      this.#options.write("\n");
      try {
        const got = yield { kind: "command", command: "GetBoard", given: {}, silenceMs: knockMs };
        if (got.kind !== "answered") continue;
        if (got.fields.Status !== "SUCCESS") return "A chip answers, but not with the bring-up firmware: npm run flash:bringup -- <platform> brings it there.";
        this.#facts = got.fields;
        this.#board = boardNamed(got.fields.Board);
        if (this.#board === undefined) return `The chip says that its board is ${JSON.stringify(got.fields.Board)}, which this program does not know.`;
        this.#results.push(...(this.#options.earlier(String(got.fields.Serial)) ?? []));
        this.#options.tell({ kind: "connected", facts: got.fields });
        this.#isConnected = true;
        return undefined;
      } catch (error) {
        if (!(error instanceof LostContact)) throw error;
        if (this.#now >= endMs) return "No answer. Is the board powered and plugged in, is it the right port, and does it run the bring-up firmware?";
      }
    }
  }

  /** Runs it, keeps its result, and says where to go on; undefined: to the next one. */
  *#step(id: StepId): Steps<"repeat" | "back" | "quit" | undefined> {
    const { auto, enduranceCycles, partitions, tell } = this.#options;
    const step = stepOf(id);
    const wires = new Wires(this.#board as Board);
    tell({ kind: "step", id, title: step.title });
    const note = (text: string): void => tell({ kind: "note", text });
    const live = (text: string): void => tell({ kind: "live", text });
    const bench = new Bench({ wires, facts: this.#facts, auto, enduranceCycles, partitions, note, live, nowMs: () => this.#now });
    let skipped: string | undefined;
    try {
      yield* step.run(bench);
    } catch (error) {
      if (error instanceof StepLeft && error.way !== "skip") {
        this.#disarm();
        return error.way;
      }
      if (error instanceof StepLeft) skipped = "left out";
      else if (error instanceof StepSkipped) skipped = error.message;
      else if (error instanceof StepFailed) bench.suspects.push(...(error.suspect ? [error.suspect] : []));
      else if (error instanceof LostContact) bench.suspects.push(suspectOf("lineSilent", wires));
      else if (error instanceof ChipReset) bench.suspects.unshift(resetSuspect(error.reason, wires));
      else throw error;
    }
    this.#disarm();
    const isFailed = bench.suspects.length > 0 || bench.figures.some(({ ok }) => !ok);
    const result = isFailed ? "fail" : skipped === undefined ? "pass" : "skip";
    this.#keep({ step: id, result, ...(skipped !== undefined && { why: skipped }), at: this.#options.now(), figures: bench.figures, suspects: bench.suspects });
    if (result !== "fail" || auto) return undefined;
    return yield* this.#afterFailure();
  }

  *#afterFailure(): Steps<"repeat" | "back" | "quit" | undefined> {
    const text = "Mend it (batteries out first), then press Enter to repeat this step. Or type: skip, back, quit.";
    try {
      yield { kind: "ask", instruction: { code: "afterFailure", text, expects: { kind: "enter" } } };
      return "repeat";
    } catch (error) {
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

  #disarm(): void {
    // Said even when it is not armed as far as we know: the answer to Arm may have got lost.
    this.#write({ Command: "Disarm" });
    this.#isArmed = false;
  }

  #onEvent(event: Fields): void {
    if (event.Event === "Boot") {
      this.#isArmed = false;
      if (this.#isConnected) this.#throw(new ChipReset(typeof event.ResetReason === "number" ? event.ResetReason : 0));
      return;
    }
    if (event.Event === "Disarmed") this.#isArmed = false;
    const need = this.#need;
    if (need !== undefined && need.kind !== "command" && need.until?.(event) === true) this.#goOn({ kind: "event", event });
  }

  #onDue(): void {
    const need = this.#need;
    if (need?.kind !== "command") return this.#goOn({ kind: "limit" });
    if (this.#isBusy) {
      this.#isBusy = false;
      this.#tries -= 1;
      return this.#sendCommand(need);
    }
    if (this.#tries >= triesMax) return this.#throw(new LostContact());
    // What is left of a line that broke off ends here.
    this.#options.write("\n");
    this.#sendCommand(need);
  }

  #goOn(got: Got): void {
    this.#advance(() => this.#steps.next(got));
  }

  #throw(error: Error): void {
    this.#advance(() => this.#steps.throw(error));
  }

  #advance(next: () => IteratorResult<Need, Outcome>): void {
    this.#need = undefined;
    this.#awaited = "";
    this.#dueMs = Infinity;
    const { done, value } = next();
    if (done === true) {
      this.#outcome = value;
      return;
    }
    this.#need = value;
    if (value.kind === "command") {
      this.#tries = 0;
      this.#busies = 0;
      this.#isBusy = false;
      this.#sendCommand(value);
    } else if (value.kind === "wait") this.#dueMs = this.#now + value.ms;
    else this.#show(value);
  }

  #show({ instruction, limitMs }: Ask): void {
    this.#dueMs = this.#now + (limitMs ?? Infinity);
    this.#liveMs = -Infinity;
    this.#liveId = "";
    this.#options.tell({ kind: "ask", instruction });
  }

  #sendCommand({ command, given, silenceMs }: Extract<Need, { kind: "command" }>): void {
    this.#tries += 1;
    this.#sentMs = this.#now;
    this.#dueMs = this.#now + silenceMs;
    this.#awaited = this.#write({ Command: command, ...given });
  }

  #sendAlive(): void {
    this.#aliveMs = this.#now;
    this.#write({ Command: "Alive" });
  }

  #poll(): void {
    if (this.#need?.kind !== "ask" || this.#need.live === undefined) return;
    if (this.#now - this.#liveMs < (this.#liveId === "" ? liveMs : liveSilenceMs)) return;
    this.#liveMs = this.#now;
    this.#liveId = this.#write({ Command: "GetReadings" });
  }

  /** The Id that it got. */
  #write(request: object): string {
    this.#count += 1;
    const id = `${this.#name}-${this.#count}`;
    this.#options.write(`${JSON.stringify({ ...request, Id: id })}\n`);
    return id;
  }
}

function resetSuspect(reason: number, wires: Wires): ReturnType<typeof suspectOf> {
  const { isBrownout, text } = resetWords(reason);
  return isBrownout ? suspectOf("supplyWeak", wires) : suspectOf("unexpectedReset", wires, text);
}

/** undefined: noise. */
function fieldsOf(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
