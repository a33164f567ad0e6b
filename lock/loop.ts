// SPDX-License-Identifier: Apache-2.0
/**
 * The event loop: one queue, named deadlines and jobs, on one timer. Everything the lock does happens inside a turn.
 *
 * A turn does one thing, so that it takes no longer than that: one event, if one waits; else one deadline that is due,
 * which lets one event go before it and no more; else one slice of one job. It does not know what an event means, and it
 * reads no pin. Invariants: `post()` never throws and never grows memory; no exception of a handler leaves `turn()`; a
 * deadline never runs early; deadlines run in the order of their time, and two due at once in the order in which they
 * were set. An idle turn allocates nothing (for...of would: XS makes an object for each step).
 */
import type { LockEvent } from "./events";
import type { Clock, Wakeup } from "./parts";
import { TurnMeter } from "./turn-meter";

const queueLength = 64;
/** What comes from outside may fill the queue up to here; the rest is kept for bolt, door, tamper and button. */
const outsideLength = 48;
const outsideEvents: readonly LockEvent["type"][] = Object.freeze(["key", "card", "biometric", "line"] as const);

interface Deadline {
  readonly name: string;
  dueMs: number;
  sequence: number;
  armed: boolean;
  run: () => void;
}

interface Job {
  readonly name: string;
  slice: () => boolean;
}

export interface LoopOptions {
  clock: Clock;
  wakeup: Wakeup;
  /** A free-running microsecond counter, for measuring only. */
  meterUs: () => number;
  /** An exception was caught. `where` is the event, deadline or job. Called inside the turn in which it happened. */
  onFault: (where: string, error: unknown) => void;
}

export interface LoopStats {
  turns: number;
  longestTurnUs: number;
  /** The event, deadline or job that was done in that turn. */
  longestTurn: string;
  queueHighWater: number;
  overflows: number;
  faults: number;
}

export class Loop {
  readonly #clock: Clock;
  readonly #wakeup: Wakeup;
  readonly #meter: TurnMeter;
  readonly #onFault: (where: string, error: unknown) => void;
  #handler: ((event: LockEvent) => void) | undefined;

  readonly #queue: (LockEvent | undefined)[] = [];
  #head = 0;
  #count = 0;
  #queueHighWater = 0;
  #overflows = 0;

  /** One place per name that was ever used; names are constants, so this stays short. */
  readonly #deadlines: Deadline[] = [];
  #sequence = 0;
  /** In the order in which they were begun. */
  readonly #jobs: Job[] = [];

  #inTurn = false;
  #inFault = false;
  /** One is due, and an event went before it. */
  #deadlineWaited = false;
  #faults = 0;
  /** What the wakeup is armed for. */
  #wakeAtMs = Infinity;

  constructor({ clock, wakeup, meterUs, onFault }: LoopOptions) {
    this.#clock = clock;
    this.#wakeup = wakeup;
    this.#meter = new TurnMeter(meterUs);
    this.#onFault = onFault;
    for (let index = 0; index < queueLength; index++) this.#queue.push(undefined);
  }

  /** Who gets the events. There is one handler; a second call replaces it. */
  onEvent(handler: (event: LockEvent) => void): void {
    this.#handler = handler;
  }

  /** Safe in any callback. An event that finds no room is counted and lost. */
  post(event: LockEvent): void {
    const room = outsideEvents.includes(event.type) ? outsideLength : queueLength;
    if (this.#count >= room) {
      this.#overflows++;
      return;
    }
    this.#queue[(this.#head + this.#count) % queueLength] = event;
    this.#count++;
    if (this.#count > this.#queueHighWater) this.#queueHighWater = this.#count;
    this.#wakeForNext();
  }

  /** Runs `run` once, `delayMs` from now. Setting a name again replaces the earlier deadline. */
  after(name: string, delayMs: number, run: () => void): void {
    if (!(delayMs >= 0 && delayMs < Infinity)) throw new RangeError(`loop: delayMs of ${name}`);
    const dueMs = this.#clock.nowMs() + delayMs;
    const sequence = ++this.#sequence;
    const deadline = this.#find(name);
    if (deadline === undefined) {
      this.#deadlines.push({ name, dueMs, sequence, armed: true, run });
    } else {
      deadline.dueMs = dueMs;
      deadline.sequence = sequence;
      deadline.armed = true;
      deadline.run = run;
    }
    this.#wakeForNext();
  }

  cancel(name: string): void {
    const deadline = this.#find(name);
    if (deadline !== undefined) deadline.armed = false;
  }

  /** Milliseconds until the deadline runs; undefined when it is not set. */
  due(name: string): number | undefined {
    const deadline = this.#find(name);
    if (deadline === undefined || !deadline.armed) return undefined;
    return Math.max(0, deadline.dueMs - this.#clock.nowMs());
  }

  /**
   * Calls `slice`, once a turn, until it returns false. Whichever job was begun last goes first: what somebody waits for does not wait
   * for the log to be checked. A name that is there is replaced.
   */
  job(name: string, slice: () => boolean): void {
    const job = this.#jobs.find((each) => each.name === name);
    if (job === undefined) this.#jobs.push({ name, slice });
    else job.slice = slice;
    this.#wakeForNext();
  }

  /** The wakeup calls this, nobody else. */
  turn(): void {
    if (this.#inTurn) throw new Error("loop: a turn inside a turn");
    this.#inTurn = true;
    this.#wakeAtMs = Infinity;
    this.#meter.begin();
    const due = this.#nextDue();
    if (this.#count > 0 && (due === undefined || !this.#deadlineWaited)) {
      this.#deadlineWaited = due !== undefined;
      this.#handleNext();
    } else {
      this.#deadlineWaited = false;
      if (due !== undefined) this.#runDeadline(due);
      else this.#runSlice();
    }
    this.#inTurn = false;
    this.#wakeForNext();
  }

  get overflows(): number {
    return this.#overflows;
  }

  get stats(): LoopStats {
    return {
      turns: this.#meter.turns,
      longestTurnUs: this.#meter.longestTurnUs,
      longestTurn: this.#meter.longestTurn,
      queueHighWater: this.#queueHighWater,
      overflows: this.#overflows,
      faults: this.#faults,
    };
  }

  /** The longest that each event, deadline and job ever took. */
  get longestUsByName(): ReadonlyMap<string, number> {
    return this.#meter.longestUsByName;
  }

  #handleNext(): void {
    const event = this.#queue[this.#head];
    if (event === undefined) return;
    this.#queue[this.#head] = undefined;
    this.#head = (this.#head + 1) % queueLength;
    this.#count--;
    try {
      this.#handler?.(event);
    } catch (error) {
      this.#fault(event.type, error);
    }
    this.#meter.end(event.type);
  }

  #runDeadline(deadline: Deadline): void {
    deadline.armed = false;
    try {
      deadline.run();
    } catch (error) {
      this.#fault(deadline.name, error);
    }
    this.#meter.end(deadline.name);
  }

  /** The earliest that is due now; of two, the one that was set first. */
  #nextDue(): Deadline | undefined {
    const nowMs = this.#clock.nowMs();
    let next: Deadline | undefined;
    for (let index = 0; index < this.#deadlines.length; index++) {
      const deadline = this.#deadlines[index]!;
      if (!deadline.armed || deadline.dueMs > nowMs) continue;
      if (next === undefined || deadline.dueMs < next.dueMs) next = deadline;
      else if (deadline.dueMs === next.dueMs && deadline.sequence < next.sequence) next = deadline;
    }
    return next;
  }

  #runSlice(): void {
    const index = this.#jobs.length - 1;
    const job = this.#jobs[index];
    if (job === undefined) return;
    let more = false;
    try {
      more = job.slice();
    } catch (error) {
      this.#fault(job.name, error);
    }
    if (!more) this.#jobs.splice(index, 1);
    this.#meter.end(job.name);
  }

  #find(name: string): Deadline | undefined {
    for (let index = 0; index < this.#deadlines.length; index++) {
      if (this.#deadlines[index]!.name === name) return this.#deadlines[index];
    }
    return undefined;
  }

  /** One in `onFault` is only counted: it sets deadlines, and where the wakeup fails it would be told of itself for ever. */
  #fault(where: string, error: unknown): void {
    this.#faults++;
    if (this.#inFault) return;
    this.#inFault = true;
    try {
      this.#onFault(where, error);
    } catch {
      this.#faults++;
    }
    this.#inFault = false;
  }

  /** Arms the one timer for the next thing to do, if that is sooner than what it is armed for. */
  #wakeForNext(): void {
    if (this.#inTurn) return;
    const nowMs = this.#clock.nowMs();
    let wakeAtMs = this.#count > 0 || this.#jobs.length > 0 ? nowMs : Infinity;
    for (let index = 0; index < this.#deadlines.length; index++) {
      const deadline = this.#deadlines[index]!;
      if (deadline.armed && deadline.dueMs < wakeAtMs) wakeAtMs = deadline.dueMs;
    }
    if (wakeAtMs >= this.#wakeAtMs) return;
    try {
      this.#wakeup.arm(Math.max(0, wakeAtMs - nowMs));
      this.#wakeAtMs = wakeAtMs;
    } catch (error) {
      this.#fault("wakeup", error);
    }
  }
}
