// SPDX-License-Identifier: Apache-2.0
/** Keeps two processes from working in the same folder at once. A lock whose holder has died is taken over. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

const pollMs = 200;

/**
 * Waits until it has the lock.
 *
 * @param {string} path
 * @param {() => Promise<void>} work
 */
export async function withFolderLock(path, work) {
  let release = takeFolderLock(path);
  if (release === undefined) console.error("Another start is setting up; waiting for it");
  while (release === undefined) {
    await setTimeout(pollMs);
    release = takeFolderLock(path);
  }
  try {
    await work();
  } finally {
    release();
  }
}

/**
 * The function that gives it back, which also happens when the process ends; undefined: somebody else has it.
 *
 * @param {string} path
 * @returns {(() => void) | undefined}
 */
export function takeFolderLock(path) {
  if (!take(path)) return undefined;
  const release = () => {
    process.off("exit", release);
    rmSync(path, { force: true });
  };
  process.once("exit", release);
  return release;
}

/** @param {string} path */
function take(path) {
  const holder = readHolder(path);
  if (holder !== undefined && !isAlive(holder)) {
    // Of several that see the same dead holder one wins the rename; it must not remove a lock taken in between.
    const stale = `${path}.stale.${process.pid}`;
    try {
      renameSync(path, stale);
      const moved = readHolder(stale);
      if (moved !== undefined && isAlive(moved)) linkSync(stale, path);
      rmSync(stale, { force: true });
    } catch {
      // Someone else was quicker.
    }
  }
  // The lock appears together with its content: a file is written first and then linked to the lock's name.
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, path);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * @param {string} path
 * @returns {number | undefined}
 */
function readHolder(path) {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {number} processId */
export function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
