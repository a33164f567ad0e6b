// SPDX-License-Identifier: Apache-2.0
/**
 * The SDK's `timer` (8.2.3, modules/base/timer), without `delay`, which blocks. A callback comes late, for example after a flash
 * erase, but never early. An exception out of it restarts the chip.
 */
declare class Timer {
  private constructor();
  static set(callback: () => void, delayMs?: number, repeatMs?: number): Timer;
  /** Does not drift: after a delay it catches up. */
  static repeat(callback: () => void, intervalMs: number): Timer;
  /** Without `delayMs` it pauses. Throws for a one-shot that has fired. */
  static schedule(timer: Timer, delayMs?: number, repeatMs?: number): void;
  /** Safe for undefined and for one that has fired. */
  static clear(timer: Timer | undefined): void;
}
export default Timer;
