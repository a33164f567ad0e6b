// SPDX-License-Identifier: Apache-2.0
/** Everything that bring-up measures, what is allowed, and the fact in hardware-notes.md that this comes from. Data only. */

export interface Check {
  readonly name: string;
  readonly unit: string;
  readonly hw: string;
  readonly min?: number;
  readonly max?: number;
  /** Words, where it is no number. */
  readonly is?: string;
}

export type FigureValue = number | string;

export interface Figure {
  name: string;
  value: FigureValue;
  unit: string;
  allowed: string;
  hw: string;
  ok: boolean;
}

const check = (hw: string, name: string, unit: string, allowed: Pick<Check, "min" | "max" | "is"> = {}): Check =>
  Object.freeze({ hw, name, unit, ...allowed });

export const checks = Object.freeze({
  resetReason: check("HW-29", "reset reason", ""),
  brownout: check("HW-29", "brown-out level", "mV", { min: 2650, max: 2800 }),
  chip: check("HW-02", "chip", ""),
  flash: check("HW-74", "flash", "bytes", { min: 4_194_304 }),
  partition: check("HW-74", "partition", "bytes"),
  storage: check("HW-31", "written, read back and erased", "", { is: "Ok" }),
  randomOnes: check("HW-73", "random source, bits set of 2048 (a sanity test, no more)", "", { min: 884, max: 1164 }),
  randomDistinct: check("HW-73", "random source, different values of 256 bytes (a sanity test, no more)", "", { min: 110 }),
  randomFailed: check("HW-30", "random source answers", "", { is: "yes" }),
  loadStep: check("HW-71", "pack gives way under light and sound by", "mV", { max: 400 }),
  clockDrift: check("HW-70", "clock against this computer", "ppm"),

  keypadStill: check("HW-09", "keypad lines connected with no key pressed", "", { is: "none" }),
  keypadGround: check("HW-09", "keypad lines low by themselves", "", { is: "none" }),
  keypadKeys: check("HW-09", "keys that connect a row and a column", ""),
  keyBounce: check("HW-10", "bounce of key", "ms", { max: 20 }),
  keyOrder: check("HW-09", "key that is seen for", ""),
  ghost: check("HW-11", "keys seen that nobody pressed", "", { is: "none" }),

  contact: check("HW-12", "level of", ""),
  seriesContact: check("HW-14", "level of", ""),
  tamper: check("HW-15", "level of", ""),
  contactBounce: check("HW-12", "bounce of", "ms", { max: 50 }),
  boltSwitch: check("HW-03", "level of", ""),

  // HW-25 expects 2 to 5 % and this leaves room for the voltmeter; the bounds of the record are far wider.
  batteryGain: check("HW-25", "battery, true over measured", "ppm", { min: 930_000, max: 1_080_000 }),
  batteryOffset: check("HW-25", "battery, offset", "mV", { min: -120, max: 120 }),
  batteryScale: check("HW-24", "battery pin", "mV", { min: 150, max: 2400 }),
  batteryNoise: check("HW-72", "battery noise, highest less lowest of 64", "mV", { max: 150 }),
  batteryStored: check("HW-25", "battery calibration, read back", "", { is: "as stored" }),
  batteryAgain: check("HW-25", "battery, calibrated less true", "mV", { min: -60, max: 60 }),

  light: check("HW-28", "light seen", "", { is: "yes" }),
  sound: check("HW-28", "sound heard", "", { is: "yes" }),

  nudges: check("HW-17", "nudges of 60 ms from the middle to an end", "", { max: 40 }),
  direction: check("HW-16", "turned towards locked it goes", "", { is: "to locked" }),
  currentSensed: check("HW-76", "highest current while it was nudged", "mA", { min: 150 }),
  proof: check("HW-20", "short moves from end to end", "", { max: 12 }),
  travel: check("HW-20", "travel time", "ms", { min: 40, max: 1200 }),
  travelSpread: check("HW-77", "travel time, longest over shortest", "", { max: 1.5 }),
  runCurrent: check("HW-19", "current while it turns", "mA", { max: 700 }),
  stallCurrent: check("HW-19", "stall current", "mA", { min: 100, max: 1500 }),
  stallOverRun: check("HW-19", "stall current over running current", "", { min: 1.4 }),
  jamSeen: check("HW-19", "held bolt is noticed", "", { is: "yes" }),
  lowestVolts: check("HW-75", "pack at its lowest while it moves", "mV", { min: 3200 }),
  motorStored: check("HW-20", "motor limits, read back", "", { is: "as stored" }),
  travelForLock: check("HW-20", "travel time for the lock", "ms", { min: 50, max: 1200 }),
  stallLimit: check("HW-19", "stall limit for the lock", "mA", { min: 60, max: 3000 }),
  powerLimit: check("HW-20", "time limit for the lock", "ms", { max: 1500 }),
  lastCycle: check("HW-20", "move with the stored limits", "", { is: "Reached" }),

  servoMoves: check("HW-21", "servo moves when it is jogged", "", { is: "yes" }),
  servoEnd: check("HW-21", "servo pulse", "us", { min: 500, max: 2500 }),
  servoTravel: check("HW-23", "servo, end to end within", "ms", { min: 100, max: 900 }),
  servoTravelForLock: check("HW-23", "servo, travel time for the lock", "ms", { min: 100, max: 1500 }),
  servoStored: check("HW-21", "servo calibration, read back", "", { is: "as stored" }),
  servoQuiet: check("HW-22", "servo is limp after a move", "", { is: "yes" }),

  cardReader: check("HW-40", "card reader answers", "", { is: "yes" }),
  cardReaderSpi: check("HW-44", "card reader answers", "", { is: "yes" }),
  card: check("HW-42", "card is read", "", { is: "yes" }),
  finger: check("HW-45", "fingerprint module answers", "", { is: "yes" }),
  fingerReady: check("HW-46", "fingerprint module's parameters", ""),
  fingerMatch: check("HW-49", "finger is enrolled and found again", "", { is: "yes" }),
  face: check("HW-60", "face module answers", "", { is: "yes" }),

  enduranceDrift: check("HW-78", "last tenth over first tenth less one", "%", { min: -20, max: 20 }),
  enduranceCycles: check("HW-20", "cycles without a failure", ""),
});

export type CheckId = keyof typeof checks;

/** `allowed` in words, and whether the value is. `wanted` takes the place of the check's own words. */
export function judge(check: Check, value: FigureValue, wanted = check.is): { allowed: string; ok: boolean } {
  if (wanted !== undefined) return { allowed: wanted, ok: value === wanted };
  const { min, max } = check;
  const allowed = min === undefined ? (max === undefined ? "-" : `at most ${max}`) : max === undefined ? `at least ${min}` : `${min} to ${max}`;
  if (min === undefined && max === undefined) return { allowed, ok: true };
  return { allowed, ok: typeof value === "number" && value >= (min ?? -Infinity) && value <= (max ?? Infinity) };
}
