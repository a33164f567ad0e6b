// SPDX-License-Identifier: Apache-2.0
/**
 * Leaps over the callbacks of a slow repeating timer that only looks and finds nothing, as the firmware's heartbeat does
 * ten times a second: an idle hour is then a few callbacks instead of 36,000, and everything else happens as it would have.
 *
 * The last callbacks in a row did nothing that anybody could see, and nothing else happened in between: then so will the
 * next ones, until something does. They are left out up to the last one before the next task of anybody or the end of the
 * run; that one is called. A tie goes to the task that was queued first, as ever: it is the other one, since the timer would
 * have been queued anew in between.
 *
 * It takes for granted that a firmware does not count silently to a great number in such a timer: what it waits for longer
 * than for `quietCallbacksMin` callbacks it has to wait for with a timer of its own. Ours does; tests/host-board/idle-leap.test.ts
 * compares whole lives with and without.
 */
import type { TurnStatistics } from "./meter";
import type { Pins } from "./pins";
import type { Scheduler } from "./scheduler";
import type { Task } from "./task-queue";

export const quietCallbacksMin = 10;
const intervalUsMin = 100_000;

export interface RepeatingTask extends Task {
  readonly intervalUs: number;
  readonly turn: TurnStatistics;
  /** Leaves out what would come before the last time until `untilUs`; returns how many times that is. */
  skip(untilUs: number): number;
}

/** Callbacks that were left out: the first would have been at `firstUs`. */
export interface Leap {
  count: number;
  firstUs: number;
  intervalUs: number;
  /** XS compute units of each, as the last one took that was called. */
  units: number;
}

export class IdleLeap {
  /** Callbacks left out so far. */
  callbacks = 0;
  private readonly scheduler: Scheduler;
  private readonly pins: Pins;
  private readonly onLeap: (leap: Leap) => void;
  private timer: RepeatingTask | undefined;
  /** Its callbacks in a row that did nothing. */
  private quiet = 0;
  private units = 0;
  /** As it was after the last of them. */
  private activitySeen = 0;

  constructor(scheduler: Scheduler, pins: Pins, onLeap: (leap: Leap) => void) {
    this.scheduler = scheduler;
    this.pins = pins;
    this.onLeap = onLeap;
  }

  /** A callback of this timer, which took so many units, has returned. */
  returned(timer: RepeatingTask, units: number): void {
    if (timer.intervalUs < intervalUsMin) return;
    const { activity } = this;
    // One is the timer's own task.
    this.quiet = timer === this.timer && activity === this.activitySeen + 1 ? this.quiet + 1 : 0;
    this.timer = timer;
    this.units = units;
    this.activitySeen = activity;
  }

  /** Called before each task: moves the timer forward if nothing has happened since. */
  leap(endUs: number): void {
    const { timer, scheduler } = this;
    if (timer === undefined || this.quiet < quietCallbacksMin || this.activity !== this.activitySeen) return;
    const { firmware, world, nowUs } = scheduler;
    const firstUs = timer.dueUs;
    if (firmware.first !== timer || firstUs < nowUs) return;
    const nextUs = Math.min(endUs, world.first?.dueUs ?? Infinity, firmware.secondDueUs);
    const count = timer.skip(nextUs);
    if (count === 0) return;
    // Of the world: the chip's clock may drift.
    const intervalUs = (timer.dueUs - firstUs) / count;
    const { units } = this;
    timer.turn.count += count;
    timer.turn.totalUnits += count * units;
    this.callbacks += count;
    this.onLeap({ count, firstUs, intervalUs, units });
  }

  private get activity(): number {
    return this.scheduler.activity + this.pins.activity;
  }
}
