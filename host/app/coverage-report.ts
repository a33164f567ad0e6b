// SPDX-License-Identifier: Apache-2.0
/** What the coverage of many lives comes to: short lines for the end of a run, and every cell for a file. */
import type { ActName } from "../simulate/act";
import { calm, type CoverageCounts } from "../simulate/coverage";
import { cellCount, cellName, events, situations, whyUnreachable } from "../simulate/coverage-cells";

/** Faults that the stage has on and off; flipped bits stay, and are no state of the lock. */
const faultNames: readonly ActName[] = Object.freeze([
  "block", "stickSwitch", "friction", "temperature", "cells", "magnet", "bounce", "keypadNoise",
  "loseInterrupts", "doubleInterrupts", "delayTimers", "clockDrift", "fillNvs", "randomFails",
]);

const cells = Array.from({ length: cellCount }, (_, cell) => cell);
const possible = cells.filter((cell) => whyUnreachable(cell) === undefined);
const namedMax = 4;

/** Reached cells, pairs with faults, and the gaps by name. */
export function coverageLines(counts: CoverageCounts): string[] {
  const reached = possible.filter((cell) => countOf(counts, cell) > 0);
  const gaps = possible.filter((cell) => countOf(counts, cell) === 0);
  const surprises = cells.filter((cell) => !possible.includes(cell) && countOf(counts, cell) > 0);
  const names = [calm, ...faultNames, ...Object.keys(counts).filter((name) => !isKnown(name))];
  const pairs = names.reduce((sum, name) => sum + reachedUnder(counts, name).length, 0);
  const notPossible = `${cellCount - possible.length} of the ${cellCount} cannot be`;
  return [
    `coverage: ${reached.length} of ${possible.length} cells of docs/lock-states.md reached (${notPossible}: docs/planted-bugs.md)`,
    `  with each fault: ${pairs} of ${names.length * possible.length} pairs`,
    ...names.map((name) => `    ${name.padEnd(16)} ${faultLine(counts, name)}`),
    ...(gaps.length === 0 ? [] : ["  cells never reached:", ...byState(gaps).map((line) => `    ${line}`)]),
    ...surprises.map((cell) => `  ${cellName(cell)}: reached, though it was thought that ${whyUnreachable(cell)}`),
  ];
}

/** Every cell with its count, or why there is none: for a file. */
export function coverageTable(counts: CoverageCounts): string {
  const names = [calm, ...faultNames];
  const rows = cells.map((cell) => [
    cellName(cell),
    ...names.map((name) => String(counts[name]?.[cell] ?? 0)),
    countOf(counts, cell) > 0 ? "" : (whyUnreachable(cell) ?? "never reached"),
  ]);
  return [["cell", ...names, ""], ...rows].map((row) => row.join("\t")).join("\n") + "\n";
}

function isKnown(name: string): boolean {
  return name === calm || faultNames.some((each) => each === name);
}

function countOf(counts: CoverageCounts, cell: number): number {
  return Object.values(counts).reduce((sum, each) => sum + (each[cell] ?? 0), 0);
}

function reachedUnder(counts: CoverageCounts, name: string): number[] {
  return possible.filter((cell) => (counts[name]?.[cell] ?? 0) > 0);
}

function faultLine(counts: CoverageCounts, name: string): string {
  const reached = reachedUnder(counts, name);
  if (reached.length === 0) return "never on when anything happened";
  const unseen = situations.filter((_, place) => {
    const cellsOfIt = possible.filter((cell) => Math.floor(cell / events.length) === place);
    return cellsOfIt.length > 0 && !cellsOfIt.some((cell) => reached.includes(cell));
  });
  return `${String(reached.length).padStart(3)} cells${unseen.length === 0 ? "" : `; never in ${listed(unseen)}`}`;
}

/** "locked resting: bolt at neither; asked to unlock" */
function byState(gaps: readonly number[]): string[] {
  return situations.flatMap((situation, place) => {
    const names = gaps.filter((cell) => Math.floor(cell / events.length) === place).map((cell) => events[cell % events.length]);
    return names.length === 0 ? [] : [`${situation}: ${names.join("; ")}`];
  });
}

function listed(names: readonly string[]): string {
  const rest = names.length - namedMax;
  return names.slice(0, namedMax).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
