// SPDX-License-Identifier: Apache-2.0
/** What is wrong with a keypad's wires, from the pairs of lines that its keys connected, in whatever order. Pure. */
import type { SuspectId } from "./suspects";
import type { Wires } from "./wires";

export interface Finding {
  id: SuspectId;
  more: string;
}

export function pairName(pair: readonly number[]): string {
  return [...pair].sort((one, other) => one - other).join("-");
}

/** The likeliest first. */
export function findingsOf(pairs: readonly (readonly number[])[], wires: Wires): Finding[] {
  const count = wires.keypadLineCount;
  const neighbours: Set<number>[] = Array.from({ length: count }, () => new Set());
  for (const [one = 0, other = 0] of pairs) {
    neighbours[one]?.add(other);
    neighbours[other]?.add(one);
  }
  const findings: Finding[] = [];
  const moved = swappedLines(neighbours, wires.rowCount);
  if (moved.length > 0) findings.push({ id: "rowColumnSwapped", more: moved.join() });
  const open = neighbours.flatMap((each, line) => (each.size === 0 ? [line] : []));
  if (open.length > 0) findings.push({ id: "keypadLineOpen", more: open.join() });
  const dead = moved.length > 0 ? "" : deadKeys(neighbours, open, wires);
  if (dead !== "") findings.push({ id: "keypadKeyDead", more: dead });
  return findings;
}

/**
 * Keys connect true rows with true columns and nothing else: so whatever is connected over one key is of the other kind. Lines whose
 * kind is not that of their pin are on each other's pins.
 */
function swappedLines(neighbours: readonly ReadonlySet<number>[], rowCount: number): number[] {
  const kinds: (0 | 1 | undefined)[] = neighbours.map(() => undefined);
  const moved: number[] = [];
  neighbours.forEach((_, start) => {
    if (kinds[start] !== undefined) return;
    kinds[start] = 0;
    const group = [start];
    for (const line of group) {
      for (const next of neighbours[line] ?? []) {
        if (kinds[next] !== undefined) continue;
        kinds[next] = kinds[line] === 0 ? 1 : 0;
        group.push(next);
      }
    }
    // Which kind is rows: the one of which there are so many, else the one under which fewer lines are in the wrong place.
    const wrong = (rows: 0 | 1): number[] => group.filter((line) => (kinds[line] === rows) !== line < rowCount);
    const hasRows = (rows: 0 | 1): boolean => group.length === neighbours.length && group.filter((line) => kinds[line] === rows).length === rowCount;
    const isFirst = hasRows(0) || (!hasRows(1) && wrong(0).length <= wrong(1).length);
    moved.push(...wrong(isFirst ? 0 : 1));
  });
  return moved.sort((one, other) => one - other);
}

function deadKeys(neighbours: readonly ReadonlySet<number>[], open: readonly number[], wires: Wires): string {
  const dead: string[] = [];
  for (let row = 0; row < wires.rowCount; row++) {
    for (let column = wires.rowCount; column < wires.keypadLineCount; column++) {
      if (open.includes(row) || open.includes(column) || neighbours[row]?.has(column) === true) continue;
      dead.push(wires.keyAt(row, column) ?? "");
    }
  }
  return dead.join(" ");
}
