// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a card reader still answers, and when to try again. It is told of once when it has failed three times in a row, and
 * again only after it has worked in between. A reader that has not answered since power-up is none that was fitted: it is not
 * told of, and soon hardly looked for.
 */
import type { OnError } from "./io";

const failuresTold = 3;
const retryMs = 100;
const retryMsMax = 30_000;
const searchMsMax = 3_600_000;

export class ReaderHealth {
  readonly #onError: OnError;
  #failures = 0;
  #hasAnswered = false;

  constructor(onError: OnError) {
    this.#onError = onError;
  }

  answered(): void {
    this.#failures = 0;
    this.#hasAnswered = true;
  }

  /** Milliseconds until the next try: always the same for the first few, then twice as long each time. */
  failed(error: unknown): number {
    this.#failures++;
    if (this.#failures === failuresTold && this.#hasAnswered) this.#onError(error);
    const longestMs = this.#hasAnswered ? retryMsMax : searchMsMax;
    return Math.min(retryMs * 2 ** Math.max(0, this.#failures - failuresTold), longestMs);
  }
}
