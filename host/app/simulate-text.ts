// SPDX-License-Identifier: Apache-2.0
/** What `npm run simulate` prints, as lines for a person. */
import type { Story } from "../simulate/act";
import { mergeCoverage, type CoverageCounts } from "../simulate/coverage";
import { timeInWords } from "../simulate/words";
import { coverageLines, coverageTable } from "./coverage-report";
import { dayMs, type LifeResult } from "./simulate-engine";

const gapsLivesMin = 10;

export function durationText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${seconds.toFixed(0)} s`;
  if (seconds < 3_600) return `${(seconds / 60).toFixed(1)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}

export function countText(count: number, one: string): string {
  return `${thousands(count)} ${one}${count === 1 ? "" : "s"}`;
}

export function thousands(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function seedLine({ seed, days }: Story, { failure, figures }: LifeResult, wallMs: number): string {
  const after = durationText(wallMs / 1_000);
  if (failure !== undefined) return `✖ seed ${seed}: broken "${failure.promise}" on ${timeInWords(failure.atMs)}, ${after}`;
  if (figures === undefined) return `  seed ${seed}`;
  const { virtualMs, acts, events, boots, proofs } = figures;
  const livedDays = Math.round(virtualMs / dayMs);
  const time = livedDays < days ? `ended after ${livedDays} of ${days} days` : countText(days, "day");
  const lived = `${countText(acts, "act")}, ${countText(events, "event")}, ${countText(boots, "boot")}, ${countText(proofs, "proof")}`;
  return `✔ seed ${seed}: ${time}, ${lived}, ${after}`;
}

/** What all lives that ended came to. */
export class SimulateTotals {
  lives = 0;
  readonly #coverage: CoverageCounts = {};
  #virtualMs = 0;
  #acts = 0;
  #proofs = 0;
  #events = 0;
  #longestTurnUnits = 0;
  #longestTurnName = "";
  #heapMost = 0;
  #heapGrowth = 0;

  add({ figures, coverage, heapAtFirst, heap }: LifeResult): void {
    mergeCoverage(this.#coverage, coverage);
    if (figures === undefined) return;
    this.lives += 1;
    this.#virtualMs += figures.virtualMs;
    this.#acts += figures.acts;
    this.#proofs += figures.proofs;
    this.#events += figures.events;
    this.#heapMost = Math.max(this.#heapMost, heap);
    this.#heapGrowth = Math.max(this.#heapGrowth, heap - heapAtFirst);
    if (figures.longestTurnUnits <= this.#longestTurnUnits) return;
    this.#longestTurnUnits = figures.longestTurnUnits;
    this.#longestTurnName = figures.longestTurnName;
  }

  /** Every cell, for a file. */
  get coverageTable(): string {
    return coverageTable(this.#coverage);
  }

  lines(wallMs: number, engines: number): string[] {
    if (this.lives === 0) return [];
    const days = this.#virtualMs / dayMs;
    const wallSeconds = wallMs / 1_000;
    const faster = this.#virtualMs / wallMs;
    const at = engines === 1 ? "" : ` with ${engines} engines (${thousands(faster / engines)} each)`;
    const lines = [
      `${countText(this.lives, "life").replace("lifes", "lives")}: ${days.toFixed(1)} virtual days in ${durationText(wallSeconds)}`,
      `  ${(days / wallSeconds).toFixed(2)} virtual days a second: ${thousands(faster)} times real time${at}`,
      `  ${countText(this.#acts, "act")}, ${countText(this.#events, "event")} watched, usable in ${countText(this.#proofs, "proof")}`,
    ];
    if (this.#longestTurnUnits > 0) lines.push(`  longest turn: ${thousands(this.#longestTurnUnits)} units (${this.#longestTurnName})`);
    if (this.#heapMost > 0) {
      const grown = this.#heapGrowth > 0 ? `, at most ${thousands(this.#heapGrowth)} more than after the first day of that life` : "";
      lines.push(`  heap, the simulator's own part included: at most ${thousands(this.#heapMost)} slots${grown}`);
    }
    const coverage = coverageLines(this.#coverage);
    // The gaps of a few lives say nothing.
    lines.push(...coverage.slice(0, this.lives < gapsLivesMin ? 2 : coverage.length).map((line) => `  ${line}`));
    return lines;
  }
}
