// SPDX-License-Identifier: Apache-2.0
/**
 * The wires of a keypad, looked at without believing in rows and columns: each line in turn is pulled low, open-drain, and all others
 * are read with their pull-ups. So a wire that is cut, shorted to another, to ground, or on the wrong pin shows itself. Which it
 * is, the computer judges.
 *
 * Between two scans the pins are as the lock's driver has them when idle, columns low and rows watched for edges, so that the bouncing of a
 * key is heard; while edges come, the next scan waits. Opening and closing these pins is harmless (HW-09); those of actuators are never closed.
 */
import { Guard } from "../drivers/guard";
import type { DigitalClass, DigitalIO, DigitalOptions, OnError, TimerService } from "../drivers/io";
import { Poll } from "../drivers/poll";
import type { Heard } from "./heard";

const scanMs = 20;
const quietUsMin = 10_000;
/** A row that never comes to rest is scanned all the same. */
const waitsMax = 10;
const low = 0;

/** Lines count along the rows, then along the columns, from 0. */
export interface KeypadLinesSeen {
  pairs: [number, number][];
  /** Low although nobody pulls. */
  ground: number[];
  bounceUs: number;
}

export interface KeypadLinesOptions {
  heard: Heard;
  rowPins: readonly number[];
  columnPins: readonly number[];
  timer: TimerService;
  /** At first, and whenever it is something else than before, twice in a row. */
  onLines: (seen: KeypadLinesSeen) => void;
  onError: OnError;
}

export class KeypadLines {
  readonly #guard: Guard;
  readonly #poll: Poll;
  readonly #heard: Heard;
  readonly #io: DigitalClass;
  readonly #linePins: readonly number[];
  readonly #rowPins: readonly number[];
  readonly #onLines: (seen: KeypadLinesSeen) => void;
  readonly #opened: (DigitalIO | undefined)[] = [];
  /** By line, the lines that it pulls low; behind them those that are low by themselves. */
  #before: readonly number[] = [];
  #told: readonly number[] = [];
  #waits = 0;

  constructor({ heard, rowPins, columnPins, timer, onLines, onError }: KeypadLinesOptions) {
    this.#guard = new Guard(onError);
    this.#heard = heard;
    this.#io = heard.digital;
    this.#rowPins = rowPins;
    this.#linePins = [...rowPins, ...columnPins];
    this.#onLines = onLines;
    this.#poll = new Poll(
      timer,
      this.#guard.wrap(() => this.#tick()),
    );
    try {
      this.#rest();
      this.#takeBounceUs();
      this.#poll.every(scanMs);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #tick(): void {
    const isBouncing = this.#rowPins.some((pin) => this.#heard.quietUs(pin) < quietUsMin);
    if (isBouncing && this.#waits++ < waitsMax) return;
    this.#waits = 0;
    const seen = this.#scan();
    const isSteady = isSame(seen, this.#before);
    this.#before = seen;
    if (!isSteady || isSame(seen, this.#told)) return;
    this.#told = seen;
    this.#onLines(this.#describe(seen));
  }

  #scan(): number[] {
    const { InputPullUp, OutputOpenDrain } = this.#io;
    const lines = this.#linePins.length;
    for (let line = 0; line < lines; line++) this.#open(line, { mode: InputPullUp });
    const ground = this.#readLow();
    const seen: number[] = [];
    for (let line = 0; line < lines; line++) {
      this.#open(line, { mode: OutputOpenDrain, initialValue: low });
      seen.push(this.#readLow(line));
      this.#open(line, { mode: InputPullUp });
    }
    this.#rest();
    seen.push(ground);
    return seen;
  }

  /** Columns first: then opening the rows makes no edge. */
  #rest(): void {
    const { InputPullUp, OutputOpenDrain, Rising, Falling } = this.#io;
    const rows = this.#rowPins.length;
    for (let line = rows; line < this.#linePins.length; line++) this.#open(line, { mode: OutputOpenDrain, initialValue: low });
    for (let line = 0; line < rows; line++) this.#open(line, { mode: InputPullUp, edge: Rising | Falling, onReadable: () => undefined });
  }

  /** Twice, since one may still be charging through its pull-up. */
  #readLow(except = -1): number {
    let bits = 0;
    for (let line = 0; line < this.#opened.length; line++) {
      const pin = line === except ? undefined : this.#opened[line];
      if (pin?.read() === low && pin.read() === low) bits |= 1 << line;
    }
    return bits;
  }

  #open(line: number, options: Omit<DigitalOptions, "pin">): void {
    this.#opened[line]?.close();
    this.#opened[line] = undefined;
    this.#opened[line] = new this.#io({ pin: this.#linePins[line]!, ...options });
  }

  #describe(seen: readonly number[]): KeypadLinesSeen {
    const lines = this.#linePins.length;
    const grounded = seen[lines]!;
    const pairs: [number, number][] = [];
    const ground: number[] = [];
    for (let line = 0; line < lines; line++) {
      if ((grounded >> line) & 1) ground.push(line);
      for (let other = line + 1; other < lines; other++) {
        const isPulled = ((seen[line]! >> other) & 1) !== 0 || ((seen[other]! >> line) & 1) !== 0;
        if (isPulled && (((grounded >> line) | (grounded >> other)) & 1) === 0) pairs.push([line, other]);
      }
    }
    return { pairs, ground, bounceUs: this.#takeBounceUs() };
  }

  /** Of the row that bounced longest. */
  #takeBounceUs(): number {
    return this.#rowPins.reduce((longest, pin) => Math.max(longest, this.#heard.takeBounceUs(pin)), 0);
  }

  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    this.#poll.stop();
    for (const pin of this.#opened) pin?.close();
  }
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((bits, at) => bits === other[at]);
}
