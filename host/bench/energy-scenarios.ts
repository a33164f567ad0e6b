// SPDX-License-Identifier: Apache-2.0
/** What the energy figures are made of, inside the engine: an hour in which nothing happens, and one unlock with its relock. */
import type { Usage } from "../board/energy/energy";
import type { VirtualBoard } from "../board/virtual-board";
import { masterPin, must, readyLock, type Bench } from "./scenarios";

const second = 1_000;
const hour = 3_600 * second;
/** Unlock, auto-lock after 30 s, and 35 s more until all is quiet again. */
const unlockMs = 80 * second;

/** Both begin and end quiet. */
export interface EnergyUsage {
  idleHour: Usage;
  unlock: Usage;
}

export function energyUsage(bench: Bench): EnergyUsage {
  const lock = readyLock(bench);
  lock.run(60 * second);
  return {
    idleHour: usageOf(lock, () => lock.run(hour)),
    unlock: usageOf(lock, () => {
      lock.type(`${masterPin}#`);
      must(lock.runUntil(() => lock.boltPosition < 0.01, 3 * second), "it unlocks");
      must(lock.runUntil(() => lock.boltPosition > 0.99, 40 * second), "it locks");
      lock.run(unlockMs - 40 * second);
    }),
  };
}

function usageOf(lock: VirtualBoard, action: () => void): Usage {
  const before = lock.energy.usage();
  action();
  const usage = lock.energy.usage();
  for (const name of Object.keys(usage) as (keyof Usage)[]) usage[name] -= before[name];
  return usage;
}
