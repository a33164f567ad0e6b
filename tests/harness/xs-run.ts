// SPDX-License-Identifier: Apache-2.0
/**
 * Loads a test bundle into an XS worker. Its tests come back as functions, which the file that host/app/test-bundles.ts
 * writes hands to node:test, so that they are reported as tests of that file. Stacks are in terms of the sources.
 */
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { after } from "node:test";
import { XsWorker } from "../../host/app/xs-worker";
import { testHostCalls } from "./host-calls";
import type { XsTestResult } from "./xs-test";

const testTimeoutMs = 120_000;
const mapMark = "//# sourceMappingURL=data:application/json;base64,";

export interface XsTest {
  name: string;
  run: () => Promise<void>;
}

export async function loadInXs(bundlePath: string): Promise<XsTest[]> {
  const bundle = readFileSync(bundlePath, "utf8");
  const mapStart = bundle.lastIndexOf(mapMark);
  const source = bundle.slice(0, mapStart);
  const map: unknown = JSON.parse(Buffer.from(bundle.slice(mapStart + mapMark.length), "base64").toString());
  const explain = (stack: string) => mapStack(stack, source, new SourceMap(map as SourceMapPayload));

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
    run: async () => {
      const result = (await ask(String(index))) as XsTestResult;
      if (result.passed) return;
      const error = new Error(result.message);
      error.name = result.name ?? "Error";
      error.stack = explain(result.stack ?? "");
      throw error;
    },
  }));
}

/** XS tells the line of the bundle only: "at name (test.js:12)". The line's first mapped column is near enough. */
function mapStack(stack: string, source: string, map: SourceMap): string {
  const lines = source.split("\n");
  return stack
    .split("\n")
    .map((frame) =>
      frame.replace(/test\.js:(\d+)/, (all, text: string) => {
        const line = Number(text) - 1;
        const column = /\S/.exec(lines[line] ?? "")?.index ?? 0;
        const entry = map.findEntry(line, column);
        // Sources are told relative to the bundle's folder.
        return "originalSource" in entry
          ? `${entry.originalSource.replace(/^(\.\.\/)+/, "")}:${entry.originalLine + 1}`
          : all;
      }),
    )
    .join("\n");
}
