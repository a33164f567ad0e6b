// SPDX-License-Identifier: Apache-2.0
/**
 * `npx latchkey guest`: a guest code, made far from the lock. The key comes from a file, from a pipe, or is asked for
 * without echo; never from the command line, which other programs can read.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { makeGuestCode, type GuestCodeWish } from "../app/make-guest-code";

export interface GuestCommandOptions extends Omit<GuestCodeWish, "key"> {
  /** File that holds the key; "-" is a pipe. Left out: it is asked for. */
  keyFile?: string;
  json: boolean;
}

export async function guestCommand({ keyFile, json, ...wish }: GuestCommandOptions): Promise<number> {
  try {
    const made = makeGuestCode({ ...wish, key: await keyFrom(keyFile) });
    if (json) console.log(JSON.stringify(made));
    else {
      console.log(`Code ${made.Code.replace(/(...)(?=.)/g, "$1 ")}, then #`);
      console.log(`Opens ${made.Once ? "once, " : ""}from ${made.From} until ${made.To} by the lock's clock. Id ${made.CodeId}`);
    }
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

async function keyFrom(file: string | undefined): Promise<string> {
  if (file === "-" || (file === undefined && !process.stdin.isTTY)) return readFileSync(0, "utf8");
  return file === undefined ? askForKey() : readFileSync(file, "utf8");
}

async function askForKey(): Promise<string> {
  process.stderr.write("Guest key: ");
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const key = await new Promise<string>((answer) => prompt.question("", answer));
  prompt.close();
  process.stderr.write("\n");
  return key;
}
