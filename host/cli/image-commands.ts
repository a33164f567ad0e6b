// SPDX-License-Identifier: Apache-2.0
/**
 * The commands that make firmware images, look at them and bring them to locks. Their exit codes: 0 done, or good; 1 refused, bad,
 * or a lock that failed; 2 a command line that makes no sense, or a file that cannot be read or written.
 */
import type { Command } from "commander";
import { inspectCommand } from "./inspect";
import { keygenCommand, type KeygenOptions } from "./keygen";
import { atLeastOne, wholeNumber } from "./numbers";
import { signCommand, type SignOptions } from "./sign";
import { updateCommand, type UpdateCommandOptions } from "./update";
import { verifyCommand, type VerifyOptions } from "./verify";

const passFileHelp = "that holds the pass phrase; - reads it from a pipe. Left out: it is asked for";

export function addImageCommands(program: Command, exitWith: (code: number) => never): void {
  imageCommand("keygen", "make a key that signs firmware")
    .option("--out <path>", "of the two files, without .key and .pub", "keys/update-a")
    .option("--pass-file <file>", passFileHelp)
    .action(async (options: KeygenOptions) => finish(() => keygenCommand(options)));

  imageCommand("sign", "sign a firmware that was built")
    .argument("<app.bin>", "xs_esp32.bin of the build")
    .requiredOption("--board <name>", "a file of boards/; other boards refuse the image")
    .option("--key <file>", "that latchkey keygen made", "keys/update-a.key")
    .option("--firmware-version <version>", "as 0.2.0; manifest.json's is the default")
    .option("--security-version <number>", "locks refuse older ones from then on; manifest.json's is the default", wholeNumber)
    .option("--out <file.lkf>", "the default is latchkey-<board>-<version>.lkf")
    .option("--pass-file <file>", passFileHelp)
    .action(async (app: string, options: SignOptions) => finish(() => signCommand(app, options)));

  imageCommand("inspect", "tell what a firmware image says of itself")
    .argument("<file.lkf>")
    .action(async (file: string, options: { json: boolean }) => finish(() => inspectCommand(file, options)));

  imageCommand("verify", "check the signature and every block of a firmware image")
    .argument("<file.lkf>")
    .requiredOption("--public <file...>", "public keys, one of which has to have signed it")
    .action(async (file: string, options: VerifyOptions) => finish(() => verifyCommand(file, options)));

  imageCommand("update", "bring a firmware image to locks")
    .argument("[file.lkf]")
    .requiredOption("--port <path>", "serial port of a lock, or .latchkey/console; more than once for many locks", another)
    .option("--now", "restart the locks at once, and tell whether the new firmware proved itself", false)
    .option("--cancel", "end an update that is under way, or waits to be installed", false)
    .option("--patience <seconds>", "for a lock that falls silent", atLeastOne, 60)
    .option("--pin-file <file>", "that holds the master PIN; - reads it from a pipe. Left out: it is asked for")
    .action(async (file: string | undefined, options: UpdateCommandOptions) => finish(() => updateCommand(file, options)));

  function imageCommand(name: string, description: string): Command {
    return program
      .command(name)
      .description(description)
      .option("--json", "for other programs", false)
      .exitOverride(({ exitCode }) => exitWith(exitCode === 0 ? 0 : 2));
  }

  async function finish(command: () => number | Promise<number>): Promise<void> {
    let code: number;
    try {
      code = await command();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      // The system's errors have a code.
      code = error instanceof Error && "code" in error ? 2 : 1;
    }
    exitWith(code);
  }
}

function another(value: string, before: string[] = []): string[] {
  return [...before, value];
}
