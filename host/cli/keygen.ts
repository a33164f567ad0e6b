// SPDX-License-Identifier: Apache-2.0
/** `npx latchkey keygen`: a key that signs firmware, in two files of which one is secret and encrypted. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { checkPassPhrase, makeKeyFiles } from "../app/image-keys";
import { readNewSecret } from "./secret";

export interface KeygenOptions {
  out: string;
  passFile?: string;
  json: boolean;
}

export async function keygenCommand({ out, passFile, json }: KeygenOptions): Promise<number> {
  const privateFile = `${out}.key`;
  const publicFile = `${out}.pub`;
  for (const file of [privateFile, publicFile]) {
    if (existsSync(file)) throw new Error(`${file} is there already; what it signs would be lost. Name another with --out`);
  }
  const passPhrase = await readNewSecret("Pass phrase for the new key", passFile);
  checkPassPhrase(passPhrase);
  const { keyId, privateText, publicText } = makeKeyFiles(passPhrase);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(privateFile, privateText, { flag: "wx", mode: 0o600 });
  writeFileSync(publicFile, publicText, { flag: "wx" });
  if (json) console.log(JSON.stringify({ KeyId: keyId, PublicKey: publicText.trim(), PrivateFile: privateFile, PublicFile: publicFile }));
  else {
    console.log(`Key ${keyId}`);
    console.log(`${privateFile} signs firmware: keep it secret, keep a copy, and remember its pass phrase. Nobody can restore either.`);
    console.log(`${publicFile} goes into the firmware that you build, whose locks then take what the key signs.`);
  }
  return 0;
}
