// SPDX-License-Identifier: Apache-2.0
/** How a bug that the simulator must find is written down. */
import type { SourceChange } from "../app/source-changes";
import type { ActName, Story } from "./act";

export interface PlantedBug {
  name: string;
  /** The promise of promises.ts that is expected to break; one that breaks before it has caught the bug too. */
  promise: string;
  /** Lives without such an act cannot show the bug, and are passed over. */
  needs?: ActName;
  /** The same: without such a word in what the owner says at the console. */
  needsWord?: string;
  changes: readonly SourceChange[];
}

/** File, text to find, text to put there. */
type Change = readonly [file: string, find: string, replace: string];

export function bug(name: string, promise: string, ...changes: readonly Change[]): PlantedBug {
  return Object.freeze({ name, promise, changes: changes.map(([file, find, replace]) => ({ file, find, replace })) });
}

export function bugWith(needs: ActName, name: string, promise: string, ...changes: readonly Change[]): PlantedBug {
  return Object.freeze({ ...bug(name, promise, ...changes), needs });
}

export function bugWithLine(needsWord: string, name: string, promise: string, ...changes: readonly Change[]): PlantedBug {
  return Object.freeze({ ...bug(name, promise, ...changes), needsWord });
}

export function mayShow({ needs, needsWord }: PlantedBug, { acts }: Story): boolean {
  if (needs !== undefined) return acts.some(({ act }) => act.do === needs);
  return needsWord === undefined || acts.some(({ act, by }) => by === "household" && act.do === "line" && act.text.includes(`"${needsWord}"`));
}
