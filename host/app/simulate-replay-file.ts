// SPDX-License-Identifier: Apache-2.0
/** A story that broke a promise, in a file: `npm run simulate -- --replay` and `npm start -- --replay` live it again. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Story } from "../simulate/act";
import type { LifeFailure } from "./simulate-engine";

export interface ReplayFile {
  board: string;
  failure: LifeFailure;
  /** What `git describe` said when it was found; undefined: nobody knew. */
  commit: string | undefined;
  story: Story;
}

const format = 1;

export function writeReplayFile(path: string, replay: ReplayFile): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ format, ...replay }, undefined, 2)}\n`);
}

export function readReplayFile(path: string): ReplayFile {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`${path} cannot be replayed: ${error instanceof Error ? error.message : String(error)}`);
  }
  const problem = problemWith(content);
  if (problem !== undefined) throw new Error(`${path} cannot be replayed: ${problem}`);
  return content as ReplayFile;
}

/** undefined where git or the repository is missing. */
export function gitCommit(): string | undefined {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

function problemWith(content: unknown): string | undefined {
  if (!isObject(content) || content.format === undefined) return "it is not a file of the simulator";
  if (content.format !== format) return `it has format ${JSON.stringify(content.format)}, and this simulator knows ${format}`;
  const { board, failure, story } = content;
  if (typeof board !== "string") return "it names no board";
  if (!isObject(failure) || typeof failure.promise !== "string" || !isMoment(failure.atMs)) return "it names no promise";
  if (!isObject(story) || !Number.isSafeInteger(story.seed) || !isCount(story.days)) return "its story has no seed or no days";
  if (!Array.isArray(story.acts)) return "its story has no acts";
  let beforeMs = 0;
  for (const [index, timed] of (story.acts as unknown[]).entries()) {
    const isAct = isObject(timed) && isMoment(timed.atMs) && isObject(timed.act) && typeof timed.act.do === "string";
    if (!isAct) return `act ${index + 1} of its story is none`;
    if (Number(timed.atMs) < beforeMs) return `act ${index + 1} of its story comes before the one above it`;
    beforeMs = Number(timed.atMs);
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMoment(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
