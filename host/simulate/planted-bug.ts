// SPDX-License-Identifier: Apache-2.0
/** How a bug that the simulator must find is written down. */
import type { SourceChange } from "../app/source-changes";
import type { ActName } from "./act";

export interface PlantedBug {
  name: string;
  /** The promise of promises.ts that is expected to break; one that breaks before it has caught the bug too. */
  promise: string;
  /** Lives without such an act cannot show the bug, and are passed over. */
  needs?: ActName;
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
