// SPDX-License-Identifier: Apache-2.0
/**
 * The edge between the hardware and a driver. An exception that leaves a callback restarts the chip (SDK, xsPlatform.c), so
 * every callback that a driver gives away is wrapped here; what was thrown goes to `onError`. After `close()` the wrapped
 * callbacks do nothing, so that an interrupt or timer that was already on its way finds nobody at home.
 */
import type { OnError } from "./io";

export class Guard {
  readonly #onError: OnError;
  #closed = false;

  constructor(onError: OnError) {
    this.#onError = onError;
  }

  get closed(): boolean {
    return this.#closed;
  }

  wrap(callback: () => void): () => void;
  wrap<Argument>(callback: (argument: Argument) => void): (argument: Argument) => void;
  wrap<First, Second>(callback: (first: First, second: Second) => void): (first: First, second: Second) => void;
  wrap<First, Second>(callback: (first: First, second: Second) => void): (first: First, second: Second) => void {
    return (first, second) => {
      if (this.#closed) return;
      try {
        callback(first, second);
      } catch (error) {
        this.tell(error);
      }
    };
  }

  /** Never throws, not even when `onError` does: then nobody is left to be told. */
  tell(error: unknown): void {
    try {
      this.#onError(error);
    } catch {
      return;
    }
  }

  /** For methods that make no sense on a closed driver. */
  assertOpen(): void {
    if (this.#closed) throw new Error("closed");
  }

  close(): void {
    this.#closed = true;
  }
}
