// SPDX-License-Identifier: Apache-2.0
/** "timer" as a firmware module over native functions. */
import { chip } from "./native";

export default class Timer {
  private readonly handle: unknown;

  constructor(handle: unknown) {
    this.handle = handle;
  }

  static set(callback: () => void, delayMs = 0, repeatMs = 0): Timer {
    return new Timer(chip("timerSet", callback, delayMs, repeatMs));
  }

  static repeat(callback: () => void, intervalMs: number): Timer {
    return new Timer(chip("timerSet", callback, intervalMs, intervalMs));
  }

  static schedule(timer: Timer, delayMs?: number, repeatMs = 0): void {
    chip("timerSchedule", timer.handle as number, delayMs, repeatMs);
  }

  static clear(timer?: Timer): void {
    if (timer !== undefined) chip("timerClear", timer.handle as number);
  }
}
