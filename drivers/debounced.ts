// SPDX-License-Identifier: Apache-2.0
/**
 * A value that counts only when it has stayed the same for a while. Pure: it is told what was read and when.
 * The first value counts like any other: after it was stable, not before.
 */
export class Debounced<Value> {
  readonly #stableMs: (value: Value) => number;
  #value: Value | undefined;
  #candidate: Value | undefined;
  #sinceMs = 0;

  constructor(stableMs: (value: Value) => number, value?: Value) {
    this.#stableMs = stableMs;
    this.#value = value;
  }

  /** The last stable value; undefined: none yet. */
  get value(): Value | undefined {
    return this.#value;
  }

  /** True while something else than `value` is being read. */
  get pending(): boolean {
    return this.#candidate !== undefined;
  }

  /** True when `value` has changed. `edge`: it is known to have moved since the last update, whatever is read now. */
  update(read: Value, nowMs: number, edge = false): boolean {
    if (read === this.#value) {
      this.#candidate = undefined;
      return false;
    }
    if (read !== this.#candidate || edge) {
      this.#candidate = read;
      this.#sinceMs = nowMs;
      return false;
    }
    if (nowMs - this.#sinceMs < this.#stableMs(read)) return false;
    this.#value = read;
    this.#candidate = undefined;
    return true;
  }
}
