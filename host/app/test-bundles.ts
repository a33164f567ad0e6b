// SPDX-License-Identifier: Apache-2.0
/**
 * Bundles test files for both engines. For Node: the file as it is, with npm packages left outside. For XS: everything in
 * one script, node:test and node:assert/strict replaced by the small ones of tests/harness, firmware modules frozen after
 * they ran as preloading does, and beside it a file for Node that runs the script in the worker.
 */
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { build, type BuildOptions, type Plugin } from "esbuild";
import { isAlive } from "../cli/folder-lock.mjs";
import { boardDefault } from "./bundle";
import type { EngineName } from "./engine";
import { boardModule, firmware, frozenModules, xsTarget } from "./firmware-plugin";

/** "xst": another XS shell, which $XST names. */
export type TestEngine = EngineName | "xst";

export interface TestBundle {
  /** The test file's path from the root. */
  source: string;
  engine: TestEngine;
  /** What the test runner starts, and the file under whose name it reports the tests. */
  path: string;
  testsPath: string;
}

/** Every run has a folder of its own, since several may be under way. */
const folderStart = "tests-";
const folder = `.build/${folderStart}${process.pid}`;

/** Tests of what only the XS worker has: SHA-256, and the count of compute. */
const needWorker: readonly string[] = ["tests/host-board/modules.test.ts"];

/** Tests that fail, with which the harness itself is tested; they run only when asked for by this path. */
const samples = "tests/harness/samples/";

/** Test files whose path contains one of the patterns; all when there is none. */
export function findTests(patterns: readonly string[]): string[] {
  return readdirSync("tests", { recursive: true, encoding: "utf8" })
    .map((path) => `tests/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".test.ts"))
    .filter((path) => patterns.length === 0 || patterns.some((pattern) => path.includes(pattern)))
    .filter((path) => !path.startsWith(samples) || patterns.some((pattern) => pattern.startsWith(samples)))
    .sort();
}

export async function bundleTests(sources: readonly string[], engines: readonly TestEngine[]): Promise<TestBundle[]> {
  const shared = sources.filter((source) => !source.endsWith(".node.test.ts"));
  const bundles: TestBundle[] = [];
  for (const engine of engines) {
    bundles.push(...(await (engine === "node" ? bundleForNode(sources) : bundleForXs(shared, engine))));
  }
  return bundles;
}

async function bundleForNode(sources: readonly string[]): Promise<TestBundle[]> {
  const entries = entryPoints(sources, "node");
  await bundle(entries, {
    ...forNode,
    inject: ["tests/harness/node-globals.ts"],
    plugins: [boardModule(boardDefault), firmware(boardDefault)],
  });
  return entries.map(({ in: source, out }) => {
    // Not by Node's option --enable-source-maps: with it the runner tells sources apart no more.
    const start = `process.setSourceMapsEnabled(true);\nawait import(${JSON.stringify(`./${basename(out)}.mjs`)});\n`;
    writeFileSync(`${out}.run.mjs`, start);
    return { source, engine: "node", path: `${out}.run.mjs`, testsPath: `${out}.mjs` };
  });
}

async function bundleForXs(sources: readonly string[], engine: "xs" | "xst"): Promise<TestBundle[]> {
  if (sources.length === 0) return [];
  const entries = entryPoints(
    engine === "xst" ? sources.filter((each) => !needWorker.includes(each)) : sources,
    engine,
  );
  await bundle(entries, {
    // "browser" makes packages leave out what only Node has.
    platform: "browser",
    format: "iife",
    target: xsTarget,
    // The shim also where a file imports no test, so that this can be told.
    inject: [shims["node:test"], "host/board/set-from-base64.ts", ...(engine === "xst" ? ["tests/harness/xst-globals.ts"] : [])],
    plugins: [testShims(), boardModule(boardDefault), firmware(boardDefault), frozenModules()],
  });
  await bundle([{ in: `tests/harness/${engine}-run.ts`, out: `${folder}/${engine}-run` }], forNode);
  return entries.map(({ in: source, out }) => {
    const start = [
      'import { test } from "node:test";',
      `import { loadTests } from "../${engine}-run.mjs";`,
      `for (const { name, run } of await loadTests(${JSON.stringify(`${out}.js`)})) test(name, run);`,
    ];
    writeFileSync(`${out}.run.mjs`, start.join("\n"));
    return { source, engine, path: `${out}.run.mjs`, testsPath: `${out}.run.mjs` };
  });
}

/** Also those that runs left which were killed. */
export function removeTestBundles(): void {
  for (const name of readdirSync(".build").filter((each) => each.startsWith(folderStart))) {
    const processId = Number(name.slice(folderStart.length));
    if (processId === process.pid || !isAlive(processId)) rmSync(`.build/${name}`, { recursive: true, force: true });
  }
}

const forNode = {
  platform: "node",
  format: "esm",
  packages: "external",
  outExtension: { ".js": ".mjs" },
} satisfies BuildOptions;

interface EntryPoint {
  in: string;
  out: string;
}

function entryPoints(sources: readonly string[], engine: TestEngine): EntryPoint[] {
  return sources.map((source) => ({
    in: source,
    out: `${folder}/${engine}/${source
      .replace(/^tests\//, "")
      .replace(/\.ts$/, "")
      .replaceAll("/", ".")}`,
  }));
}

async function bundle(entries: readonly EntryPoint[], options: BuildOptions): Promise<void> {
  const common: BuildOptions = { bundle: true, sourcemap: "inline", outdir: ".", logLevel: "silent" };
  await build({ ...common, ...options, entryPoints: [...entries] });
}

const shims = {
  "node:test": "tests/harness/xs-test.ts",
  "node:assert/strict": "tests/harness/xs-assert.ts",
};

function testShims(): Plugin {
  return {
    name: "latchkey test shims",
    setup(build) {
      build.onResolve({ filter: /^node:/ }, ({ path }) => {
        if (path === "node:test" || path === "node:assert/strict") return { path: resolve(shims[path]) };
        return { errors: [{ text: `"${path}" does not exist on XS; a test that needs it is a *.node.test.ts` }] };
      });
    },
  };
}
