// SPDX-License-Identifier: Apache-2.0
/** `npm run soak`: noise into the console and at the keypad of a lock, until something breaks or nothing did. */
import { InvalidArgumentError } from "commander";
import { soak, type SoakOptions } from "../app/soak";
import { openTerminal } from "./terminal";

export interface SoakCommandOptions {
  board: string;
  megabytes: number;
  keys: number;
  seed: number;
  only?: SoakOptions["only"];
}

export async function soakCommand({ board, megabytes, keys, seed, only }: SoakCommandOptions): Promise<number> {
  const bytes = Math.round(megabytes * 1e6);
  const passed = await soak({ board, seed, bytes, keyEvents: keys, only, ...openTerminal() });
  return passed ? 0 : 1;
}

/** "console:37" */
export function soakSection(text: string): SoakOptions["only"] {
  const [, name, section] = /^(console|keys):(\d{1,7})$/.exec(text) ?? [];
  if (name !== "console" && name !== "keys") {
    throw new InvalidArgumentError('It has to look like "console:37" or "keys:5".');
  }
  return { name, section: Number(section) };
}
