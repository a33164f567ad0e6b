// SPDX-License-Identifier: Apache-2.0
/** A section of random keys at the keypad. Now and then somebody asks at the console how the lock is. */
import { pins } from "./pins";
import { randomKeys } from "./random-keys";
import type { SoakLock } from "./soak-lock";

/** lock/pin-entry.ts forgets what was typed after so long. */
const entryTimeoutMs = 5_000;
const eventsPerQuestion = 500;

/** `made` says how far it is: it tells where it broke. */
export function pressKeys(lock: SoakLock, seed: number, events: number, made: { count: number }): void {
  const { board } = lock;
  randomKeys({
    seed,
    events,
    pins,
    rows: lock.rows,
    entryTimeoutMs,
    contact(key, closed) {
      made.count++;
      if (closed) board.holdKey(key);
      else board.releaseKey(key);
      if (made.count % eventsPerQuestion === 0) board.serialWrite('{"Command":"GetStatus"}\n');
    },
    noise: (perSecond) => board.setKeypadNoise(perSecond),
    wait: (ms) => lock.run(ms),
  });
}
