// SPDX-License-Identifier: Apache-2.0
/**
 * A day of a story while it is being written: acts, the random choices behind them, and what the people believe. They
 * believe what they once asked for; whether the lock took it, only the watcher knows.
 */
import { SeededRandom } from "../soak/seeded-random";
import type { Act, Actor, TimedAct } from "./act";
import { localSecondsOf, zones, type Start } from "./calendar";
import { initialSettings, masterPin, pins } from "./cast";

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const dayMs = 24 * hour;

export const keypadKeys = "1234567890*#";

/** "calm": no fault and nobody with bad intent, so that every promise can be taken at its word. */
export type DayKind = "calm" | "attacked" | "stormy" | "mixed";

/** Lasts from day to day. */
export class Beliefs {
  /** By user index; not the master's. */
  readonly pins = new Map<number, string>();
  relockSeconds: number = initialSettings.AutoRelockTime;
  /** Lines that the owner has sent lately, as somebody heard them who tapped the wire. */
  readonly overheard: string[] = [];
  lineCount = 0;
  readonly start: Start;
  /** By so much the owner has set the clock forward. */
  clockAheadSeconds = 0;

  constructor(start: Start) {
    this.start = start;
    for (const [index, pin] of Object.entries(pins)) if (pin !== masterPin) this.pins.set(Number(index), pin);
  }
}

export class Draft {
  readonly random: SeededRandom;
  readonly beliefs: Beliefs;
  readonly by: Actor;
  readonly kind: DayKind;
  readonly acts: TimedAct[] = [];
  /** Moments at which the bolt is about to move or something is about to be stored. */
  readonly moments: number[] = [];
  readonly #startMs: number;

  constructor(options: { seed: number; day: number; by: Actor; kind: DayKind; beliefs: Beliefs }) {
    this.random = new SeededRandom(options.seed);
    this.#startMs = (options.day - 1) * dayMs;
    this.by = options.by;
    this.kind = options.kind;
    this.beliefs = options.beliefs;
  }

  /** `atMs` counts from midnight. */
  add(atMs: number, act: Act): void {
    this.acts.push({ atMs: this.#startMs + Math.round(atMs), by: this.by, act });
  }

  /** What the owner's watch shows, by which he sets the lock. */
  utcSeconds(atMs: number): number {
    const { start, clockAheadSeconds } = this.beliefs;
    return start.utcSeconds + clockAheadSeconds + Math.floor((this.#startMs + atMs) / second);
  }

  /** What the clock on the wall shows, as Matter counts; where the lock knows no zone, somebody's idea of it. */
  localSeconds(atMs: number): number {
    const { zone } = this.beliefs.start;
    return localSecondsOf(zone ?? zones[0]!, this.utcSeconds(atMs));
  }

  /** Somewhere near this the bolt moves. */
  moment(atMs: number): void {
    this.moments.push(Math.round(atMs));
  }

  /** From short to long, each magnitude as often as another; the ends now and then. Whole numbers only: same on every engine. */
  spread(min: number, max: number): number {
    if (this.random.oneIn(10)) return this.random.oneIn(2) ? min : max;
    let doublings = 0;
    for (let reach = min; reach < max; reach *= 2) doublings += 1;
    let from = min;
    for (let left = this.random.below(doublings); left > 0; left--) from *= 2;
    return this.random.between(from, Math.min(2 * from, max));
  }

  /** Between hours of the day. */
  time(fromHour: number, toHour: number): number {
    return this.random.between(fromHour * hour, toHour * hour - 1);
  }
}
