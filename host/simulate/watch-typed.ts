// SPDX-License-Identifier: Apache-2.0
/** Whether an entry that the lock judges was typed at the keypad: to the letter while the keypad is calm, else as a part of what was typed. */
import type { TypedKeys } from "./model-keypad";
import type { Scene } from "./watch-scene";

/** Between the `#` and its turn. */
const enteredMsMax = 1_000;
const enteredMsMaxInFaults = 8_000;
const calmMs = 3_000;

export class TypedWatch {
  readonly #scene: Scene;
  readonly #keys: TypedKeys;

  constructor(scene: Scene, keys: TypedKeys) {
    this.#scene = scene;
    this.#keys = keys;
  }

  /** Since the last `#`, for certain; undefined: nobody knows, or it was longer ago. */
  get certain(): string | undefined {
    const { entry } = this.#keys;
    return entry?.isCertain === true && this.#isNew(entry.atMs) ? entry.digits : undefined;
  }

  /** `#` may have been pressed just now. */
  get mayHaveEnded(): boolean {
    const { entry } = this.#keys;
    // The `#` itself may be a ghost of bad contacts.
    return this.#scene.has("keypadNoise") || (entry !== undefined && this.#isNew(entry.atMs));
  }

  isTyped(digits: string): boolean {
    const { certain } = this;
    if (certain !== undefined) return certain === digits;
    return this.mayHaveEnded && this.#keys.mayHold(digits, this.#scene.stage.nowMs);
  }

  /** The lock may take it for typed. */
  mayBe(digits: string): boolean {
    // False contacts that bounce last longer than a press has to.
    const isGhost = this.#scene.has("keypadNoise") && this.#scene.has("bounce");
    return isGhost || this.isTyped(digits);
  }

  #isNew(atMs: number): boolean {
    return this.#scene.stage.nowMs - atMs <= (this.#scene.calmFor(calmMs) ? enteredMsMax : enteredMsMaxInFaults);
  }
}
