// SPDX-License-Identifier: Apache-2.0
/**
 * Loads a test bundle into an XS worker. Its tests come back as functions, which the file that host/app/test-bundles.ts
 * writes hands to node:test, so that they are reported as tests of that file. Stacks are in terms of the sources.
 */
import { after } from "node:test";
import { XsWorker } from "../../host/app/xs-worker";
import { testHostCalls } from "./host-calls";
import { readBundle, reportResult, type LoadedTest } from "./loaded-test";
import type { XsTestResult } from "./xs-test";

const testTimeoutMs = 120_000;

export async function loadTests(bundlePath: string): Promise<LoadedTest[]> {
  const { source, explain } = readBundle(bundlePath);
  const worker = new XsWorker({ handlers: testHostCalls, commandTimeoutMs: testTimeoutMs });
  after(() => worker.close());

  const ask = async (request: string): Promise<unknown> =>
    JSON.parse(Buffer.from((await worker.command(request)).data).toString());
  let names: string[];
  try {
    // The exception's text is all that the worker tells of it, so the stack is put there.
    // Modules are strict, which esbuild does not say in a script made of them.
    const start = '"use strict"; try {';
    await worker.evaluate(`${start} ${source}\n} catch (error) { throw error.stack || error; }\n//# sourceURL=test.js`);
    names = (await ask("list")) as string[];
    // Without a test the runner calls no `after`, and the worker would keep the process alive.
    if (names.length === 0) await worker.close();
  } catch (error) {
    const failure = new Error(explain(error instanceof Error ? error.message : String(error)));
    failure.stack = failure.message;
    return [{ name: "the bundle loads", run: () => Promise.reject(failure) }];
  }
  return names.map((name, index) => ({
    name,
    run: async () => reportResult((await ask(String(index))) as XsTestResult, explain),
  }));
}
