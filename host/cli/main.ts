// SPDX-License-Identifier: Apache-2.0
/** The commands of `npm start`, `npm test` and the others. latchkey.mjs has installed and built what they need. */
import { Command, Option } from "commander";
import { boardDefault } from "../app/bundle";
import { demo } from "../app/demo";
import { stepIds } from "../bringup/steps";
import { benchCommand } from "./bench";
import { benchChipCommand } from "./bench-chip";
import { bringupSessionCommand, type BringupCommandOptions } from "./bringup";
import { bringupSoakCommand, type BringupSoakCommandOptions } from "./bringup-soak";
import { enduranceCommand } from "./endurance";
import { guestCommand, type GuestCommandOptions } from "./guest";
import { addImageCommands } from "./image-commands";
import { bringupCommand, moddableCommand, virtualBuildCommand, type ModdableOptions } from "./moddable";
import { atLeastOne, positiveNumber, wholeNumber } from "./numbers";
import { replayFile, simulateCommand, type SimulateCommandOptions } from "./simulate";
import { soakCommand, soakSection, type SoakCommandOptions } from "./soak";
import { startCommand, type StartOptions } from "./start";
import { testCommand, type TestOptions } from "./test";
import { updateSoakCommand, type UpdateSoakCommandOptions } from "./update-soak";

const program = new Command("latchkey").description("An open smart lock, on a virtual ESP32 or on a real one.");
const boardOption = new Option("--board <name>", "a file of boards/").default(boardDefault);

program
  .command("start")
  .description("run a lock on a virtual ESP32 and show its panel")
  .option("--demo", "tell its story in the terminal instead", false)
  .option("--fresh", "forget the lock that was there", false)
  .addOption(new Option("--bringup", "run the bring-up firmware instead, on a board that you may wire wrongly").default(false).conflicts(["demo", "replay"]))
  .option("--port <number>", "of the panel; another is taken when it is not free", wholeNumber, 8017)
  .option("--replay <file>", "live a story of `npm run simulate` again, before your eyes", replayFile)
  .option("--state <folder>", "where flash and NVS are kept", ".latchkey")
  .addOption(boardOption)
  .addOption(new Option("--engine <engine>", "node is for breakpoints").choices(["xs", "node"]).default("xs"))
  .action(async (options: StartOptions) => exitWith(await startCommand(options)));

program
  .command("test")
  .description("check types and style, and run the tests on Node and inside XS")
  .argument("[pattern...]", "only test files whose path contains one of these; types and style are not checked then")
  .addOption(new Option("--engine <engine>", "where to run them").choices(["node", "xs", "both"]).default("both"))
  .action(async (patterns: string[], options: TestOptions) => exitWith(await testCommand(patterns, options)));

program
  .command("bench")
  .description("measure what the firmware costs on the chip")
  .option("--cycles <number>", "unlock cycles that must leave the heap as it was", wholeNumber, 10_000)
  .addOption(boardOption)
  .action(async (options: { board: string; cycles: number }) => exitWith(await benchCommand(options)));

program
  .command("bench:chip")
  .description("count instructions and memory on an emulated 32-bit RISC-V")
  .action(async () => exitWith(await benchChipCommand()));

program
  .command("demo:update")
  .description("tell how a lock gets new firmware, power cuts and forgeries included")
  .addOption(boardOption)
  .action(async ({ board }: { board: string }) => exitWith((await demo("host/demo/update-entry.ts", board, console.log)) ? 0 : 1));

program
  .command("soak")
  .description("send random bytes and keys to a lock, which must not care")
  .option("--megabytes <number>", "for the console", positiveNumber, 20)
  .option("--keys <number>", "key events for the keypad", wholeNumber, 1_000_000)
  .option("--seed <number>", "the same one does the same again", wholeNumber, Math.floor(Math.random() * 1e9))
  .option("--only <part:section>", "replay one section on a new lock, as told by a failure", soakSection)
  .addOption(boardOption)
  .action(async (options: SoakCommandOptions) => exitWith(await soakCommand(options)));

program
  .command("soak:updates")
  .description("flip bits while a lock is updated, and attack it with every image there is but the keys")
  .option("--flips <number>", "updates, each with one bit flipped", wholeNumber, 10_000)
  .option("--attacks <number>", "of 100 hostile lines and some power cuts each", wholeNumber, 1_000)
  .option("--seed <number>", "of the first of them; the next has the next", wholeNumber, Math.floor(Math.random() * 1e9))
  .addOption(new Option("--engine <engine>", "xs is the engine of the chip, and slower").choices(["xs", "node"]).default("xs"))
  .action(async (options: UpdateSoakCommandOptions) => exitWith(await updateSoakCommand(options)));

program
  .command("soak:bringup")
  .description("bring up boards that are wired right, each a little different: none may be called bad")
  .option("--seeds <number>", "so many boards", wholeNumber, 1_000)
  .option("--seed <number>", "of the first of them; the next has the next", wholeNumber, 1)
  .addOption(new Option("--engine <engine>", "xs is the engine of the chip, and slower").choices(["xs", "node"]).default("node"))
  .action(async (options: BringupSoakCommandOptions) => exitWith(await bringupSoakCommand(options)));

program
  .command("endurance")
  .description("unlock and lock one lock for its whole life")
  .option("--cycles <number>", "ANSI/BHMA A156.40 grade A asks 400,000", wholeNumber, 400_000)
  .action(async ({ cycles }: { cycles: number }) => exitWith(await enduranceCommand(cycles)));

program
  .command("simulate")
  .description("let locks live whole lives in virtual time, and hold each to its promises")
  .option("--seed <number>", "of the first life; the same one is the same life again", wholeNumber, Math.floor(Math.random() * 1e9))
  .option("--days <number>", "of each life", atLeastOne, 1)
  .option("--count <number>", "of lives, each with the next seed; 1 if nothing else says when to end", atLeastOne)
  .option("--minutes <number>", "goes on with new seeds until then", positiveNumber)
  .option("--until-failure", "goes on with new seeds until one fails", false)
  .option("--replay <file>", "live the story again that a failure left", replayFile)
  .option("--coverage <file>", "writes there how often each state met each event under each fault")
  .option("--planted-bugs [name]", "prove that it can fail: bugs are put into the firmware, and each has to be caught")
  .option("--lives <number>", "at most, for each planted bug", atLeastOne, 30)
  .option("--share <number>", "only every so many-th planted bug; the seed says which", wholeNumber, 1)
  .addOption(boardOption)
  .addOption(new Option("--engine <engine>", "node is for breakpoints").choices(["xs", "node"]).default("xs"))
  .action(async (options: SimulateCommandOptions) => exitWith(await simulateCommand(options)));

program
  .command("guest")
  .description("make a guest code for a lock that is far away; its guest key is asked for")
  .requiredOption("--from <hour>", "as 2026-12-24T15, by the lock's clock; 2026-12-24 is its midnight")
  .requiredOption("--to <hour>", "when it ends")
  .option("--once", "for one use", false)
  .option("--serial <number>", "another code for the same hours", wholeNumber, 0)
  .option("--key-file <file>", "that holds the guest key; - reads it from a pipe")
  .option("--json", "for other programs", false)
  .action(async (options: GuestCommandOptions) => exitWith(await guestCommand(options)));

for (const goal of ["build", "flash"] as const) {
  const command = program
    .command(goal)
    .description(goal === "build" ? "build the firmware for the chip" : "build it and write it to the board")
    .argument("<platform>", goal === "build" ? "for example esp32/nodemcu; virtual is the lock of npm start" : "for example esp32/nodemcu")
    .option("--no-updates", "a firmware that takes no updates, and needs no key for them");
  if (goal === "build") command.addOption(new Option("--board <name>", "of a virtual lock").default(boardDefault));
  command.action(async (platform: string, options: ModdableOptions & { board: string }) =>
    exitWith(goal === "build" && platform === "virtual" ? await virtualBuildCommand(options.board) : await moddableCommand(goal, platform, options)),
  );
}

program
  .command("bringup")
  .description("find out, part by part, whether a board is wired right, and calibrate it")
  .option("--port <path>", "serial port of a board with the bring-up firmware")
  .option("--virtual", "the board of npm start -- --bringup", false)
  .option("--auto", "only what needs no hands; nothing moves", false)
  .option("--step <name...>", `only these of ${stepIds.join(", ")}`, [])
  .option("--report <folder>", "where the report is written, and a session that was left is taken up again", "reports")
  .option("--json", "the report on stdout, for other programs", false)
  .option("--endurance <cycles>", "of the bolt, at the end", wholeNumber, 0)
  .exitOverride(({ exitCode }) => exitWith(exitCode === 0 ? 0 : 2))
  .action(async (options: BringupCommandOptions) => exitWith(await bringupSessionCommand(options)));

for (const goal of ["build", "flash"] as const) {
  program
    .command(`${goal}:bringup`)
    .description(goal === "build" ? "build the bring-up firmware, with which a new board is tried" : "build it and write it to the board")
    .argument("<platform>", "for example esp32/nodemcu")
    .action(async (platform: string) => exitWith(await bringupCommand(goal, platform)));
}

addImageCommands(program, exitWith);

try {
  await program.parseAsync();
} catch (error) {
  // esbuild's message names the file and the line; its stack is of no use.
  console.error(error instanceof Error && "errors" in error ? error.message : error);
  exitWith(1);
}

/** Handles that are still open, like a worker that is being stopped, may not keep the process. */
function exitWith(code: number): never {
  process.exit(code);
}
