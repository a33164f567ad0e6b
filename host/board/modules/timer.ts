// SPDX-License-Identifier: Apache-2.0
/** "timer" as in SDK 8.2.3 (modules/base/timer). Repeats catch up and do not drift; `delay` would block and is refused. */
import type { Chip } from "../chip";
import { Task } from "../task-queue";

const chargeUnits = 10;
/** What a turn of the chip's message loop takes: a timer of 0 ms cannot stop the clock. */
const loopUs = 100;
const delayMsMax = 0x7fffffff;

class TimerHandle {
  intervalUs = 0;
  firing = false;
  task: Task | undefined;
}

type Callback = (id: object) => void;

export function timerModule(chip: Chip): object {
  const { scheduler } = chip;

  function create(callback: Callback, delayMs: number, intervalMs: number): TimerHandle {
    return chip.native(chargeUnits, () => {
      if (typeof callback !== "function") throw new TypeError("callback is not a function");
      const handle = new TimerHandle();
      const name = callback.name === "" ? "timer" : `timer ${callback.name}`;
      handle.task = new Task(() => fire(handle, name, callback));
      start(handle, handle.task, delayMs, intervalMs);
      return handle;
    });
  }

  function start(handle: TimerHandle, task: Task, delayMs: number, intervalMs: number): void {
    checkMs("delay", delayMs);
    checkMs("interval", intervalMs);
    handle.intervalUs = intervalMs * 1000;
    scheduler.after(scheduler.firmware, task, Math.max(delayMs * 1000, loopUs));
  }

  function fire(handle: TimerHandle, name: string, callback: Callback): void {
    const { task, intervalUs } = handle;
    if (task === undefined) return;
    if (intervalUs > 0) scheduler.at(scheduler.firmware, task, task.dueUs + intervalUs);
    handle.firing = true;
    chip.call(name, callback, undefined, handle);
    handle.firing = false;
    if (intervalUs === 0) handle.task = undefined;
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
        const task = id instanceof TimerHandle ? id.task : undefined;
        if (!(id instanceof TimerHandle) || task === undefined) throw new TypeError("not a live timer");
        // The chip frees a timer without an interval after its callback, whatever the callback asked for.
        if (id.firing && intervalMs === 0) throw new Error("a timer rescheduled once inside its own callback is lost");
        if (delayMs === undefined) scheduler.firmware.remove(task);
        else start(id, task, delayMs, intervalMs);
      });
    }

    static clear(id?: object): void {
      chip.native(chargeUnits, () => {
        if (!(id instanceof TimerHandle) || id.task === undefined) return;
        scheduler.firmware.remove(id.task);
        id.task = undefined;
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
