// SPDX-License-Identifier: Apache-2.0
/**
 * "turns": no exception leaves a callback, no watchdog bites, nothing resets by itself but a supply that breaks down, and no turn
 * takes over 40,000 units (preload and main are not turns; Node counts none). Under all faults.
 */
import { turnUnitsMax } from "../board/chip-speed";
import { mainTurn, preloadTurn } from "../board/meter";
import type { Scene } from "./watch-scene";

const looksBetween = 5_000;
/** With full cells it does not break down. */
const calmMs = 3_000;

export class ChipWatch {
  /** The last restart was one that an update of the firmware needs. */
  mayHaveRestarted: () => boolean = () => false;
  readonly #scene: Scene;
  #bootCount: number;
  #looks = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#bootCount = scene.board.power.bootCount;
  }

  /** After every event. True: the firmware has begun anew. */
  look(): boolean {
    const { power } = this.#scene.board;
    if (power.faultCount > 0) {
      const [fault] = power.faults;
      this.#scene.fail("turns", `an exception leaves ${fault?.where}: ${fault?.message}\n${fault?.stack}`);
    }
    if (++this.#looks >= looksBetween) this.lookAtTurns();
    const wasRunning = this.#scene.running;
    this.#scene.running = power.stopped === undefined;
    if (wasRunning && power.stopped?.why === "brown-out" && this.#isCalm) {
      this.#scene.fail("turns", "the supply breaks down although nothing is wrong with it");
    }
    if (power.bootCount === this.#bootCount) return false;
    this.#bootCount = power.bootCount;
    this.#scene.bootMs = this.#scene.nowMs;
    const isByItself = power.lastResetReason === "software" && !this.mayHaveRestarted();
    if (isByItself || power.lastResetReason === "taskWatchdog") {
      this.#scene.fail("turns", `the chip restarts: ${power.lastResetReason}`);
    }
    return true;
  }

  lookAtTurns(): void {
    this.#looks = 0;
    for (const { name, longestUnits } of this.#scene.board.meter.turns.values()) {
      if (longestUnits <= turnUnitsMax || name === mainTurn || name === preloadTurn) continue;
      const byEvent = Object.entries(this.#scene.board.longestUsByEvent);
      const [event = "", us = 0] = byEvent.sort(([, one], [, other]) => other - one)[0] ?? [];
      this.#scene.fail("turns", `a turn takes ${longestUnits} units: ${name}; the loop's longest is ${us} us: ${event}`);
    }
  }

  get #isCalm(): boolean {
    const { stage } = this.#scene;
    return !this.#scene.has("cells", "temperature", "friction", "block") && stage.nowMs - stage.calmSinceMs > calmMs;
  }
}
