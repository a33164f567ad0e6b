// SPDX-License-Identifier: Apache-2.0
/**
 * A bolt that is moved: what motor and servo have in common. It runs the actuator until the switches say that the bolt
 * is there, or something speaks against going on; retrying is for others to decide.
 *
 * Invariants: power is on only in the phase "powered", which a hard time limit ends; exactly one `onMoved` for each
 * `move()`, after the power is off; the position told is the one sensed, or marked assumed where no switch is fitted.
 * The limit is kept by a timer, and a flash erase can make a timer late (HW-31): the actuator must survive
 * that, and the electronics must be off whenever this code does not run.
 */
import type { Actuator, BoltMove, BoltPosition, BoltResult, BoltTarget } from "./bolt";
import { Guard } from "./guard";
import type { NowMs, OnError, TimerService } from "./io";
import { idlePollMs, Poll } from "./poll";
import { PositionSwitches, switchDebounceMs, type PositionSwitchesOptions } from "./position-switches";

const busyPollMs = 10;
/** How long the switches may go on bouncing after the power is off. */
const settleMsMax = 250;

export interface BoltDriveOptions {
  timer: TimerService;
  nowMs: NowMs;
  /** Left out: the position is only assumed. */
  switches?: PositionSwitchesOptions | undefined;
  /** A move has ended. Comes out of a timer, or out of `stop()` and `move()` when these end an earlier move. */
  onMoved: (move: BoltMove) => void;
  /** The switches changed although nothing was moving. */
  onByHand: (position: BoltPosition) => void;
  onError: OnError;
}

export class BoltDrive {
  readonly #guard: Guard;
  readonly #poll: Poll;
  readonly #nowMs: NowMs;
  readonly #actuator: Actuator;
  readonly #switches: PositionSwitches | undefined;
  readonly #onMoved: (move: BoltMove) => void;
  readonly #onByHand: (position: BoltPosition) => void;

  #phase: "idle" | "waiting" | "powered" | "settling" = "idle";
  #phaseStartedMs = 0;
  #moveStartedMs = 0;
  #target: BoltTarget = "locked";
  #outcome: BoltResult = "reached";
  /** The bolt has been seen away from the end it came from, so finding it there again means that somebody turned it. */
  #left = false;

  #assumedPosition: BoltPosition = "unknown";
  #offSinceMs = -Infinity;
  #lastDirection: BoltTarget | undefined;

  /** Takes the actuator over: closes it when this fails. */
  constructor(actuator: Actuator, options: BoltDriveOptions) {
    const { timer, nowMs, switches, onMoved, onByHand, onError } = options;
    this.#actuator = actuator;
    this.#guard = new Guard(onError);
    this.#nowMs = nowMs;
    this.#onMoved = this.#guard.wrap(onMoved);
    this.#onByHand = onByHand;
    this.#poll = new Poll(
      timer,
      this.#guard.wrap(() => this.#tick()),
    );
    try {
      this.#switches = switches && new PositionSwitches(switches);
      this.#pollAsNeeded();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get position(): BoltPosition {
    return this.#switches?.position ?? this.#assumedPosition;
  }

  get assumed(): boolean {
    return this.#switches === undefined;
  }

  get moving(): boolean {
    return this.#phase !== "idle";
  }

  /** Returns at once. A move that is still under way is stopped first, and told as stopped. */
  move(target: BoltTarget): void {
    this.#guard.assertOpen();
    this.stop();
    const nowMs = this.#nowMs();
    this.#target = target;
    this.#moveStartedMs = nowMs;
    this.#left = false;
    this.#enter("waiting", nowMs);
  }

  /** Takes other values for the actuator; throws while it moves. After that the way to an end may be the other one, so nothing is assumed of either. */
  protected reconfigure(configure: () => void): void {
    this.#guard.assertOpen();
    if (this.moving) throw new Error("bolt: it moves");
    configure();
    this.#lastDirection = undefined;
    this.#assumedPosition = "unknown";
  }

  /** Power off now. Harmless when nothing moves. */
  stop(): void {
    if (this.#phase === "idle" || this.#guard.closed) return;
    this.#outcome = "stopped";
    this.#off();
    this.#finish(this.#nowMs());
  }

  #tick(): void {
    try {
      this.#step(this.#nowMs());
    } catch (error) {
      this.#fail(error);
    }
  }

  #step(nowMs: number): void {
    const changed = this.#switches?.sample(nowMs) === true;
    switch (this.#phase) {
      case "idle":
        this.#pollAsNeeded();
        if (changed) this.#onByHand(this.position);
        return;
      case "waiting":
        return this.#startWhenReady(nowMs);
      case "powered": {
        const outcome = this.#reasonToStop(nowMs);
        if (outcome === undefined) return;
        this.#off();
        this.#outcome = outcome;
        return this.#enter("settling", nowMs);
      }
      case "settling": {
        const settlingMs = nowMs - this.#phaseStartedMs;
        if (settlingMs < switchDebounceMs) return;
        if (this.#switches?.settled(nowMs) === false && settlingMs < settleMsMax) return;
        return this.#finish(nowMs);
      }
    }
  }

  #startWhenReady(nowMs: number): void {
    const seen = this.#switches?.seenTwice;
    if (this.#switches && seen === undefined && nowMs - this.#phaseStartedMs < switchDebounceMs) return;
    if (seen === this.#target) {
      this.#outcome = "reached";
      return this.#enter("settling", nowMs);
    }
    if (seen === "unknown") {
      this.#outcome = "jammed";
      return this.#enter("settling", nowMs);
    }
    const turns = this.#lastDirection !== this.#target;
    if (turns && nowMs - this.#offSinceMs < this.#actuator.restMs) return;
    this.#lastDirection = this.#target;
    this.#enter("powered", nowMs);
    this.#actuator.on(this.#target);
  }

  #reasonToStop(nowMs: number): BoltResult | undefined {
    const poweredMs = nowMs - this.#phaseStartedMs;
    const blocked = this.#actuator.blocked(poweredMs);
    if (this.#switches === undefined) {
      // The end of travel blocks too. Only one that comes far too early is a jam.
      const atEnd = poweredMs >= this.#actuator.travelMs / 2 || this.#assumedPosition === this.#target;
      if (blocked) return atEnd ? "reached" : "jammed";
      return poweredMs >= this.#actuator.travelMs ? "reached" : undefined;
    }
    if (this.#switches.position !== opposite(this.#target)) this.#left = true;
    const seen = this.#switches.seenTwice;
    if (seen === this.#target) return "reached";
    if (seen === "unknown") return "jammed";
    if (this.#left && seen === opposite(this.#target)) return "movedByHand";
    if (blocked) return "jammed";
    return poweredMs >= this.#actuator.powerMsMax ? this.#actuator.powerMsMaxResult : undefined;
  }

  /** Settled: what counts now is where the bolt is, whatever ended the move. */
  #sensedResult(switches: PositionSwitches, nowMs: number): BoltResult {
    if (this.#outcome === "stopped") return "stopped";
    if (!switches.settled(nowMs)) return "timedOut";
    if (switches.position === this.#target) return "reached";
    if (this.#left && switches.position === opposite(this.#target)) return "movedByHand";
    return this.#outcome === "reached" || this.#outcome === "movedByHand" ? "jammed" : this.#outcome;
  }

  #finish(nowMs: number): void {
    const result = this.#switches ? this.#sensedResult(this.#switches, nowMs) : this.#outcome;
    this.#assumedPosition = result === "reached" ? this.#target : "unknown";
    this.#phase = "idle";
    this.#pollAsNeeded();
    this.#onMoved({
      target: this.#target,
      result,
      position: this.position,
      assumed: this.assumed,
      durationMs: nowMs - this.#moveStartedMs,
    });
  }

  /** At an exception: off first, then say what is known. */
  #fail(error: unknown): void {
    this.#guard.tell(error);
    this.#off();
    if (!this.moving) return;
    this.#outcome = "timedOut";
    this.#finish(this.#nowMs());
  }

  /** When a pin fails there is nothing more to do than to try the others and to say so. */
  #off(): void {
    this.#offSinceMs = this.#nowMs();
    try {
      this.#actuator.off();
    } catch (error) {
      this.#guard.tell(error);
    }
  }

  #enter(phase: "waiting" | "powered" | "settling", nowMs: number): void {
    this.#phase = phase;
    this.#phaseStartedMs = nowMs;
    this.#pollAsNeeded();
  }

  #pollAsNeeded(): void {
    if (this.moving || this.#switches?.pending) this.#poll.every(busyPollMs);
    else if (this.#switches) this.#poll.every(idlePollMs);
    else this.#poll.stop();
  }

  /** Off, without another word about a move that was under way. */
  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    this.#poll.stop();
    this.#actuator.close();
    this.#switches?.close();
  }
}

function opposite(target: BoltTarget): BoltTarget {
  return target === "locked" ? "unlocked" : "locked";
}
