// SPDX-License-Identifier: Apache-2.0
/**
 * "motor": the limits of hardware-notes.md while it is driven, under all faults: at most 1.5 s (HW-20), a stall is noticed,
 * at an end it is off, it is not turned round while it runs (HW-17), it is off when the chip is, and no two outputs of the keypad are
 * ever shorted (HW-09). Late timers are let through, since the limits are kept by timers (HW-31), and a stall in which the
 * battery gives less current than one is known by (HW-19).
 *
 * "autoLock": with the door open the motor throws the bolt no further than it gets until the door is noticed.
 */
import type { BoltWatch } from "./watch-bolt";
import type { Scene } from "./watch-scene";

const driveMsMax = 1_520;
const stallMsMax = 400;
const endStopMsMax = 300;
const stallMilliampsMin = 720;
/** Before it is turned round, less what a timer's rounding may take. */
const restMsMin = 98;
const atEnd = 0.001;
const still = 1e-4;
const thrownInTheAirMax = 0.45;
const lateTimersMs = 2_000;

export class MotorWatch {
  readonly #scene: Scene;
  readonly #bolt: BoltWatch;
  #lastPosition = 0;
  #movedMs = 0;
  #freeMs = 0;
  #furthestBack = 0;

  constructor(scene: Scene, bolt: BoltWatch) {
    this.#scene = scene;
    this.#bolt = bolt;
  }

  starts(): void {
    this.#movedMs = this.#freeMs = this.#scene.stage.nowMs;
    const { actuator } = this.#scene.board.world.bolt;
    const { way, lastWay, followsOnMs } = this.#bolt;
    const isMotor = "reversals" in actuator;
    if (isMotor && way === -lastWay && followsOnMs < restMsMin) this.#scene.fail("motor", "the motor is turned round at once");
  }

  /** After every event. */
  look(): void {
    const { nowMs, board } = this.#scene;
    const { position, way } = this.#bolt;
    if (board.world.keypad.shorts > 0) this.#scene.fail("motor", "two outputs of the keypad are shorted");
    if (way === 0) {
      this.#furthestBack = position;
      return;
    }
    if (!this.#scene.running) this.#scene.fail("motor", "the motor runs while the chip does not");
    this.#lookAtAir(position);
    if (Math.abs(position - this.#lastPosition) > still) this.#movedMs = nowMs;
    this.#lastPosition = position;
    if (way > 0 ? position < 1 - atEnd : position > atEnd) this.#freeMs = nowMs;
    const drivenMs = nowMs - this.#bolt.driveStartMs;
    if (drivenMs <= endStopMsMax || this.#timersMayBeLate) return;
    if (drivenMs > driveMsMax) this.#scene.fail("motor", `the motor is on for over ${driveMsMax} ms`);
    // A servo has no sense for it: its supply is on until its time is over.
    const { actuator } = board.world.bolt;
    if (!("reversals" in actuator) || actuator.milliamps < stallMilliampsMin) return;
    if (nowMs - this.#freeMs > endStopMsMax) this.#scene.fail("motor", "the motor pushes against the end of travel");
    if (nowMs - this.#movedMs > stallMsMax) this.#scene.fail("motor", "the motor is stalled and stays on");
  }

  #lookAtAir(position: number): void {
    const { doorOpen, byHand } = this.#bolt;
    if (!doorOpen || byHand) this.#furthestBack = position;
    else this.#furthestBack = Math.min(this.#furthestBack, position);
    if (position - this.#furthestBack <= thrownInTheAirMax) return;
    if (this.#scene.has("magnet", "loseInterrupts", "bounce") || this.#timersMayBeLate) return;
    this.#scene.fail("autoLock", "the motor throws the bolt although the door is open");
  }

  get #timersMayBeLate(): boolean {
    return this.#scene.has("delayTimers") || this.#scene.nowMs - this.#scene.stage.calmSinceMs < lateTimersMs;
  }
}
