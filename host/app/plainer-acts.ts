// SPDX-License-Identifier: Apache-2.0
/** For shrinking a story: what an act could be instead, plainest first. Ends: each is plainer than the act it replaces. */
import type { Act } from "../simulate/act";

/** Plainest first. What is not among them becomes rounder. */
const plainValues: Readonly<Record<string, readonly number[]>> = Object.freeze({
  offMs: [1_000, 5_000],
  holdMs: [150, 300, 1_000, 2_000],
  gapMs: [250],
  torn: [0, 0.5, 1],
  at: [0.5],
  delayMs: [0, 50, 100],
  operation: [1, 2],
  bytes: [1, 16, 256],
  count: [1, 2],
  chargePercent: [100, 50, 20],
  celsius: [20, 0],
  factor: [1, 2],
  perSecond: [1, 5],
});
/** Chance decides what these do; one is as plain as another. */
const seedName = "seed";

export function plainerActs(act: Act): Act[] {
  const fields = Object.entries(act).filter((field): field is [string, number] => typeof field[1] === "number");
  const plainer = fields
    .filter(([name]) => name !== seedName)
    .flatMap(([name, value]) => plainerNumbers(name, value).map((number) => ({ ...act, [name]: number })));
  if (act.do === "cells" && act.chemistry !== "alkaline") plainer.unshift({ ...act, chemistry: "alkaline" });
  if (act.do === "type") plainer.push(...shorterRows(act.keys).map((keys) => ({ ...act, keys })));
  return plainer;
}

function plainerNumbers(name: string, value: number): number[] {
  const plain = plainValues[name] ?? [];
  const rank = plain.indexOf(value);
  if (rank >= 0) return plain.slice(0, rank);
  const rounder = [1, 2].map((digits) => Number(value.toPrecision(digits))).filter((number) => number !== value);
  return [...plain, ...rounder];
}

/** One half, or one key less. */
function shorterRows(keys: string): string[] {
  if (keys.length < 2) return [];
  const half = Math.floor(keys.length / 2);
  const oneLess = [...keys].map((_, index) => keys.slice(0, index) + keys.slice(index + 1));
  return [...new Set([keys.slice(half), keys.slice(0, half), ...oneLess])];
}
