// SPDX-License-Identifier: Apache-2.0
/**
 * "truth": "locked" and "unlocked", where they are not marked assumed, are only said of a bolt that is there, or was a moment
 * ago; in the log at once, at the console after a turn and the time on the wire. And a bolt that has been at rest at an end for
 * two seconds is not said to be at the other.
 *
 * Under all faults but a stuck switch, which lies; and not while a hand turns the bolt, nor in the second after.
 */
import type { BoltWatch } from "./watch-bolt";
import type { Scene } from "./watch-scene";

const momentMs = 400;
const handMs = 1_500;
const mendedMs = 2_000;

export class TruthWatch {
  readonly #scene: Scene;
  readonly #bolt: BoltWatch;

  constructor(scene: Scene, bolt: BoltWatch) {
    this.#scene = scene;
    this.#bolt = bolt;
  }

  /** Somebody is told that the bolt is there. `by`: who says it. */
  said(state: "Locked" | "Unlocked", by: string): void {
    const { stage } = this.#scene;
    const { nowMs } = stage;
    const wasThereMs = state === "Locked" ? this.#bolt.thrownMs : this.#bolt.backMs;
    // The position may have changed since the last look, inside this very event.
    const { position } = this.#scene.board.world.bolt;
    if (state === "Locked" ? position >= 0.95 : position <= 0.05) return;
    if (nowMs - wasThereMs <= momentMs || nowMs - this.#bolt.handMs <= handMs || this.#bolt.byHand) return;
    // The switches lie, or have just been mended.
    if (this.#scene.has("stickSwitch") || nowMs - stage.calmSinceMs <= mendedMs) return;
    this.#scene.fail("truth", `${by} says ${state}, and the bolt is at ${position.toFixed(2)}`);
  }

  saidOfDoor(state: unknown): void {
    const { doorOpen, doorChangedMs } = this.#bolt;
    if (!this.#scene.calmFor(mendedMs) || this.#scene.nowMs - doorChangedMs <= mendedMs) return;
    if (state !== (doorOpen ? "Open" : "Closed")) this.#scene.fail("truth", `the door is said to be ${String(state)}`);
  }
}
