// SPDX-License-Identifier: Apache-2.0
/** What was held up to the card reader and laid on the fingerprint module, and whose it is: what the other watches ask. No judgement. */
import type { HandEvent } from "./stage";
import type { RecordsWatch } from "./watch-records";
import type { Scene } from "./watch-scene";

/** Between the hand and the turn in which it is judged. */
const judgedMsMax = 3_000;
const judgedMsMaxInFaults = 10_000;
const calmMs = 3_000;

export class ReadersWatch {
  readonly #scene: Scene;
  readonly #records: RecordsWatch;
  /** When each was last in front of the reader. */
  readonly #cards = new Map<string, number>();
  #finger = "";
  #fingerMs = -Infinity;
  /** When something was last held up or laid on before what is there now. */
  beforeMs = -Infinity;

  constructor(scene: Scene, records: RecordsWatch) {
    this.#scene = scene;
    this.#records = records;
  }

  hand(event: HandEvent): void {
    const { nowMs } = this.#scene.stage;
    if (event.what !== "card" && event.what !== "finger") return;
    this.beforeMs = Math.max(this.#fingerMs, ...this.#cards.values());
    if (event.what === "card") {
      this.#cards.set(event.uid, nowMs + event.holdMs);
    } else {
      this.#finger = event.finger;
      this.#fingerMs = nowMs + event.holdMs;
    }
  }

  mayBeHeld(uid: string): boolean {
    return this.#scene.stage.nowMs - (this.#cards.get(uid) ?? -Infinity) <= this.#judgedMsMax;
  }

  /** Whose finger the module finds; 0: nobody's; undefined: there is none. */
  get fingerUser(): number | undefined {
    const module = this.#scene.board.fingerprint;
    if (module === undefined || this.#scene.stage.nowMs - this.#fingerMs > this.#judgedMsMax) return undefined;
    const slot = module.faults.forgedSlot ?? [...module.templates].find(([, finger]) => finger === this.#finger)?.[0];
    return slot === undefined ? 0 : this.#records.userWithFinger(slot);
  }

  get #judgedMsMax(): number {
    return this.#scene.calmFor(calmMs) ? judgedMsMax : judgedMsMaxInFaults;
  }
}
