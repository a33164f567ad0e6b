// SPDX-License-Identifier: Apache-2.0
/**
 * What moves, and what keeps hands and gears safe, whatever the computer says: nothing moves unless armed; armed ends when the computer
 * falls silent, with any fault, and when it is asked to; one move at a time; each move has a power time, cut off by trace.ts, of
 * 0.3 s at most until proof.ts allows more. It does not know what a figure is worth.
 */
import type { BoltDrive } from "../drivers/bolt-drive";
import type { BoltMove, BoltPosition, BoltTarget } from "../drivers/bolt";
import { BoltMotor } from "../drivers/bolt-motor";
import { BoltServo } from "../drivers/bolt-servo";
import type { Loop } from "../lock/loop";
import type { Reply } from "../link/command";
import { asWord } from "../link/word";
import type { Calibrations } from "./calibrations";
import type { Proof } from "./proof";
import { unprovenMs } from "./proof";
import type { Trace } from "./trace";

/** Without a word from the computer. */
const silenceMs = 600;
/** For a bolt that was stopped to run down, and its switches to be read. */
const settleMs = 300;
/** A servo whose travel time is not measured gets so much more than it should need (proof.ts). */
const servoMarginMs = 250;
const powerMsLimit = 1500;
const otherEndUs = 500;

export interface MotionOptions {
  bolt: BoltDrive;
  trace: Trace;
  proof: Proof;
  calibrations: Calibrations;
  /** Measures the pack every 10 ms meanwhile. */
  battery: { startLoad(): void; endLoad(): unknown };
  loop: Loop;
  tell: (event: object) => void;
}

interface Running {
  from: BoltPosition;
  done: (figures: object) => void;
  isJog: boolean;
}

export class Motion {
  readonly #options: MotionOptions;
  #armed = false;
  #running: Running | undefined;
  /** Jogged to since power-up. */
  readonly #jogged: number[] = [];

  constructor(options: MotionOptions) {
    this.#options = options;
  }

  get armed(): boolean {
    return this.#armed;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** The longest power time that a move may ask for now. */
  get powerMsMax(): number {
    const { bolt, proof, calibrations } = this.#options;
    if (bolt instanceof BoltMotor) return proof.powerMsMax;
    return this.#missing === undefined ? Math.min(calibrations.servo.travelMs + servoMarginMs, powerMsLimit) : unprovenMs;
  }

  arm(): Reply | undefined {
    const { bolt } = this.#options;
    if (!bolt.assumed && bolt.position === "unknown") return { Status: "INVALID_IN_STATE", Reason: "both bolt switches are closed" };
    this.#armed = true;
    this.alive();
    return undefined;
  }

  /** True: armed, and for a while. */
  alive(): boolean {
    if (this.#armed) this.#options.loop.after("silence", silenceMs, () => this.end("Silence"));
    return this.#armed;
  }

  /** Power off first. */
  disarm(): void {
    this.#armed = false;
    this.#options.bolt.stop();
    this.#options.loop.cancel("silence");
  }

  /** The same, and nobody asked for it. */
  end(reason: "Silence" | "Fault"): void {
    const wasArmed = this.#armed;
    this.disarm();
    if (wasArmed) this.#options.tell({ Event: "Disarmed", Reason: reason });
  }

  /** `done` gets what came of it, once; not if it is refused. */
  move(target: BoltTarget, powerMs: number, stallMilliamps: number | undefined, done: (figures: object) => void): Reply | undefined {
    const refused = this.#refused() ?? this.#refusedTime(powerMs);
    if (refused !== undefined) return refused;
    const { bolt, calibrations, proof } = this.#options;
    if (bolt instanceof BoltMotor) {
      const { motor } = calibrations;
      const wanted = stallMilliamps ?? motor.stallMilliamps;
      const stall = powerMs > unprovenMs ? Math.min(wanted, proof.stallMilliampsMax) : wanted;
      // Time is cut off elsewhere.
      bolt.configure({ ...motor, powerMsMax: powerMsLimit, stallMilliamps: stall });
    }
    this.#start(target, powerMs, { from: bolt.position, done, isJog: false });
    return undefined;
  }

  /** Of a servo: to this pulse. */
  jog(pulseUs: number, powerMs: number, done: (figures: object) => void): Reply | undefined {
    const { bolt } = this.#options;
    if (!(bolt instanceof BoltServo)) return { Status: "INVALID_IN_STATE", Reason: "the bolt has no servo" };
    const refused = this.#refused();
    if (refused !== undefined) return refused;
    const unlockedUs = pulseUs + (pulseUs > 1500 ? -otherEndUs : otherEndUs);
    bolt.configure({ lockedUs: pulseUs, unlockedUs, travelMs: powerMsLimit });
    if (!this.#jogged.includes(pulseUs)) this.#jogged.push(pulseUs);
    this.#start("locked", powerMs, { from: bolt.position, done, isJog: true });
    return undefined;
  }

  handle(move: BoltMove): void {
    const { battery, loop } = this.#options;
    battery.endLoad();
    if (this.#running === undefined) return;
    if (move.result === "stopped") loop.after("settle", settleMs, () => this.#finish(move));
    else this.#finish(move);
  }

  /** True: somebody turned it; false: it only runs down. */
  byHand(): boolean {
    if (this.busy) return false;
    this.#options.proof.turnedByHand();
    return true;
  }

  #refused(): Reply | undefined {
    if (!this.#armed) return { Status: "INVALID_IN_STATE", Reason: "not armed" };
    return this.busy ? { Status: "BUSY", Reason: "a move is under way" } : undefined;
  }

  #refusedTime(powerMs: number): Reply | undefined {
    if (powerMs <= this.powerMsMax) return undefined;
    const missing = this.#missing;
    if (missing !== undefined) return { Status: "INVALID_IN_STATE", Reason: `unproven: ${missing}` };
    return { Status: "CONSTRAINT_ERROR", Reason: `PowerMsMax: at most ${this.powerMsMax}` };
  }

  get #missing(): string | undefined {
    const { bolt, proof, calibrations } = this.#options;
    if (bolt instanceof BoltMotor) return proof.missing;
    const { lockedUs, unlockedUs } = calibrations.servo;
    if (calibrations.isStored("servo") || (this.#jogged.includes(lockedUs) && this.#jogged.includes(unlockedUs))) return undefined;
    return "the ends of the servo are neither stored nor jogged to";
  }

  #start(target: BoltTarget, powerMs: number, running: Running): void {
    const { bolt, trace, battery } = this.#options;
    trace.begin(powerMs);
    this.#running = running;
    battery.startLoad();
    bolt.move(target);
  }

  #finish(move: BoltMove): void {
    const running = this.#running;
    if (running === undefined) return;
    const { bolt, trace, proof, calibrations } = this.#options;
    this.#running = undefined;
    const { position } = bolt;
    const figures = trace.end();
    if (running.isJog && bolt instanceof BoltServo) bolt.configure(calibrations.servo);
    else if (!bolt.assumed) proof.moved(running.from, { ...move, position }, figures);
    const { poweredMs, startMilliamps, peakMilliamps, meanMilliamps, lastMilliamps, idleMillivolts, lowestMillivolts } = figures;
    running.done({
      Result: trace.isCutOff ? (position === move.target && !running.isJog ? "Reached" : "TimedOut") : asWord(move.result),
      Position: asWord(position),
      PoweredMs: poweredMs,
      StartMilliamps: startMilliamps,
      PeakMilliamps: peakMilliamps,
      MeanMilliamps: meanMilliamps,
      LastMilliamps: lastMilliamps,
      IdleMillivolts: idleMillivolts,
      LowestMillivolts: lowestMillivolts,
    });
  }
}
