// SPDX-License-Identifier: Apache-2.0
/** The SDK's `time` (8.2.3, modules/base/time and modules/base/microseconds). */
declare class Time {
  private constructor();
  /** Milliseconds in a signed 32-bit integer: negative after 24.8 days, wraps at 49.7. Only good for `delta()`. */
  static readonly ticks: number;
  /** Milliseconds from `start` to `end`, or to now. Right for up to 24.8 days. */
  static delta(start: number, end?: number): number;
  static readonly microseconds: number;
  /** Sets the wall clock; seconds since 1970-01-01 UTC. */
  static set(seconds: number): void;
}
export default Time;
