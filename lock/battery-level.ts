// SPDX-License-Identifier: Apache-2.0
/**
 * What the battery's voltage means: ok, low (warn), critical (do not lock: there may not be enough left to unlock) or dead.
 * It does not measure; unlocking is never refused, whatever the level.
 *
 * The level is the worse of two. At rest it goes by the charge that the voltage stands for: facts A4, about 25, 17 and 0
 * percent. Under the motor it goes by whether the supply would still bear the next start, since a worn or cold pack breaks down
 * long before it is empty. Both are estimates until real packs have been measured.
 */
import type { BatterySag, Chemistry } from "./parts";

export type BatteryLevelName = "ok" | "low" | "critical" | "dead";

const names: readonly BatteryLevelName[] = Object.freeze(["ok", "low", "critical", "dead"]);

interface Thresholds {
  cells: number;
  /** Millivolts of a resting cell below which the level is low, critical, dead. */
  idle: readonly number[];
  /** Millivolts from which on a resting cell is as good as new. */
  full: number;
}

const thresholds: Readonly<Record<Chemistry, Thresholds>> = Object.freeze({
  alkaline: table(4, [1180, 1130, 950], 1450),
  lithium: table(4, [1450, 1410, 1100], 1600),
  nimh: table(4, [1220, 1180, 1050], 1300),
  liIon1S: table(1, [3680, 3580, 3200], 3930),
  liIon2S: table(2, [3680, 3580, 3200], 3930),
});

/** The brown-out and what the regulator drops (HW-29), and 100 mV for the moment between two samples. */
const supplyMillivoltsMin = 3100;
/**
 * The pack's resistance may be so many times what it was in the last move, by cold and wear, and the motor must still start: else
 * the level is low, critical, dead.
 */
const resistanceFactors = Object.freeze([2, 1.5, 1]);

/** To get better, the voltage must be this much above a threshold; else noise would write a log entry at every measurement. */
const hysteresisPercent = 2;
/** At rest this much above where it was when the load showed a weak pack: the pack has been changed or charged. */
const newPackPercent = 6;
/**
 * A full pack cannot show that. What the load showed of it was the cold, or a bad contact: after so many measurements at rest,
 * an hour, it is given another chance, and after a power cut at once, since the cells may be others.
 */
const restsBeforeChance = 6;

/** What the last moves said: place in the order ok, low, critical, dead, and the voltage at rest then; 0: not known. */
export interface LoadVerdict {
  level: number;
  atMillivolts: number;
}

export class BatteryLevel {
  #thresholds: Thresholds;
  #idle = 0;
  #loaded: LoadVerdict = { level: 0, atMillivolts: 0 };
  /** Measurements at rest, of a pack that is as good as new, since the load showed otherwise. */
  #rests = 0;

  constructor(chemistry: Chemistry) {
    this.#thresholds = thresholds[chemistry];
  }

  /** "ok" until the first measurement. */
  get level(): BatteryLevelName {
    return names[Math.max(this.#idle, this.#loaded.level)] ?? "dead";
  }

  /** Worth keeping over a power cut: at rest, a worn pack looks good. */
  get loadVerdict(): LoadVerdict {
    return this.#loaded;
  }

  /** From before a power cut. */
  restore(verdict: LoadVerdict): void {
    this.#loaded = verdict;
    this.#rests = restsBeforeChance - 1;
  }

  /** Another chemistry: what was measured means something else now, and is to be measured again. */
  configure(chemistry: Chemistry): void {
    if (this.#thresholds === thresholds[chemistry]) return;
    this.#thresholds = thresholds[chemistry];
    this.#idle = 0;
    this.#loaded = { level: 0, atMillivolts: 0 };
  }

  idle(millivolts: number): void {
    const { cells, idle, full } = this.#thresholds;
    this.#idle = judge(millivolts, this.#idle, (index) => idle[index]! * cells);
    const { level, atMillivolts } = this.#loaded;
    if (level === 0) return;
    if (millivolts >= full * cells) this.#rests++;
    const isNew = atMillivolts !== 0 && millivolts * 100 > atMillivolts * (100 + newPackPercent);
    if (isNew || this.#rests >= restsBeforeChance) this.#loaded = { level: 0, atMillivolts: 0 };
    else if (atMillivolts === 0) this.#loaded = { level, atMillivolts: millivolts };
  }

  loaded({ idleMillivolts, lowestMillivolts }: BatterySag): void {
    // The lowest voltage at which a sag that is `factor` times as deep ends at `supplyMillivoltsMin`.
    const level = judge(lowestMillivolts, this.#loaded.level, (index) => {
      const factor = resistanceFactors[index]!;
      return (supplyMillivoltsMin + (factor - 1) * idleMillivolts) / factor;
    });
    this.#rests = 0;
    if (level !== this.#loaded.level) this.#loaded = { level, atMillivolts: level === 0 ? 0 : idleMillivolts };
  }

  /** The supply has broken down again and again while the motor ran: as bad as a sag to the critical voltage. */
  brokeDown(): void {
    this.#rests = 0;
    this.#loaded = { level: Math.max(this.#loaded.level, names.indexOf("critical")), atMillivolts: 0 };
  }
}

function judge(millivolts: number, before: number, limitOf: (index: number) => number): number {
  let level = 0;
  for (let index = 0; index < names.length - 1; index++) {
    const limit = index < before ? (limitOf(index) * (100 + hysteresisPercent)) / 100 : limitOf(index);
    if (millivolts < limit) level = index + 1;
  }
  return level;
}

function table(cells: number, idle: number[], full: number): Thresholds {
  return Object.freeze({ cells, idle: Object.freeze(idle), full });
}
