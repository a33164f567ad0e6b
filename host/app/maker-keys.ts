// SPDX-License-Identifier: Apache-2.0
/** The public keys that a build puts into the firmware: all of keys/, which latchkey keygen made and git does not keep. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parsePublicKey } from "./image-keys";

/** 64 hexadecimal digits each, in the order of the files' names. Throws an Error that names the file that holds none. */
export function makerKeys(folder = "keys"): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".pub"));
  return files.sort().map((name) => keyOf(join(folder, name)));
}

function keyOf(file: string): string {
  try {
    return parsePublicKey(readFileSync(file, "utf8")).toString("hex");
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
