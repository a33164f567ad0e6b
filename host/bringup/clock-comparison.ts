// SPDX-License-Identifier: Apache-2.0
/**
 * The chip's clock against the computer's, over a line that delays. Of several questions the one that was answered fastest counts. What is
 * not known: what that took beyond the fastest of all, or how far the questions of a round disagree (a virtual board's time goes
 * in steps), and the millisecond that the chip's clock is read to. Pure.
 */

/** Offsets: chip less computer, had the line the same delay both ways. */
interface Round {
  /** Of the question that was answered fastest. */
  roundTripMs: number;
  offsetMs: number;
  atMs: number;
  /** Of all. */
  lowestMs: number;
  highestMs: number;
}

export interface Drift {
  ppm: number;
  uncertaintyPpm: number;
  seconds: number;
}

/** Both clocks are read to the millisecond or a little better. */
const readingMs = 1;

export class ClockComparison {
  readonly #rounds: (Round | undefined)[] = [];

  /** A round of questions. */
  begin(): void {
    this.#rounds.push(undefined);
  }

  take(sentMs: number, heardMs: number, chipMs: number): void {
    const roundTripMs = heardMs - sentMs;
    const atMs = (sentMs + heardMs) / 2;
    const offsetMs = chipMs - atMs;
    const before = this.#rounds.at(-1);
    const lowestMs = Math.min(before?.lowestMs ?? offsetMs, offsetMs);
    const highestMs = Math.max(before?.highestMs ?? offsetMs, offsetMs);
    const best = before !== undefined && before.roundTripMs <= roundTripMs ? before : { roundTripMs, offsetMs, atMs };
    this.#rounds[this.#rounds.length - 1] = { ...best, lowestMs, highestMs };
  }

  /** undefined: a round was not answered. */
  get ppm(): Drift | undefined {
    const first = this.#rounds[0];
    const last = this.#rounds.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined;
    const spanMs = last.atMs - first.atMs;
    const perMillion = 1_000_000 / spanMs;
    const delayMs = Math.abs(last.roundTripMs - first.roundTripMs) / 2;
    const disagreementMs = (last.highestMs - last.lowestMs + first.highestMs - first.lowestMs) / 2;
    const unknownMs = Math.max(delayMs, disagreementMs) + readingMs;
    return { ppm: (last.offsetMs - first.offsetMs) * perMillion, uncertaintyPpm: unknownMs * perMillion, seconds: spanMs / 1_000 };
  }
}
