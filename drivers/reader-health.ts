// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a card reader still answers, and when to try again. That it does not is told when it has failed three times in a row, and
 * then that it does again; the next time ten minutes later at the soonest, so that whoever plays with its wires cannot fill the log. A
 * reader that has not answered since power-up is none that was fitted: it is not told of, and soon hardly looked for.
 */
import type { NowMs } from "./io";

const failuresMin = 3;
const silenceMs = 600_000;
const retryMs = 100;
const retryMsMax = 30_000;
const searchMsMax = 3_600_000;

export class ReaderHealth {
  readonly #nowMs: NowMs;
  readonly #onAnswers: (answers: boolean) => void;
  #failures = 0;
  #hasAnswered = false;
  #isTold = false;
  #toldMs = -Infinity;

  constructor(nowMs: NowMs, onAnswers: (answers: boolean) => void) {
    this.#nowMs = nowMs;
    this.#onAnswers = onAnswers;
  }

  answered(): void {
    this.#failures = 0;
    this.#hasAnswered = true;
    if (!this.#isTold) return;
    this.#isTold = false;
    this.#onAnswers(true);
  }

  /** Milliseconds until the next try: always the same for the first few, then twice as long each time. */
  failed(): number {
    this.#failures++;
    if (this.#failures >= failuresMin && this.#hasAnswered && !this.#isTold) this.#tell();
    const longestMs = this.#hasAnswered ? retryMsMax : searchMsMax;
    return Math.min(retryMs * 2 ** Math.max(0, this.#failures - failuresMin), longestMs);
  }

  #tell(): void {
    const nowMs = this.#nowMs();
    if (nowMs - this.#toldMs < silenceMs) return;
    this.#toldMs = nowMs;
    this.#isTold = true;
    this.#onAnswers(false);
  }
}
