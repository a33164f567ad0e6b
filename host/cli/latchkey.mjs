#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
/**
 * What every npm script starts. Plain JavaScript that needs nothing but Node, so that the first command on a fresh clone
 * works: it installs the npm packages, builds the XS worker, bundles the commands (main.ts) and runs them.
 * When all is in place that costs a few dozen milliseconds.
 */
import { readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const nodeMajorMin = 20;
/** Of the oldest major version. */
const nodeMinorMin = 19;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < nodeMajorMin || (major === nodeMajorMin && minor < nodeMinorMin)) {
  console.error(
    `Latchkey needs Node ${nodeMajorMin}.${nodeMinorMin} or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
  process.exit(1);
}
if (process.platform === "win32") {
  console.error(
    "Latchkey runs in the Windows Subsystem for Linux: install it with `wsl --install`, and clone and start there.",
  );
  process.exit(1);
}

// Paths in the code are relative to the repository's root.
process.chdir(resolve(import.meta.dirname, "../.."));

try {
  await setUp();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
await import(pathToFileURL(resolve(".build/cli/main.mjs")).href);

async function setUp() {
  const { withFolderLock } = await import("./folder-lock.mjs");
  const { arePackagesInstalled, installPackages } = await import("./install-packages.mjs");
  const { buildXs, isXsBuilt } = await import("./build-xs.mjs");
  await mkdir(".build/cli", { recursive: true });
  if (!arePackagesInstalled() || !isXsBuilt()) {
    await withFolderLock(".build/set-up.lock", async () => {
      if (!arePackagesInstalled()) await installPackages();
      if (!isXsBuilt()) await buildXs();
    });
  }
  await bundleCommands();
}

async function bundleCommands() {
  const { build } = await import("esbuild");
  const bundle = await build({
    entryPoints: ["host/cli/main.ts"],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: `node${nodeMajorMin}.${nodeMinorMin}`,
    packages: "external",
    sourcemap: "inline",
    logLevel: "silent",
  });
  const path = ".build/cli/main.mjs";
  const text = bundle.outputFiles[0]?.text ?? "";
  // Another start may be reading the file, so it is replaced in one step, and only when it changed.
  if (text === readOrUndefined(path)) return;
  await writeFile(`${path}.${process.pid}`, text);
  await rename(`${path}.${process.pid}`, path);
}

/** @param {string} path */
function readOrUndefined(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
