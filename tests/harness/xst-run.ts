// SPDX-License-Identifier: Apache-2.0
/**
 * Runs a test bundle in the XS shell that $XST names, such as the SDK's `xst`. It prints a line of JSON a test: the whole
 * bundle runs in one go, and the tests that node:test sees only report what has happened.
 */
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { readBundle, reportResult, type LoadedTest } from "./loaded-test";
import type { XsTestResult } from "./xs-test";

const runTimeoutMs = 240_000;
const mark = "latchkey result: ";

const runAll = `
const ask = (request) => JSON.parse(new TextDecoder().decode(handleCommand(new TextEncoder().encode(request).buffer)));
for (const [index, name] of ask("list").entries()) print("${mark}" + JSON.stringify({ test: name, ...ask(String(index)) }));
print("${mark}end");`;

export async function loadTests(bundlePath: string): Promise<LoadedTest[]> {
  const { source, explain } = readBundle(bundlePath);
  // In stacks the shell names the script as it was named to it, and readBundle() looks for this name.
  const script = bundlePath.replace(/[^/]*$/, (name) => `${name}.test.js`);
  writeFileSync(script, `"use strict"; ${source}\n${runAll}\n`);
  const { output, failure } = run(script);
  rmSync(script);
  const results = output
    .split("\n")
    .filter((line) => line.startsWith(mark))
    .map((line) => line.slice(mark.length));
  const tests = results
    .filter((text) => text !== "end")
    .map((text) => JSON.parse(text) as XsTestResult & { test: string })
    .map((result): LoadedTest => ({ name: result.test, run: async () => reportResult(result, explain) }));
  if (results.at(-1) === "end") return tests;
  const reason = explain(`the shell did not come to the end: ${failure}\n${output}`);
  return [...tests, { name: "the bundle runs", run: () => Promise.reject(new Error(reason)) }];
}

function run(script: string): { output: string; failure: string } {
  try {
    const output = execFileSync(process.env.XST ?? "", [script], {
      encoding: "utf8",
      timeout: runTimeoutMs,
      stdio: "pipe",
    });
    return { output, failure: "" };
  } catch (error) {
    const { stdout = "", message } = error as Error & { stdout?: string };
    return { output: stdout, failure: message };
  }
}
