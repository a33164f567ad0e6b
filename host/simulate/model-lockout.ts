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

export function hoursIn(ms: number): number {
  return Math.floor(ms / hourMs);
}

/** How many wrong ones there may be at most in so long a time without the master. */
export function guessesMax(elapsedMs: number): number {
  return guessesFirstDay + guessesEachDay * Math.floor(elapsedMs / dayMs);
}
