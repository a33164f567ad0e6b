// SPDX-License-Identifier: Apache-2.0
/**
 * The bolt where it really is: 0 drawn back, 1 fully thrown. Moved by the actuator or by a hand on the thumb-turn, which is
 * stronger; held by its end stops and by whatever blocks it. Counts what would wear a motor out.
 */
import type { PinListener } from "../pins";
import type { Scheduler } from "../scheduler";
import { Task } from "../task-queue";
import type { Actuator } from "./actuator";
import type { GroundSwitch } from "./ground-switch";

/** Whoever looks at the bolt brings it to the moment; this only has to notice ends of travel and brown-outs. */
const tickUs = 10_000;
const handSeconds = 0.4;
/** Where the position switches close. */
const lockedFrom = 0.97;
const unlockedTo = 0.03;
const still = 1e-6;

export interface BoltParts {
  scheduler: Scheduler;
  actuator: Actuator;
  /** Volts of the pack under the load of this moment. */
  packVolts: () => number;
  onLoad: (milliamps: number) => void;
  switches: { locked: GroundSwitch; unlocked: GroundSwitch } | undefined;
  position: number;
}

export class Bolt implements PinListener {
  position: number;
  /** Longest time driven without a pause, and longest time driven against something. */
  longestDriveMs = 0;
  longestStallMs = 0;
  readonly actuator: Actuator;
  private readonly parts: BoltParts;
  private readonly scheduler: Scheduler;
  private lowest = 0;
  private highest = 1;
  private hand: { target: number; holdUs: number; releaseUs: number } | undefined;
  private advancedUs = 0;
  private driveStartUs: number | undefined;
  private stallStartUs: number | undefined;
  private readonly tick = new Task(() => this.update());

  constructor(parts: BoltParts) {
    this.parts = parts;
    this.scheduler = parts.scheduler;
    this.actuator = parts.actuator;
    this.position = parts.position;
    this.setSwitches();
  }

  get blocked(): boolean {
    return this.lowest > 0 || this.highest < 1;
  }

  get turnedByHand(): boolean {
    return this.hand !== undefined;
  }

  /** A hand that stays until it is told to go. */
  get heldByHand(): boolean {
    return this.hand?.holdUs === Infinity;
  }

  /** Something in the way at this position, seen from where the bolt is; undefined: it is free again. */
  block(at: number | undefined): void {
    this.advance();
    this.lowest = at !== undefined && this.position > at ? at : 0;
    this.highest = at !== undefined && this.position <= at ? at : 1;
    this.update();
  }

  /** Friction as a part of the actuator's strength, 0 to 1. A hand is stronger. */
  setLoad(load: number): void {
    this.advance();
    this.actuator.load = load;
    this.update();
  }

  /** Someone turns the thumb-turn, and holds it there for a while. */
  turn(target: number, holdMs: number): void {
    this.advance();
    this.hand = { target, holdUs: holdMs * 1000, releaseUs: Infinity };
    this.update();
  }

  /** The hand goes away. */
  letGo(): void {
    this.advance();
    this.hand = undefined;
    this.update();
  }

  /** The firmware changed what it drives: until now the old drive held. */
  pinChanged(): void {
    this.advance();
    this.actuator.latch(this.parts.packVolts());
    this.update();
  }

  /** Brings the mechanics to this moment. */
  advance(): void {
    const { nowUs } = this.scheduler;
    const seconds = (nowUs - this.advancedUs) / 1_000_000;
    this.advancedUs = nowUs;
    if (seconds === 0 || !(this.actuator.active || this.hand)) return;
    const wanted = this.actuator.step(seconds, this.parts.packVolts(), this.position);
    const before = this.position;
    const byHand = this.hand === undefined ? undefined : this.handStep(this.hand, seconds);
    this.position = Math.min(Math.max(before + (byHand ?? wanted), this.lowest), this.highest);
    const moved = this.position - before;
    const held = Math.abs(wanted) > still && Math.abs(moved - wanted) > Math.abs(wanted) / 2;
    if (held) this.actuator.stall();
    this.countStress(held);
    this.setSwitches();
  }

  private update(): void {
    this.advance();
    if (this.actuator.active || this.hand) this.scheduler.after(this.scheduler.world, this.tick, tickUs);
    if (this.actuator.driven) this.driveStartUs ??= this.scheduler.nowUs;
    else this.countStress(false);
    // Last, since a brown-out may end the chip here and come back through pinChanged().
    this.parts.onLoad(this.actuator.milliamps);
  }

  private handStep(hand: { target: number; holdUs: number; releaseUs: number }, seconds: number): number {
    const reach = seconds / handSeconds;
    const step = Math.max(-reach, Math.min(reach, hand.target - this.position));
    const stuck = Math.min(Math.max(this.position + step, this.lowest), this.highest) === this.position;
    if (stuck && hand.releaseUs === Infinity) hand.releaseUs = this.scheduler.nowUs + hand.holdUs;
    if (this.scheduler.nowUs >= hand.releaseUs) this.hand = undefined;
    return step;
  }

  private countStress(held: boolean): void {
    const { nowUs } = this.scheduler;
    if (!this.actuator.driven) this.driveStartUs = undefined;
    else this.longestDriveMs = Math.max(this.longestDriveMs, (nowUs - (this.driveStartUs ??= nowUs)) / 1000);
    if (!held) this.stallStartUs = undefined;
    else this.longestStallMs = Math.max(this.longestStallMs, (nowUs - (this.stallStartUs ??= nowUs)) / 1000);
  }

  private setSwitches(): void {
    this.parts.switches?.locked.set(this.position >= lockedFrom);
    this.parts.switches?.unlocked.set(this.position <= unlockedTo);
  }
}
