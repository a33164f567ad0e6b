// SPDX-License-Identifier: Apache-2.0
/**
 * The arithmetic of lockouts, from SECURITY.md ("Guessing") and storage/RECORDS.md (`attempts`): two counts to ten, the
 * second of which only the master's PIN takes back, or an hour one of it.
 */
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const countMax = 10;
const freeTries = 3;
const firstSeconds = 30;
const longestSeconds = 3_600;
const guessesFirstDay = 33;
const guessesEachDay = 24;

export interface Attempts {
  count: number;
  unforgiven: number;
}

/** Of counts that the third wrong one, or the tenth unforgiven one, has just brought about; 0: none. */
export function lockoutSeconds({ count, unforgiven }: Attempts): number {
  if (unforgiven >= countMax) return longestSeconds;
  return count < freeTries ? 0 : Math.min(firstSeconds * 2 ** (count - freeTries), longestSeconds);
}

/** What has to be stored before an entry is compared, `hours` after the last one. */
export function nextAttempt({ count, unforgiven }: Attempts, hours: number): Attempts {
  return {
    count: Math.min(count + 1, countMax),
    unforgiven: Math.min(Math.max(0, unforgiven - hours) + 1, countMax),
  };
}

/** One way in which a count may have come about. */
export interface Counting {
  /** By the chip's clock, when it was counted. */
  hours: number;
  /** Before it, less what those hours forgave. */
  unforgiven: number;
}

/**
 * Every way in which `attempts` may have become `next`. Hours, from the least to the most of them: when the last one was counted, and now.
 * A count that is full stays full, whether an hour has forgiven one or not; so there may be more than one.
 */
export function countings(attempts: Attempts, next: Attempts, hoursBefore: readonly [number, number], hoursNow: readonly [number, number]): Counting[] {
  const found: Counting[] = [];
  for (let hours = hoursNow[0]; hours <= hoursNow[1]; hours++) {
    for (let before = hoursBefore[0]; before <= Math.min(hours, hoursBefore[1]); before++) {
      const { count, unforgiven } = nextAttempt(attempts, hours - before);
      if (count !== next.count || unforgiven !== next.unforgiven) continue;
      found.push({ hours, unforgiven: Math.max(0, attempts.unforgiven - (hours - before)) });
    }
  }
  return found;
}

export function hoursIn(ms: number): number {
  return Math.floor(ms / hourMs);
}

/** How many wrong ones there may be at most in so long a time without the master. */
export function guessesMax(elapsedMs: number): number {
  return guessesFirstDay + guessesEachDay * Math.floor(elapsedMs / dayMs);
}
