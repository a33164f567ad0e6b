// SPDX-License-Identifier: Apache-2.0
/**
 * Where and when a life takes place: the time zone of the house, and the moment at which its story begins. What a zone's clock
 * shows stands here as a table of its changes, made from the time zone database of a computer (tests/simulate/
 * calendar.node.test.ts compares them) and not from the rules that the lock is given.
 */
import { SeededRandom } from "../soak/seeded-random";

export interface Zone {
  /** For the computer. */
  name: string;
  /** For the lock. */
  rule: string;
  /** From which moment on, in seconds since 1970 UTC, the clock is so many seconds ahead of UTC. The first one holds before, too. */
  changes: readonly (readonly [fromUtcSeconds: number, aheadSeconds: number])[];
}

export interface Start {
  utcSeconds: number;
  /** undefined: nobody has told the lock where it is. */
  zone: Zone | undefined;
}

/** Changes are right until then. */
export const calendarEndUtcSeconds = 1_840_000_000;

const epochMs = Date.UTC(2000, 0, 1);
const second = 1_000;
const hourSeconds = 3_600;
const daySeconds = 24 * hourSeconds;

const berlin: Zone = {
  name: "Europe/Berlin",
  rule: "CET-1CEST,M3.5.0,M10.5.0/3",
  changes: [[1_796_083_200, 3_600], [1_806_195_600, 7_200], [1_824_944_400, 3_600], [1_837_645_200, 7_200]],
};
const newYork: Zone = {
  name: "America/New_York",
  rule: "EST5EDT,M3.2.0,M11.1.0",
  changes: [[1_796_083_200, -18_000], [1_805_007_600, -14_400], [1_825_567_200, -18_000], [1_836_457_200, -14_400]],
};
const lordHowe: Zone = {
  name: "Australia/Lord_Howe",
  rule: "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
  changes: [[1_796_083_200, 39_600], [1_806_764_400, 37_800], [1_822_491_000, 39_600], [1_838_214_000, 37_800]],
};
const kathmandu: Zone = { name: "Asia/Kathmandu", rule: "<+0545>-5:45", changes: [[1_796_083_200, 20_700]] };

export const zones: readonly Zone[] = Object.freeze([berlin, newYork, lordHowe, kathmandu]);

/** 2027-01-12, a Tuesday, 00:00 UTC. */
const firstUtcSeconds = 1_799_712_000;

/** So long before the clock changes a story begins: while people are awake. */
const beforeChangeSeconds = [8 * hourSeconds, 14 * hourSeconds];

/** Some begin on an ordinary day, some before the clock changes, before a leap day, or before a new year. */
export function startOf(seed: number): Start {
  const random = new SeededRandom(Math.imul(seed, 0x7feb352d));
  const zone = random.pick([berlin, berlin, berlin, newYork, newYork, lordHowe, kathmandu]);
  const utcSeconds = utcSecondsOf(random, zone);
  return { utcSeconds, zone: random.oneIn(12) ? undefined : zone };
}

function utcSecondsOf(random: SeededRandom, { changes }: Zone): number {
  switch (random.below(8)) {
    case 0:
    case 1: {
      const [changeUtcSeconds = firstUtcSeconds] = changes.length > 1 ? random.pick(changes.slice(1)) : [];
      return changeUtcSeconds - random.pick(beforeChangeSeconds);
    }
    case 2:
      return Date.UTC(2028, 1, 28, 12) / second;
    case 3:
      return Date.UTC(2027, 11, 31, 12) / second;
    default:
      return firstUtcSeconds + random.below(365) * daySeconds + random.below(24) * hourSeconds;
  }
}

/** As Matter counts: seconds of local time since 2000-01-01 00:00. */
export function localSecondsOf({ changes }: Zone, utcSeconds: number): number {
  const change = changes.findLast(([fromUtcSeconds]) => fromUtcSeconds <= utcSeconds) ?? changes[0]!;
  return utcSeconds + change[1] - epochMs / second;
}

/** Of such seconds, a date whose UTC fields are what the clock on the wall shows. */
export function wallTime(localSeconds: number): Date {
  return new Date(epochMs + localSeconds * second);
}
