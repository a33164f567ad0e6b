// SPDX-License-Identifier: Apache-2.0
/** The limits that the lock's driver gets, out of what was measured, with margins for packs and days that bring-up has not seen. Pure. */
import type { Cycles } from "./bolt-cycles";

export interface MotorLimits {
  travelMs: number;
  powerMsMax: number;
  stallMilliamps: number;
}

/**
 * The weakest pack under the motor's load with which the lock still moves: four alkaline cells where the lock begins to refuse locking
 * (4.5 V at rest), cold, and sagging. A motor turns as fast as its voltage lets it, so the way takes longer in proportion.
 */
const weakestMillivolts = 3_400;
/** The strongest: four fresh lithium cells (HW-27). Currents rise at most in proportion to the voltage. */
const strongestMillivolts = 7_000;
/** What a running motor may draw above the highest sample that was seen (HW-18, HW-19). */
const overRunning = 1.1;
/** A stall must be seen at the voltage of today, although it sags a little more each time it is tried. */
const underStall = 0.9;
/** Starting, and the switch that closes a little late. */
const startMs = 150;
/** HW-20, and the bounds of the record (lock/calibration.ts). */
const powerMsLimit = 1_500;
const travelMsMin = 50;
const travelMsMax = 1_200;
const overTravelMs = 50;
const stallMilliampsMin = 60;
const stallMilliampsMax = 3_000;
/** HW-19: what the driver takes when nothing is measured. */
const stallMilliampsDefault = 700;

export function motorLimits(run: Cycles, stallMilliamps: number | undefined): MotorLimits {
  const travelMs = clamp(Math.ceil(run.longestMs), travelMsMin, travelMsMax);
  const slower = Math.max(run.idleMillivolts / weakestMillivolts, 1);
  const powerMsMax = clamp(Math.ceil(travelMs * slower + startMs), travelMs + overTravelMs, powerMsLimit);
  return { travelMs, powerMsMax, stallMilliamps: stallMilliamps === undefined ? stallMilliampsDefault : stallLimit(run, stallMilliamps) };
}

/**
 * Half way between the most that it may ever draw while it turns and the stall of today. Where the two are too near to each other, a move
 * that ends as a jam without being one is worse than a stall that only the time limit ends: so the stall is what limits then.
 */
function stallLimit(run: Cycles, stallMilliamps: number): number {
  const stronger = run.idleMillivolts > 0 ? Math.max(strongestMillivolts / run.idleMillivolts, 1) : 1;
  const highest = underStall * stallMilliamps;
  const lowest = Math.min(Math.max(run.peakMilliamps, run.runMilliamps) * stronger * overRunning, highest);
  return clamp(Math.round((lowest + highest) / 2), stallMilliampsMin, stallMilliampsMax);
}

/** A servo turns as fast as its voltage lets it, too; beyond its end it only holds. Without switches it always gets this time (HW-23). */
export function servoTravelMs(seenMs: number, idleMillivolts: number): number {
  const slower = Math.max(idleMillivolts / weakestMillivolts, 1);
  return clamp(Math.ceil(seenMs * slower), 100, powerMsLimit);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
