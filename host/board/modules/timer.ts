// SPDX-License-Identifier: Apache-2.0
/**
 * "timer" as in SDK 8.2.3 (modules/base/timer). Repeats catch up and do not drift from the chip's clock; `delay`
 * would block and is refused.
 */
import type { Chip } from "../chip";
import type { TurnStatistics } from "../meter";
import { comesBefore, Task } from "../task-queue";

const chargeUnits = 10;
/** What a turn of the chip's message loop takes: a timer of 0 ms cannot stop the clock. */
const loopUs = 100;
const delayMsMax = 0x7fffffff;

type Callback = (id: object) => void;

export function timerModule(chip: Chip): object {
  const { scheduler, meter, clock } = chip;
  const { faults } = chip.options;

  class TimerHandle extends Task {
    readonly callback: Callback;
    readonly turn: TurnStatistics;
    intervalUs = 0;
    /** When it should fire, by the chip's clock; it may be late. */
    private clockUs = 0;
    private isLate = false;
    firing = false;
    live = true;

    constructor(callback: Callback) {
      super(() => this.fire());
      this.callback = callback;
      this.turn = meter.turn(callback.name === "" ? "timer" : `timer ${callback.name}`);
    }

    start(delayMs: number, intervalMs: number): void {
      checkMs("delay", delayMs);
      checkMs("interval", intervalMs);
      this.intervalUs = intervalMs * 1000;
      this.clockUs = Math.ceil(clock.us) + Math.max(delayMs * 1000, loopUs);
      this.queue();
    }

    queue(): void {
      const lateUs = faults.timerDelayUs();
      this.isLate = lateUs > 0;
      scheduler.at(scheduler.firmware, this, clock.worldUsAt(this.clockUs) + lateUs);
    }

    /** Leaves out what would come before the last time until `untilUs`; returns how many times that is. */
    skip(untilUs: number): number {
      if (this.isLate || faults.timerDelayUsMax > 0) return 0;
      const count = Math.floor((clock.at(untilUs) - this.clockUs) / this.intervalUs);
      if (count <= 0) return 0;
      this.clockUs += count * this.intervalUs;
      this.queue();
      return count;
    }

    fire(): void {
      const { intervalUs } = this;
      if (intervalUs > 0) {
        this.clockUs += intervalUs;
        this.queue();
      }
      const { turn } = this;
      const unitsBefore = turn.totalUnits;
      this.firing = true;
      chip.call(turn, this.callback, undefined, this);
      this.firing = false;
      if (intervalUs === 0) this.live = false;
      else scheduler.idleLeap?.returned(this, turn.totalUnits - unitsBefore);
    }
  }

  chip.onClockRate = () => {
    const tasks = [...scheduler.firmware.heap].sort((task, other) => (comesBefore(task, other) ? -1 : 1));
    for (const task of tasks) if (task instanceof TimerHandle) task.queue();
  };

  function create(callback: Callback, delayMs: number, intervalMs: number): TimerHandle {
    return chip.native(chargeUnits, () => {
      if (typeof callback !== "function") throw new TypeError("callback is not a function");
      const handle = new TimerHandle(callback);
      handle.start(delayMs, intervalMs);
      return handle;
    });
  }

  class Timer {
    static set(callback: Callback, delayMs = 0, intervalMs = 0): object {
      return create(callback, delayMs, intervalMs);
    }

    static repeat(callback: Callback, intervalMs: number): object {
      if (intervalMs === 0) throw new RangeError("a repeat of 0 ms fires once on the chip");
      return create(callback, intervalMs, intervalMs);
    }

    static schedule(id: object, delayMs?: number, intervalMs = 0): void {
      chip.native(chargeUnits, () => {
        if (!(id instanceof TimerHandle) || !id.live) throw new TypeError("not a live timer");
        // The chip frees a timer without an interval after its callback, whatever the callback asked for.
        if (id.firing && intervalMs === 0) throw new Error("a timer rescheduled once inside its own callback is lost");
        if (delayMs === undefined) scheduler.firmware.remove(id);
        else id.start(delayMs, intervalMs);
      });
    }

    static clear(id?: object): void {
      chip.native(chargeUnits, () => {
        if (!(id instanceof TimerHandle)) return;
        scheduler.firmware.remove(id);
        id.live = false;
      });
    }

    static delay(): never {
      throw new Error("Timer.delay blocks");
    }
  }

  return { default: Timer };
}

function checkMs(what: string, valueMs: number): void {
  if (!Number.isInteger(valueMs) || valueMs < 0 || valueMs > delayMsMax) {
    throw new RangeError(`${what} of ${valueMs} ms is not a whole number from 0 to ${delayMsMax}`);
  }
}
