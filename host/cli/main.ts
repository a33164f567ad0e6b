// SPDX-License-Identifier: Apache-2.0
/** The commands of `npm start`, `npm test` and the others. latchkey.mjs has installed and built what they need. */
import { Command, Option } from "commander";
import { testCommand, type TestOptions } from "./test";

const program = new Command("latchkey");

program
  .command("test")
  .description("check types and style, and run the tests on Node and inside XS")
  .argument("[pattern...]", "only test files whose path contains one of these; types and style are not checked then")
  .addOption(new Option("--engine <engine>", "where to run them").choices(["node", "xs", "both"]).default("both"))
  .action(async (patterns: string[], options: TestOptions) => {
    process.exitCode = await testCommand(patterns, options);
  });

try {
  await program.parseAsync();
} catch (error) {
  // esbuild's message names the file and the line; its stack is of no use.
  console.error(error instanceof Error && "errors" in error ? error.message : error);
  process.exitCode = 1;
}
