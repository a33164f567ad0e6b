// SPDX-License-Identifier: Apache-2.0
/**
 * The chip's clock against the computer's, over a line that delays. Of several questions the one that was answered fastest counts:
 * what it took beyond the fastest of all, and the millisecond that the chip's clock is read to, is what is not known. Pure.
 */

interface Ping {
  roundTripMs: number;
  /** Chip less computer, had the line the same delay both ways. */
  offsetMs: number;
  atMs: number;
}

export interface Drift {
  ppm: number;
  uncertaintyPpm: number;
  seconds: number;
}

/** Both clocks are read to the millisecond or a little better. */
const readingMs = 1;

export class ClockComparison {
  /** The fastest of each round. */
  readonly #best: (Ping | undefined)[] = [];

  /** A round of questions. */
  begin(): void {
    this.#best.push(undefined);
  }

  take(sentMs: number, heardMs: number, chipMs: number): void {
    const roundTripMs = heardMs - sentMs;
    const last = this.#best.length - 1;
    if (roundTripMs >= (this.#best[last]?.roundTripMs ?? Infinity)) return;
    this.#best[last] = { roundTripMs, offsetMs: chipMs - (sentMs + heardMs) / 2, atMs: (sentMs + heardMs) / 2 };
  }

  /** undefined: a round was not answered. */
  get ppm(): Drift | undefined {
    const first = this.#best[0];
    const last = this.#best.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined;
    const spanMs = last.atMs - first.atMs;
    const perMillion = 1_000_000 / spanMs;
    const unknownMs = Math.abs(last.roundTripMs - first.roundTripMs) / 2 + readingMs;
    return { ppm: (last.offsetMs - first.offsetMs) * perMillion, uncertaintyPpm: unknownMs * perMillion, seconds: spanMs / 1_000 };
  }
}
