// SPDX-License-Identifier: Apache-2.0
/** What xs-run.ts and xst-run.ts share: test bundles with their source maps, and results as node:test wants them. */
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import type { XsTestResult } from "./xs-test";

/** For node:test: `run` rejects when the test fails. */
export interface LoadedTest {
  name: string;
  run: () => Promise<void>;
}

export interface LoadedBundle {
  source: string;
  /** Puts source files and lines into a stack of XS, in which the bundle is called test.js. */
  explain: (stack: string) => string;
}

const mapMark = "//# sourceMappingURL=data:application/json;base64,";

export function readBundle(path: string): LoadedBundle {
  const bundle = readFileSync(path, "utf8");
  const mapStart = bundle.lastIndexOf(mapMark);
  const source = bundle.slice(0, mapStart);
  const map: unknown = JSON.parse(Buffer.from(bundle.slice(mapStart + mapMark.length), "base64").toString());
  return { source, explain: (stack) => mapStack(stack, source, new SourceMap(map as SourceMapPayload)) };
}

/** Throws when the test failed. */
export function reportResult(result: XsTestResult, explain: LoadedBundle["explain"]): void {
  if (result.passed) return;
  const error = new Error(result.message);
  error.name = result.name ?? "Error";
  error.stack = explain(result.stack ?? `${error.name}: ${error.message}`);
  throw error;
}

/** XS tells the line of the bundle only: "at name (test.js:12)". The line's first mapped column is near enough. */
function mapStack(stack: string, source: string, map: SourceMap): string {
  const lines = source.split("\n");
  return stack
    .split("\n")
    .map((frame) =>
      frame.replace(/[^\s(]*test\.js:(\d+)/, (all, text: string) => {
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
