// SPDX-License-Identifier: Apache-2.0
/**
 * "autoLock": AutoRelockTime after it was unlocked, after the door closed, or after power-up, whichever came last, the motor
 * throws the bolt; not before, and not with the door open.
 *
 * That it does: in calm, when nothing happened that may start the time over (any hand, any request, the end of any move).
 * Not before: under all faults, but what bolt and door did while bad switches or contacts hid them does not count; with a
 * clock that drifts, its drift is let through. The same goes for an open door.
 */
import type { BoltWatch } from "./watch-bolt";
import { backTo, thrownFrom } from "./watch-bolt";
import type { Scene } from "./watch-scene";

/** Door and bolt are sensed up to 400 ms late, a turn may wait for an erase. */
const slackMs = 700;
const doorNoticedMs = 700;
const switchReadMs = 200;

export class RelockWatch {
  /** From the settings, as the model knows them. */
  seconds: () => number = () => 0;
  /** The lock may have given up after tries that failed, or take its battery for too weak. */
  mayRefuse: () => boolean = () => false;
  /** Passage. */
  holdsOpen: () => "yes" | "no" | "perhaps" = () => "no";
  readonly #scene: Scene;
  readonly #bolt: BoltWatch;
  #startedMs = 0;
  #dueMs = Infinity;

  constructor(scene: Scene, bolt: BoltWatch) {
    this.#scene = scene;
    this.#bolt = bolt;
  }

  /** Something happened after which the time may count anew. */
  startsOver(): void {
    this.#startedMs = this.#scene.stage.nowMs;
    this.#dueMs = this.#startedMs + this.seconds() * 1_000 + slackMs;
  }

  /** After every event. */
  look(): void {
    const { nowMs } = this.#scene;
    if (nowMs < this.#dueMs) return;
    this.#dueMs = Infinity;
    const { position, doorOpen, driveStartMs, handMs } = this.#bolt;
    const isCalm = this.#scene.calmFor(nowMs - this.#startedMs) && handMs < this.#startedMs;
    const isFree = position < thrownFrom && !doorOpen && this.#bolt.mayBeKnownAt("back");
    if (!isCalm || !isFree || this.seconds() === 0 || driveStartMs >= this.#startedMs || this.mayRefuse()) return;
    if (this.holdsOpen() !== "no") return;
    this.#scene.fail("autoLock", `the bolt is not thrown after ${this.seconds()} s`);
  }

  /** Asked at the moment when the motor starts to lock, and nobody told it to. */
  tooEarly(): string | undefined {
    const { stage, bootMs, driftPart } = this.#scene;
    const { backSinceMs, doorClosedMs, doorChangedMs, doorOpen, position } = this.#bolt;
    const { nowMs, calmSinceMs } = stage;
    const isHidden = this.#scene.has("magnet", "stickSwitch", "loseInterrupts", "bounce", "delayTimers");
    if (doorOpen && nowMs - Math.max(doorChangedMs, calmSinceMs) > doorNoticedMs && !isHidden) {
      return "the motor locks although the door is open";
    }
    const seconds = this.seconds();
    if (seconds === 0) return "the motor locks although AutoRelockTime is 0";
    if (this.holdsOpen() === "yes") return "the motor locks by itself in Passage";
    // Bad switches and contacts hide what happens, until a moment after they are mended.
    const noticed = (ms: number): number => (isHidden || ms < calmSinceMs + doorNoticedMs ? -Infinity : ms);
    // Turned back just when the time for another place was over: the switch is not read yet.
    const isRead = nowMs - backSinceMs > switchReadMs;
    const backMs = position <= backTo && isRead && !this.#bolt.movedUnseen ? backSinceMs : 0;
    const sinceMs = Math.max(bootMs, noticed(backMs), noticed(doorOpen ? 0 : doorClosedMs));
    const leastMs = seconds * 1_000 * (1 - driftPart) - 1;
    return nowMs - sinceMs >= leastMs ? undefined : `the motor locks ${Math.round(nowMs - sinceMs)} ms after all was open`;
  }
}
