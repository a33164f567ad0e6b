// SPDX-License-Identifier: Apache-2.0
/** `npm run soak:updates`: flipped bits and attacks while a lock is updated, until something breaks or nothing did. */
import type { EngineName } from "../app/engine";
import { updateSoak } from "../app/update-soak";
import { openTerminal } from "./terminal";

export interface UpdateSoakCommandOptions {
  engine: EngineName;
  seed: number;
  flips: number;
  attacks: number;
}

export async function updateSoakCommand(options: UpdateSoakCommandOptions): Promise<number> {
  return (await updateSoak({ ...options, ...openTerminal() })) ? 0 : 1;
}
