// SPDX-License-Identifier: Apache-2.0
/** `npm run simulate`: whole lives of a lock in virtual time, until one breaks a promise or none did. */
import { InvalidArgumentError } from "commander";
import { catchPlantedBugs } from "../app/planted-bugs";
import { simulate } from "../app/simulate";
import { replay } from "../app/simulate-replay";
import { readReplayFile, type ReplayFile } from "../app/simulate-replay-file";
import type { EngineName } from "../app/engine";
import { openTerminal } from "./terminal";

export interface SimulateCommandOptions {
  board: string;
  engine: EngineName;
  seed: number;
  days: number;
  count?: number;
  minutes?: number;
  untilFailure: boolean;
  replay?: ReplayFile;
  coverage?: string;
  /** True: all of them. */
  plantedBugs?: string | true;
  lives: number;
  share: number;
}

export async function simulateCommand(options: SimulateCommandOptions): Promise<number> {
  const terminal = openTerminal();
  const { replay: file, board, engine, seed, days, minutes = Infinity, untilFailure, coverage } = options;
  if (file !== undefined) return (await replay(file, engine, terminal.print)) ? 0 : 1;
  if (options.plantedBugs !== undefined) {
    const only = options.plantedBugs === true ? undefined : options.plantedBugs;
    return (await catchPlantedBugs({ board, engine, seed, only, lives: options.lives, share: options.share, ...terminal })) ? 0 : 1;
  }
  const isOpen = untilFailure || Number.isFinite(minutes);
  const count = options.count ?? (isOpen ? Infinity : 1);
  return (await simulate({ board, engine, seed, days, count, minutes, coverage, ...terminal })) ? 0 : 1;
}

/** Of `--replay`. */
export function replayFile(path: string): ReplayFile {
  try {
    return readReplayFile(path);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
