// SPDX-License-Identifier: Apache-2.0
/**
 * `node:test` for tests that run inside XS: the small part of it that our logic tests use. It collects the tests while the
 * bundle is evaluated; xs-run.ts, on Node, asks for their names and runs them one by one through `handleCommand`.
 */

interface CollectedTest {
  name: string;
  run: () => unknown;
}

export interface XsTestResult {
  passed: boolean;
  /** Of the exception, when it did not pass. */
  name?: string;
  message?: string;
  stack?: string;
}

const collected: CollectedTest[] = [];
const describing: string[] = [];

export function test(name: string, run: () => unknown): void {
  collected.push({ name: [...describing, name].join(" > "), run });
}

export function describe(name: string, define: () => void): void {
  describing.push(name);
  define();
  describing.pop();
}

function runTest({ run }: CollectedTest): XsTestResult {
  try {
    const returned = run();
    if (returned instanceof Promise) throw new Error("a test that runs on XS is a synchronous function");
    return { passed: true };
  } catch (error) {
    if (!(error instanceof Error)) return { passed: false, message: `threw ${String(error)}` };
    return { passed: false, name: error.name, message: error.message, stack: error.stack ?? "" };
  }
}

/** "list" answers the names; a number runs that test. */
function answer(request: string): unknown {
  if (request === "list") return collected.map(({ name }) => name);
  const chosen = collected[Number(request)];
  if (chosen === undefined) throw new Error(`no test ${request}`);
  return runTest(chosen);
}

Object.defineProperty(globalThis, "handleCommand", {
  configurable: true,
  writable: true,
  value: (request: ArrayBuffer): ArrayBuffer =>
    new TextEncoder().encode(JSON.stringify(answer(new TextDecoder().decode(request)))).buffer,
});
