// SPDX-License-Identifier: Apache-2.0
/**
 * The state of the lock, and nothing else: six states, and while the bolt is on its way also what it is doing. Pure: it
 * is told what happened and says what to do through `LockStateActions`; it asks nobody and decides no request.
 *
 * Every state against every event stands in docs/lock-states.md, and tests/lock/lock-state.test.ts walks each cell.
 * Invariants: locked and unlocked are only entered because the bolt is there (sensed, or assumed where no switch is
 * fitted), never because it was asked to be; a new move starts only when the last one has ended.
 */
import type { BoltMove, BoltPosition, BoltTarget } from "./parts";

export type LockState = "unknown" | "locked" | "unlocking" | "unlocked" | "locking" | "jammed";

/**
 * What the bolt is doing. `backingOff`: a short move the other way after a jam. `halting`: stop was said, the end of the
 * move has not been reported. `pausing`: off, so that motor and battery recover before the next move.
 */
export type BoltPhase = "resting" | "moving" | "backingOff" | "halting" | "pausing";

/** How a request came to its end. `overridden`: unlock was asked for while locking. `silent`: the bolt never answered. */
export type MoveOutcome = "reached" | "jammed" | "byHand" | "stopped" | "overridden" | "silent" | "fault";

export interface LockStateActions {
  move(target: BoltTarget): void;
  stop(): void;
  /** `waitOver()` is to be called after this time. A newer wait replaces an older one. */
  wait(delayMs: number): void;
  endWait(): void;
  /** The state may be another one now. */
  changed(): void;
  /** The request to go to `target` has ended. Comes last, so that a new request may be made in it. */
  ended(target: BoltTarget, outcome: MoveOutcome): void;
}

/** One try and two retries. */
export const attemptsMax = 3;
/** Long enough to come free of what blocks the bolt, too short to reach the other end. */
export const backOffMs = 150;
export const pauseMs = 250;
/** A driver's own time limit ends a move long before. */
export const boltSilentMs = 15_000;

export class LockStateMachine {
  readonly #actions: LockStateActions;
  #state: LockState = "unknown";
  #phase: BoltPhase = "resting";
  #attempt = 0;
  #assumed = false;

  constructor(actions: LockStateActions) {
    this.#actions = actions;
  }

  get state(): LockState {
    return this.#state;
  }

  get phase(): BoltPhase {
    return this.#phase;
  }

  /** Locked or unlocked is what the last move should have reached; nothing senses it. */
  get assumed(): boolean {
    return this.#assumed;
  }

  /** Already checked and allowed. What needs no move, or cannot begin now, changes nothing. */
  request(target: BoltTarget): void {
    switch (this.#state) {
      case "unknown":
        if (this.#phase === "halting") this.#toHaltingFromUnknown(target);
        else this.#toMoving(target);
        return;
      case "jammed":
        this.#toMoving(target);
        return;
      case "locked":
      case "unlocked":
        // Where nothing is sensed, someone may have turned the bolt since: then it is driven there again.
        if (this.#state !== target || this.#assumed) this.#toMoving(target);
        return;
      case "unlocking":
        return;
      case "locking":
        if (target === "unlocked") this.#toUnlockingFromLocking();
        return;
      default:
        unreachable(this.#state);
    }
  }

  /** At boot, and when the switches change although no move was asked for. */
  sensed(position: BoltPosition, assumed: boolean): void {
    switch (this.#state) {
      case "unknown":
        if (this.#phase === "resting") this.#settle(position, assumed);
        return;
      case "locked":
      case "unlocked":
        if (position !== this.#state) this.#settle(position, assumed);
        return;
      case "jammed":
        if (isEnd(position)) this.#settle(position, assumed);
        return;
      case "unlocking":
      case "locking":
        // During a move the driver watches the switches and tells in the end. In a pause somebody may finish the job.
        if (this.#phase === "pausing" && position === this.#target()) this.#finish("byHand", position, assumed);
        return;
      default:
        unreachable(this.#state);
    }
  }

  moveEnded(move: BoltMove): void {
    if (this.#phase === "resting" || this.#phase === "pausing") return;
    const arrived = move.result === "reached" && move.position === move.target;
    const failed = !arrived && move.result !== "movedByHand" && move.result !== "stopped";
    switch (this.#state) {
      case "unknown":
        this.#settle(failed ? "unknown" : move.position, move.assumed);
        return;
      case "unlocking":
      case "locking":
        if (move.result === "movedByHand") this.#finish("byHand", move.position, move.assumed);
        else if (this.#phase !== "moving") this.#toPausing();
        else if (arrived) this.#finish("reached", move.position, move.assumed);
        else if (!failed) this.#finish("stopped", move.position, move.assumed);
        else if (this.#attempt < attemptsMax) this.#toBackingOff();
        else this.#toJammed();
        return;
      case "locked":
      case "unlocked":
      case "jammed":
        throw new Error(`lock: ${this.#state} while ${this.#phase}`);
      default:
        unreachable(this.#state);
    }
  }

  waitOver(): void {
    switch (this.#phase) {
      case "resting":
        return;
      case "moving":
      case "halting":
        this.#toUnknownFromSilence();
        return;
      case "backingOff":
        this.#toHaltingFromBackingOff();
        return;
      case "pausing":
        this.#toMovingAgain();
        return;
      default:
        unreachable(this.#phase);
    }
  }

  /** Something went wrong in our own code: power off, and nothing is known until it is sensed again. */
  fault(): void {
    const target = this.#underWay() ? this.#target() : undefined;
    const moveGoesOn = this.#phase !== "resting" && this.#phase !== "pausing";
    this.#actions.stop();
    this.#state = "unknown";
    this.#phase = moveGoesOn ? "halting" : "resting";
    if (moveGoesOn) this.#actions.wait(boltSilentMs);
    else this.#actions.endWait();
    this.#actions.changed();
    if (target !== undefined) this.#actions.ended(target, "fault");
  }

  // The edges. Each asserts where it comes from.

  #toMoving(target: BoltTarget): void {
    this.#assertPhase("resting");
    this.#attempt = 1;
    this.#startMove(target);
    this.#actions.changed();
  }

  #toMovingAgain(): void {
    this.#assertPhase("pausing");
    this.#attempt++;
    this.#startMove(this.#target());
  }

  #startMove(target: BoltTarget): void {
    this.#state = target === "locked" ? "locking" : "unlocking";
    this.#phase = "moving";
    this.#actions.wait(boltSilentMs);
    this.#actions.move(target);
  }

  #toHaltingFromUnknown(target: BoltTarget): void {
    this.#assertPhase("halting");
    this.#attempt = 0;
    this.#state = target === "locked" ? "locking" : "unlocking";
    this.#actions.changed();
  }

  /** Getting out goes before: whatever locking is doing ends now. */
  #toUnlockingFromLocking(): void {
    this.#assertState("locking");
    this.#attempt = 0;
    this.#state = "unlocking";
    if (this.#phase === "moving" || this.#phase === "backingOff") {
      this.#phase = "halting";
      this.#actions.wait(boltSilentMs);
      this.#actions.stop();
    }
    this.#actions.changed();
    this.#actions.ended("locked", "overridden");
  }

  #toBackingOff(): void {
    this.#assertPhase("moving");
    this.#phase = "backingOff";
    this.#actions.wait(backOffMs);
    this.#actions.move(this.#target() === "locked" ? "unlocked" : "locked");
  }

  #toHaltingFromBackingOff(): void {
    this.#assertPhase("backingOff");
    this.#phase = "halting";
    this.#actions.wait(boltSilentMs);
    this.#actions.stop();
  }

  #toPausing(): void {
    if (this.#phase !== "backingOff") this.#assertPhase("halting");
    this.#phase = "pausing";
    this.#actions.wait(pauseMs);
  }

  #toJammed(): void {
    this.#assertPhase("moving");
    const target = this.#target();
    this.#state = "jammed";
    this.#rest();
    this.#actions.ended(target, "jammed");
  }

  #toUnknownFromSilence(): void {
    const target = this.#underWay() ? this.#target() : undefined;
    this.#actions.stop();
    this.#state = "unknown";
    this.#rest();
    if (target !== undefined) this.#actions.ended(target, "silent");
  }

  #finish(outcome: MoveOutcome, position: BoltPosition, assumed: boolean): void {
    const target = this.#target();
    this.#settle(position, assumed);
    this.#actions.ended(target, outcome);
  }

  #settle(position: BoltPosition, assumed: boolean): void {
    this.#state = isEnd(position) ? position : "unknown";
    this.#assumed = assumed;
    this.#rest();
  }

  #rest(): void {
    this.#phase = "resting";
    this.#actions.endWait();
    this.#actions.changed();
  }

  #underWay(): boolean {
    return this.#state === "locking" || this.#state === "unlocking";
  }

  /** Where the bolt is to go. Only asked for under way. */
  #target(): BoltTarget {
    if (this.#state === "locking") return "locked";
    this.#assertState("unlocking");
    return "unlocked";
  }

  #assertState(state: LockState): void {
    if (this.#state !== state) throw new Error(`lock: ${this.#state}, expected ${state}`);
  }

  #assertPhase(phase: BoltPhase): void {
    if (this.#phase !== phase) throw new Error(`lock: ${this.#phase}, expected ${phase}`);
  }
}

function isEnd(position: BoltPosition): position is BoltTarget {
  return position === "locked" || position === "unlocked";
}

function unreachable(value: never): never {
  throw new Error(`lock: ${String(value)} is no state`);
}
