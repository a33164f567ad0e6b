// SPDX-License-Identifier: Apache-2.0
/**
 * Somebody, or something, at the keypad: presses with bouncing contacts, glitches, holds, several keys at once, long
 * pauses, whole entries with `#` at their end, PINs with a digit that is wrong, missing or a ghost, and noise on the
 * wires. Same seed, same keys, on every engine.
 *
 * It never types one of `pins`. Knowing which presses the lock takes as entered would mean copying the lock; instead it
 * leaves out at least one digit of every PIN all through an episode, and between two episodes it lets go of everything
 * and waits until any entry has timed out. Over the episodes every key gets its turn.
 */
import { SeededRandom } from "./seeded-random";

export interface RandomKeysOptions {
  seed: number;
  /** How many contacts close or open in all, at least; the last action is finished. */
  events: number;
  /** PINs that are valid on the lock under test. */
  pins: readonly string[];
  /** The keys of the keypad row by row, for example "123", "456", "789", "*0#". */
  rows: readonly string[];
  /** Longer than the lock waits between two keys of one entry. */
  entryTimeoutMs: number;
  contact(key: string, closed: boolean): void;
  /** So many spurious contacts a second from here on. */
  noise(perSecond: number): void;
  /** Lets time pass. */
  wait(ms: number): void;
}

const eventsPerEpisode = 2000;
const noisePerSecond = Object.freeze([0, 0, 0, 3, 30]);

export function randomKeys(options: RandomKeysOptions): number {
  const random = new SeededRandom(options.seed);
  const fingers = new Fingers(random, options);
  while (fingers.events < options.events) {
    const keys = allowedKeys(random, options.rows.join(""), options.pins);
    const episodeEnd = Math.min(options.events, fingers.events + eventsPerEpisode);
    options.noise(random.pick(noisePerSecond));
    while (fingers.events < episodeEnd) act(random, fingers, keys, options);
    options.noise(0);
    fingers.rest();
  }
  return fingers.events;
}

/** The keypad without one digit of each PIN. */
function allowedKeys(random: SeededRandom, keys: string, pins: readonly string[]): string {
  let allowed = keys;
  for (const pin of pins) {
    if (![...pin].every((digit) => allowed.includes(digit))) continue;
    allowed = allowed.replace(random.pick(pin), "");
  }
  return allowed;
}

function act(random: SeededRandom, fingers: Fingers, keys: string, { pins, rows }: RandomKeysOptions): void {
  switch (random.below(12)) {
    case 0:
      return fingers.glitch(random.pick(keys));
    case 1:
      return fingers.chord(random.pick(keys), random.pick(keys), random.pick(keys));
    case 2:
      return fingers.hold(random.pick(keys));
    case 3:
      return fingers.pause(random.oneIn(10) ? random.between(10_000, 90_000) : random.between(500, 6_000));
    case 4:
      return fingers.press("*", random.between(20, 90));
    case 5:
    case 6:
      return enter(random, fingers, Array.from({ length: random.between(1, 24) }, () => random.pick(keys)));
    case 7:
      return enter(random, fingers, almostPin(random, keys, pins, rows));
    default:
      return fingers.press(random.pick(keys), random.between(1, 200));
  }
}

/** A whole entry, typed cleanly enough to be taken: one or several keys at a time. */
function enter(random: SeededRandom, fingers: Fingers, entry: readonly string[]): void {
  for (const keys of [...entry, "#"]) {
    const heldMs = random.between(60, 160);
    if (keys.length === 1) fingers.press(keys, heldMs);
    else fingers.pressTogether(keys, heldMs);
  }
}

/** A PIN from its beginning, but the digit that is left out is another key, is missing, or shows only as a ghost. */
function almostPin(random: SeededRandom, keys: string, pins: readonly string[], rows: readonly string[]): string[] {
  if (pins.length === 0) return ["*"];
  const instead = random.below(4);
  const entry = Array.from(random.pick(pins), (digit) => {
    if (keys.includes(digit)) return digit;
    if (instead === 0) return "";
    return (instead === 1 ? ghostOf(digit, keys, rows) : undefined) ?? random.pick(keys);
  });
  return ["*", ...entry.filter((pressed) => pressed !== "")];
}

/**
 * Three keys at the corners of a rectangle of which this one is the fourth, seen last by whoever scans; undefined: not
 * all may be pressed.
 */
function ghostOf(key: string, keys: string, rows: readonly string[]): string | undefined {
  const row = rows.findIndex((each) => each.includes(key));
  const column = rows[row]!.indexOf(key);
  if (row === 0 || column === 0) return undefined;
  const corners = [rows[row - 1]!.charAt(column - 1), rows[row - 1]!.charAt(column), rows[row]!.charAt(column - 1)];
  return corners.every((corner) => keys.includes(corner)) ? corners.join("") : undefined;
}

/** Moves contacts the way fingers and worn rubber do. */
class Fingers {
  readonly #random: SeededRandom;
  readonly #options: RandomKeysOptions;
  events = 0;

  constructor(random: SeededRandom, options: RandomKeysOptions) {
    this.#random = random;
    this.#options = options;
  }

  press(key: string, heldMs: number): void {
    this.#bounce(key, true);
    this.pause(heldMs);
    this.#bounce(key, false);
    this.pause(this.#random.between(1, 250));
  }

  /** All at the same moment. */
  pressTogether(keys: string, heldMs: number): void {
    for (const key of keys) this.#contact(key, true);
    this.pause(heldMs);
    for (const key of keys) this.#contact(key, false);
    this.pause(this.#random.between(1, 250));
  }

  /** Long; now and then so long that the key counts as stuck. */
  hold(key: string): void {
    this.press(key, this.#random.oneIn(8) ? this.#random.between(9_000, 13_000) : this.#random.between(400, 3_000));
  }

  /** Closed for less than any debounce time. */
  glitch(key: string): void {
    this.#contact(key, true);
    this.pause(this.#random.between(1, 12));
    this.#contact(key, false);
    this.pause(this.#random.between(1, 30));
  }

  /** Three keys held across each other, let go in another order; the same key twice is possible and does no harm. */
  chord(first: string, second: string, third: string): void {
    for (const key of [first, second, third]) {
      this.#bounce(key, true);
      this.pause(this.#random.between(0, 80));
    }
    for (const key of [second, third, first]) {
      this.#bounce(key, false);
      this.pause(this.#random.between(0, 80));
    }
  }

  /** Everything let go for longer than the lock waits for the next key, and longer than a stuck key is remembered. */
  rest(): void {
    for (const key of this.#options.rows.join("")) this.#contact(key, false);
    this.pause(this.#options.entryTimeoutMs + 1_000);
  }

  pause(ms: number): void {
    if (ms > 0) this.#options.wait(ms);
  }

  #bounce(key: string, closed: boolean): void {
    for (let left = this.#random.below(4); left > 0; left--) {
      this.#contact(key, closed);
      this.pause(this.#random.below(4));
      this.#contact(key, !closed);
      this.pause(this.#random.below(3));
    }
    this.#contact(key, closed);
  }

  #contact(key: string, closed: boolean): void {
    this.events++;
    this.#options.contact(key, closed);
  }
}
