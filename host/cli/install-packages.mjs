// SPDX-License-Identifier: Apache-2.0
/**
 * Brings node_modules to what package-lock.json says. What is installed stands in npm's own node_modules/.package-lock.json,
 * which npm writes last, so an install that was cut off is noticed too.
 */
import { readFileSync } from "node:fs";
import { runQuietly } from "./run-quietly.mjs";
import { withProgress } from "./progress.mjs";

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, peer?: boolean }} LockedPackage */

export function arePackagesInstalled() {
  const wanted = readPackages("package-lock.json");
  const installed = readPackages("node_modules/.package-lock.json");
  return Object.entries(wanted).every(([path, locked]) => {
    const found = installed[path];
    // Optional packages of other systems are left out by npm.
    if (found === undefined) return path === "" || locked.optional === true;
    return found.version === locked.version && found.integrity === locked.integrity;
  });
}

export async function installPackages() {
  const args = ["ci", "--ignore-scripts", "--loglevel=error", "--no-audit", "--no-fund", "--no-progress"];
  // Under `npm start` this is npm's own program, whatever the path says.
  const npm = process.env.npm_execpath;
  await withProgress("Installing npm packages (once)", () =>
    npm?.endsWith(".js") ? runQuietly(process.execPath, [npm, ...args]) : runQuietly("npm", args),
  );
}

/**
 * @param {string} path
 * @returns {Record<string, LockedPackage>}
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch {
    return {};
  }
}
