// SPDX-License-Identifier: Apache-2.0
/**
 * Who may move the bolt now, as the model knows: noted when a valid PIN is judged, the inside button let go, or the console
 * told to in a session that may be open. It holds for the moment that a request needs to become a move.
 */
import type { Entry } from "./model-log";
import { logged, sources } from "./model-log";
import type { Scene } from "./watch-scene";

/** A move begins so long after the request: the one before has to be stopped first, with half a second of rest. */
const holdsMs = 1_500;
const holdsMsInFaults = 5_000;
/** Locking waits until unlocking, with all its tries, is over. */
const lockHoldsMs = 10_000;
const calmMs = 3_000;

export class Authority {
  /** Sequences of the newest entries in the log that let a move begin. */
  unlockEntry = 0;
  lockEntry = 0;
  readonly #scene: Scene;
  #unlockMs = -Infinity;
  #lockMs = -Infinity;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  mayUnlock(): void {
    this.#unlockMs = this.#scene.stage.nowMs;
  }

  mayLock(): void {
    this.#lockMs = this.#scene.stage.nowMs;
  }

  get unlocks(): boolean {
    return this.#scene.stage.nowMs - this.#unlockMs <= (this.#scene.calmFor(calmMs) ? holdsMs : holdsMsInFaults);
  }

  get locks(): boolean {
    return this.#scene.stage.nowMs - this.#lockMs <= lockHoldsMs;
  }

  /** A move has begun by it. */
  spendUnlock(): void {
    this.#unlockMs = -Infinity;
  }

  read({ sequence, event, source, value }: Entry): void {
    const isAtTheDoor = source === sources.keypad || source === sources.card || source === sources.finger;
    if ((event === logged.accepted || event === logged.guestAccepted) && isAtTheDoor) this.unlockEntry = sequence;
    else if (event !== logged.requestAccepted) return;
    else if (value === 1) this.unlockEntry = sequence;
    else this.lockEntry = sequence;
  }
}
