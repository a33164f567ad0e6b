// SPDX-License-Identifier: Apache-2.0
/** The maker's public keys, whose updates a firmware takes: the files `*.pub` of a folder, each one line of 64 hexadecimal digits. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { demoPublicKeys } from "../board/demo-keys";

/** Where `latchkey keygen` puts them; git does not keep it. */
export const keyFolder = "keys";

/** In the order of the files' names. Throws at a file that holds no key, and at a key that everybody has. */
export function readUpdateKeys(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".pub")).sort();
  return files.map((name) => {
    const path = join(folder, name);
    const key = readFileSync(path, "utf8").trim().toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(key)) throw new Error(`${path} is no public key: one line of 64 hexadecimal digits`);
    if (demoPublicKeys.some((demoKey) => demoKey === key)) throw new Error(`${path} is a demo key, which everybody has`);
    return key;
  });
}
