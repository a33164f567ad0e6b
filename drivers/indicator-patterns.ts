// SPDX-License-Identifier: Apache-2.0
/**
 * What the LED and the buzzer show, as data. A pattern is steps of light and sound, repeated a few times: none runs for
 * ever, so that a forgotten one does not empty the battery.
 */

/** As in lock/parts.ts. */
export type IndicatorPattern =
  | "key"
  | "beep"
  | "ok"
  | "refused"
  | "lockedOut"
  | "waiting"
  | "timeUnknown"
  | "notReady"
  | "lowBattery"
  | "jam"
  | "setUp"
  | "alarm"
  | "off";

export interface IndicatorStep {
  readonly light: boolean;
  readonly sound: boolean;
  readonly lengthMs: number;
}

export interface IndicatorSteps {
  readonly steps: readonly IndicatorStep[];
  readonly repeats: number;
}

const both = (lengthMs: number): IndicatorStep => Object.freeze({ light: true, sound: true, lengthMs });
const light = (lengthMs: number): IndicatorStep => Object.freeze({ light: true, sound: false, lengthMs });
const dark = (lengthMs: number): IndicatorStep => Object.freeze({ light: false, sound: false, lengthMs });
const pattern = (repeats: number, ...steps: IndicatorStep[]): IndicatorSteps =>
  Object.freeze({ repeats, steps: Object.freeze(steps) });

export const indicatorPatterns: Readonly<Record<IndicatorPattern, IndicatorSteps>> = Object.freeze({
  /** A click: heard, not counted. */
  key: pattern(1, both(40)),
  /** One short: can be counted. */
  beep: pattern(1, both(150)),
  /** One long. */
  ok: pattern(1, both(400)),
  /** Three short. */
  refused: pattern(3, both(100), dark(100)),
  /** Short and long, twice. */
  lockedOut: pattern(2, both(100), dark(100), both(500), dark(300)),
  /** Short with a sound, long without, for 15 s. */
  waiting: pattern(5, both(60), dark(240), light(700), dark(2000)),
  /** Long and short, three times. */
  timeUnknown: pattern(3, both(500), dark(100), both(100), dark(300)),
  /** A flicker, for a second, without a sound. */
  notReady: pattern(10, light(50), dark(50)),
  /** Two short, one light only. */
  lowBattery: pattern(1, both(60), dark(100), both(60), dark(600), light(600)),
  /** Four long. */
  jam: pattern(4, both(500), dark(250)),
  /** A blink every two seconds, for a minute, without a sound. */
  setUp: pattern(30, light(100), dark(1900)),
  /** On and off, for a minute. */
  alarm: pattern(60, both(500), dark(500)),
  off: pattern(0),
});
