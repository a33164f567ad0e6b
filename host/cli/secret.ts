// SPDX-License-Identifier: Apache-2.0
/** Asks for what nobody may see: without echo, from a file or from a pipe; never from the command line, which other programs can read. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** The exit code of whoever is ended by Ctrl-C. */
const interruptedCode = 130;

/** Without the end of its line. A file named "-" is a pipe. */
export async function readSecret(name: string, file: string | undefined): Promise<string> {
  return isAsked(file) ? ask(name) : readFileSync(file === undefined || file === "-" ? 0 : file, "utf8").replace(/\r?\n$/, "");
}

/** Asks twice, where it asks. */
export async function readNewSecret(name: string, file: string | undefined): Promise<string> {
  const secret = await readSecret(name, file);
  if (isAsked(file) && (await ask("Once more")) !== secret) throw new Error("these were two different ones");
  return secret;
}

function isAsked(file: string | undefined): boolean {
  return file === undefined && process.stdin.isTTY;
}

async function ask(name: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  // The terminal shows nothing any more from here on: only then is anybody asked.
  const prompt = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(`${name}: `);
  prompt.on("SIGINT", () => process.exit(interruptedCode));
  const secret = await new Promise<string>((answer) => {
    prompt.on("close", () => answer(""));
    prompt.question("", answer);
  });
  prompt.close();
  process.stderr.write("\n");
  return secret;
}
