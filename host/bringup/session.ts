// SPDX-License-Identifier: Apache-2.0
/**
 * A guided session of bring-up with one board. It knows neither port nor clock nor terminal: lines come in by `line`, what the person
 * types by `answer`, time passes by `tick`; lines go out by `write`, and what there is to see by `tell`.
 *
 * It keeps the chip armed only inside a step that asked for it, and disarms it whenever a step ends, however it ends. Should this
 * program die, the chip disarms itself when no Alive comes (bringup/motion.ts). Which step comes when is course.ts's business.
 */
import { Course, type CourseOptions, type Outcome } from "./course";
import { meaningOf, wayOut } from "./meaning";
import { ChipReset, LostContact, StepLeft, type Ask, type Fields, type Got, type Instruction, type Need, type Steps } from "./need";
import type { Report } from "./report";

export interface SessionOptions extends Omit<CourseOptions, "nowMs" | "knock" | "disarm"> {
  write: (line: string) => void;
}

const triesMax = 3;
const busyPauseMs = 60;
const busiesMax = 100;
const aliveMs = 200;
const liveMs = 300;
const liveSilenceMs = 1_500;
/** An Enter so soon after something led on by itself was meant for what was asked before. */
const lateEnterMs = 1_500;

export class Session {
  readonly #options: SessionOptions;
  readonly #course: Course;
  readonly #steps: Steps<Outcome>;
  /** So that answers to somebody else, or to one who was here before, are not taken for ours. */
  readonly #name = Math.random().toString(36).slice(2, 6);
  #need: Need | undefined;
  #outcome: Outcome | undefined;
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
  #ledOnMs = -Infinity;

  constructor(options: SessionOptions) {
    this.#options = options;
    const knock = (): void => options.write("\n");
    this.#course = new Course({ ...options, nowMs: () => this.#now, knock, disarm: () => this.#disarm() });
    this.#steps = this.#course.run();
  }

  /** undefined: it goes on. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** What is asked now. */
  get asked(): Instruction | undefined {
    return this.#need?.kind === "ask" ? this.#need.instruction : undefined;
  }

  /** undefined: no board has answered yet. */
  get report(): Report | undefined {
    return this.#course.report;
  }

  /** To be called often; the first call begins. */
  tick(nowMs: number): void {
    const begins = this.#nowMs === undefined;
    this.#nowMs = nowMs;
    if (this.#outcome !== undefined) return;
    if (begins) return this.#advance(() => this.#steps.next());
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
    const isLate = text.trim() === "" && this.#now - this.#ledOnMs < lateEnterMs;
    this.#ledOnMs = -Infinity;
    if (isLate) return;
    if (this.#need?.kind !== "ask") return this.#options.tell({ kind: "problem", text: "Nothing is asked right now. You can type: skip, repeat, back, quit." });
    const meaning = meaningOf(text, this.#need.instruction.expects);
    if (meaning.problem !== undefined) return this.#options.tell({ kind: "problem", text: meaning.problem });
    this.#goOn({ kind: "said", value: meaning.value });
  }

  /** Power off at once; nothing goes on after it. */
  quit(): void {
    if (this.#outcome !== undefined) return;
    this.#disarm();
    this.#outcome = { result: "Quit", text: "" };
  }

  get #now(): number {
    return this.#nowMs ?? 0;
  }

  #disarm(): void {
    // Said even when it is not armed as far as we know: the answer to Arm may have got lost.
    this.#write({ Command: "Disarm" });
    this.#isArmed = false;
  }

  #onEvent(event: Fields): void {
    if (event.Event === "Boot") {
      this.#isArmed = false;
      if (this.#course.report !== undefined) this.#throw(new ChipReset(typeof event.ResetReason === "number" ? event.ResetReason : 0));
      return;
    }
    if (event.Event === "Disarmed") this.#isArmed = false;
    const need = this.#need;
    if (need !== undefined && need.kind !== "command" && need.until?.(event) === true) this.#ledOn(need, event);
  }

  #ledOn(need: Need, event: Fields): void {
    if (need.kind === "ask") this.#ledOnMs = this.#now;
    this.#goOn({ kind: "event", event });
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
    // Hands are at the bolt now.
    if (this.#isArmed) this.#disarm();
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

/** undefined: noise. */
function fieldsOf(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
