// SPDX-License-Identifier: Apache-2.0
/**
 * The chip from one power-up or reset to the next. Everything that the firmware holds belongs to one Chip; when it dies
 * (power cut, brown-out, restart, fault) nothing that this firmware does or was about to do has any effect any more, even
 * when its code is still on the stack and catches exceptions.
 *
 * An exception that leaves a callback restarts the chip, as it does on the device (facts, part 0, row 4).
 */
import { ChipClock } from "./chip-clock";
import type { ChipFaults } from "./chip-faults";
import { engine } from "./engine";
import { computeUnitsPerUs, type Meter, type TurnStatistics } from "./meter";
import type { Pins } from "./pins";
import type { Scheduler } from "./scheduler";
import type { Task } from "./task-queue";

/** Thrown at dead firmware by whatever it touches. */
export class PowerLost extends Error {
  override name = "PowerLost";
}

/** Numbers of the SDK's resetReason module. */
export const resetReasons = Object.freeze({
  powerOn: 1,
  externalPin: 2,
  software: 3,
  taskWatchdog: 6,
  brownout: 9,
});

export type ResetReason = keyof typeof resetReasons;

export interface ChipOptions {
  scheduler: Scheduler;
  meter: Meter;
  pins: Pins;
  /** Messages from interrupts that may wait; one more is lost, and with it the pin's interrupt for good (facts, row 8). */
  queueLength: number;
  faults: ChipFaults;
  resetReason: ResetReason;
  /** Seconds since 1970 that the clock shows at boot; it is lost at power-on. */
  utcSeconds: number;
  onFault: (where: string, error: unknown) => void;
  onReset: (reason: ResetReason, why: string) => void;
}

const watchdogUs = 15_000_000;

export class Chip {
  readonly options: ChipOptions;
  readonly scheduler: Scheduler;
  readonly meter: Meter;
  readonly pins: Pins;
  readonly clock: ChipClock;
  /** The clock runs at another rate from now on. */
  onClockRate: () => void = () => {};
  alive = true;
  /** Milliseconds from the clock to the time of day. */
  private utcOffsetMs: number;
  private messages = 0;
  /** Messages that come a second time. */
  private readonly echoes = new Set<Task>();

  constructor(options: ChipOptions) {
    this.options = options;
    this.scheduler = options.scheduler;
    this.meter = options.meter;
    this.pins = options.pins;
    this.clock = new ChipClock(options.scheduler, options.faults.clockPpm);
    engine.abort = undefined;
    this.utcOffsetMs = options.utcSeconds * 1000;
  }

  get utcMs(): number {
    return Math.floor(this.clock.us / 1000 + this.utcOffsetMs);
  }

  set utcMs(value: number) {
    this.scheduler.activity += 1;
    this.utcOffsetMs = value - this.clock.us / 1000;
  }

  setClockDrift(ppm: number): void {
    this.clock.setDrift(ppm);
    this.onClockRate();
  }

  /** The last thing that happens to this chip's firmware. */
  die(): void {
    this.alive = false;
    this.scheduler.firmware.clear();
    this.pins.reset();
  }

  check(): void {
    if (!this.alive) throw new PowerLost("the chip is off");
  }

  reset(reason: ResetReason, why: string): never {
    this.options.onReset(reason, why);
    throw new PowerLost(why);
  }

  /** Calls into the firmware. `turn`: whose statistics it counts for, from `meter.turn(name)`. */
  call<Argument>(turn: TurnStatistics, callback: (argument: Argument) => void, self: unknown, argument: Argument): void {
    const { meter, scheduler } = this;
    const startUs = scheduler.nowUs;
    let fault: { error: unknown } | undefined;
    meter.enter(startUs);
    try {
      callback.call(self, argument);
    } catch (error) {
      fault = { error };
    }
    const units = meter.leave(turn, startUs, scheduler.nowUs);
    if (!this.alive) return;
    if (fault !== undefined) {
      this.options.onFault(turn.name, fault.error);
      this.callAbortHook(fault.error);
      this.options.onReset("software", `an exception left ${turn.name}`);
    } else if (units / computeUnitsPerUs + scheduler.nowUs - startUs > watchdogUs) {
      this.options.onReset("taskWatchdog", `${turn.name} took too long`);
    }
  }

  /** The firmware's last word: here it takes the power off its motor. The chip restarts whatever it answers. */
  private callAbortHook(error: unknown): void {
    try {
      engine.abort?.("unhandled exception", error);
    } catch (another) {
      if (this.alive) this.options.onFault("abort", another);
    }
  }

  /** Runs the board's side of a native function: not counted as the firmware's work but for its fixed charge. */
  native<Result>(chargeUnits: number, work: () => Result): Result {
    const units = this.meter.pause();
    this.scheduler.activity += 1;
    try {
      this.check();
      const result = work();
      // It may have been the chip's last act: a motor start that browns it out, a write at which the power is cut.
      this.check();
      return result;
    } finally {
      this.meter.resume(units + chargeUnits);
    }
  }

  /** The native function under way has only looked: nobody could tell that it was called. */
  leftNoTrace(): void {
    this.scheduler.activity -= 1;
  }

  /** Time passes inside a native call, as in a flash erase. */
  block(durationUs: number): void {
    this.scheduler.block(durationUs);
    this.meter.blocked(durationUs);
    this.check();
  }

  /** The same for a bus, which draws next to nothing. */
  waitForBus(durationUs: number): void {
    this.scheduler.block(durationUs);
    this.meter.waited(durationUs);
    this.check();
  }

  /** An interrupt wants to be delivered; false: its message is lost. */
  post(task: Task): boolean {
    if (this.messages >= this.options.queueLength) return false;
    this.messages += 1;
    this.scheduler.after(this.scheduler.firmware, task, 0);
    return true;
  }

  /** The message of this task was taken out of the queue, and its callback comes next. */
  received(task: Task): void {
    this.messages -= 1;
    if (this.echoes.delete(task) || !this.options.faults.doublesInterrupts) return;
    if (this.post(task)) this.echoes.add(task);
  }

  /** Nobody waits for this message any more. */
  withdraw(task: Task): void {
    if (!task.queued) return;
    this.scheduler.firmware.remove(task);
    this.messages -= 1;
  }
}
