// SPDX-License-Identifier: Apache-2.0
/**
 * Builds the XS worker from the C sources in the npm package @agoric/xsnap, with its own makefile, into .build/xs/.
 * The package would do so in an install script; those are off (.npmrc), so that an install without a C compiler succeeds
 * and says what is missing here.
 */
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { withProgress } from "./progress.mjs";
import { runQuietly } from "./run-quietly.mjs";

const packageFolder = "node_modules/@agoric/xsnap";
const folder = ".build/xs";
const worker = `${folder}/xsnap-worker`;
/** Says from what the worker beside it was built. */
const stamp = `${folder}/built-from`;

export function isXsBuilt() {
  try {
    return existsSync(worker) && readFileSync(stamp, "utf8") === inputs();
  } catch {
    return false;
  }
}

export async function buildXs() {
  const compiler = ["cc", "gcc", "clang"].find(isInstalled);
  if (compiler === undefined || !isInstalled("make")) throw new Error(missingTools(compiler));
  const system = process.platform === "darwin" ? "mac" : "lin";
  // Make cannot live with blanks in paths, so it works in a folder of its own that links to the package.
  const work = mkdtempSync(join(tmpdir(), "latchkey-xs-"));
  const removeWork = () => rmSync(work, { recursive: true, force: true });
  process.once("exit", removeWork);
  try {
    symlinkSync(resolve(packageFolder), join(work, "package"));
    const { version } = JSON.parse(readFileSync(`${packageFolder}/package.json`, "utf8"));
    const args = [
      "-f",
      "xsnap-worker.mk",
      `-j${availableParallelism()}`,
      "GOAL=release",
      `CC=${compiler}`,
      `MODDABLE=${work}/package/moddable`,
      `TLS_DIR=${work}/package/xsnap-native/xsnap/sources`,
      `BUILD_DIR=${work}/build`,
      `XSNAP_VERSION=${version}`,
    ];
    await withProgress("Building the XS engine (once, about 15 s)", () =>
      runQuietly("make", args, { cwd: `${packageFolder}/xsnap-native/xsnap/makefiles/${system}` }),
    );
    mkdirSync(folder, { recursive: true });
    const fresh = `${worker}.${process.pid}`;
    copyFileSync(`${work}/build/bin/${system}/release/xsnap-worker`, fresh);
    await runQuietly(fresh, ["-v"]);
    renameSync(fresh, worker);
    writeFileSync(stamp, inputs());
  } catch (error) {
    throw new Error(`The XS engine could not be built; it needs gcc 10 or clang 12, or newer.\n${error}`);
  } finally {
    process.off("exit", removeWork);
    removeWork();
  }
}

/** The package's integrity hash covers its sources. */
function inputs() {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  return [packages[packageFolder].integrity, process.platform, process.arch].join("\n");
}

/** @param {string} program */
function isInstalled(program) {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

/** @param {string | undefined} compiler */
function missingTools(compiler) {
  const missing = [...(compiler === undefined ? ["a C compiler"] : []), ...(isInstalled("make") ? [] : ["make"])];
  return [
    `Latchkey builds its XS engine from C sources. Missing here: ${missing.join(", ")}. Install and start again:`,
    "  Debian, Ubuntu:  sudo apt-get install build-essential",
    "  Fedora:          sudo dnf install gcc make",
    "  macOS:           xcode-select --install",
    "  Windows:         use the Subsystem for Linux (wsl --install), and there the line for Debian",
  ].join("\n");
}
