// SPDX-License-Identifier: Apache-2.0
/** `npm run soak:bringup`: no false alarm on good boards. */
import { bringupSoak } from "../app/bringup-soak";
import type { EngineName } from "../app/engine";
import { openTerminal } from "./terminal";

export interface BringupSoakCommandOptions {
  engine: EngineName;
  seed: number;
  seeds: number;
}

export async function bringupSoakCommand(options: BringupSoakCommandOptions): Promise<number> {
  return (await bringupSoak({ ...options, ...openTerminal() })) ? 0 : 1;
}
