// SPDX-License-Identifier: Apache-2.0
/** `npm test`: types, lint, and every test file on Node and inside XS. With patterns: only the test files that match. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { run } from "node:test";
import type { TestEvent } from "node:test/reporters";
import { bundleTests, findTests, removeTestBundles, type TestEngine } from "../app/test-bundles";
import { TestReport } from "../app/test-report";

export interface TestOptions {
  engine: "node" | "xs" | "both";
}

/** A file that takes longer hangs, perhaps on something that its test left open. */
const fileTimeoutMs = 300_000;

/** Everything that is checked without running the code. */
const checkTools: readonly { title: string; args: readonly string[] }[] = [
  { title: "types of the firmware", args: ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"] },
  {
    title: "types of the computer's side and the tests",
    args: ["node_modules/typescript/bin/tsc", "-p", "tsconfig.host.json"],
  },
  { title: "ESLint", args: ["node_modules/eslint/bin/eslint.js", ".", "--max-warnings=0"] },
];

export async function testCommand(patterns: readonly string[], { engine }: TestOptions): Promise<number> {
  // The checks leave a processor idle for most of their time.
  const checks = patterns.length > 0 ? Promise.resolve(true) : runChecks();
  // Where $XST names another XS shell, the tests that run inside XS run there as well.
  const xs: TestEngine[] = process.env.XST ? ["xs", "xst"] : ["xs"];
  const tested = await runTests(patterns, engine === "both" ? ["node", ...xs] : engine === "xs" ? xs : [engine]);
  const checked = await checks;
  if (!checked) console.log("✖ types or lint failed: see above");
  return checked && tested ? 0 : 1;
}

async function runTests(patterns: readonly string[], engines: readonly TestEngine[]): Promise<boolean> {
  const sources = findTests(patterns);
  if (sources.length === 0) {
    console.error(`no test file's path contains ${patterns.map((pattern) => `"${pattern}"`).join(" or ")}`);
    return false;
  }
  process.once("SIGINT", () => process.exit(130));
  process.once("exit", removeTestBundles);
  const bundles = await bundleTests(sources, engines);
  const report = new TestReport(bundles);
  const files = bundles.map(({ path }) => path);
  const events = run({ files, concurrency: availableParallelism(), timeout: fileTimeoutMs });
  for await (const event of events) report.take(event as TestEvent);
  return report.passed;
}

async function runChecks(): Promise<boolean> {
  const results = await Promise.all(checkTools.map(({ title, args }) => runCheck(title, args)));
  return results.every((passed) => passed);
}

async function runCheck(title: string, args: readonly string[]): Promise<boolean> {
  const started = performance.now();
  const check = spawn(process.execPath, [...args], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [check.stdout, check.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise((resolve) => check.once("close", resolve));
  console.log(`${code === 0 ? "✔" : "✖"} ${title}  ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  if (code !== 0) console.log(output.trimEnd());
  return code === 0;
}
