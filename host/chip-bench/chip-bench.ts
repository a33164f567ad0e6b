// SPDX-License-Identifier: Apache-2.0
/**
 * `npm run bench:chip`: what the firmware's hot paths cost in instructions of a 32-bit RISC-V, and whether a lock fits the memory that
 * each chip gives JavaScript. Every figure is the same in every run. docs/cost.md says what is in them.
 */
import { withProgress } from "../cli/progress.mjs";
import { benchUnits } from "./bench-units";
import { buildChip } from "./build-chip";
import type { ChipScenario } from "./chip-scenarios";
import { creationOf } from "./creation";
import { benchScenarios, costLines, costScenarios, longestTurn, memoryGiven, peakLines } from "./report";
import { OutOfMemory, runChip, type ChipResult } from "./run-chip";

const boardDefault = "esp32-devkit";
/** Both kinds of memory that the SDK's manifests give: blocks of their own, and one block for all. */
const memoryBoards = ["esp32-devkit", "esp32-c3"];
/** What needs most, and the longest turn there is: how often it meets a garbage collection depends on the board's memory. */
const memoryScenarios: readonly ChipScenario[] = ["full", "consoleLog", "lastKeyToBoltStart", "signature"];
/** Often enough to see a peak, seldom enough to come to an end. */
const collectInterval = 25;

export interface ChipBenchOptions {
  print: (line: string) => void;
}

/** False: the lock does not fit the memory of a chip. */
export async function chipBench({ print }: ChipBenchOptions): Promise<boolean> {
  const [plain, metered] = await withProgress("Compiling XS for rv32imc, twice (first time only)", () =>
    Promise.all([buildChip(false), buildChip(true)]),
  );
  const run = (program: string, scenarios: readonly ChipScenario[], board = boardDefault, interval = 0) =>
    runChip({ program, board, request: { creation: creationOf(board), scenarios, collectInterval: interval } });
  const benched = await withProgress("Counting compute units as npm run bench does", () =>
    benchUnits(boardDefault, benchScenarios),
  );
  const [counted, units] = await withProgress("Counting instructions, and compute units beside them", () =>
    Promise.all([run(plain, costScenarios), run(metered, costScenarios)]),
  );
  for (const line of costLines(counted, units, benched)) print(line);
  let allFit = true;
  for (const board of memoryBoards) {
    const [peaks, fit] = await withProgress(`Filling the lock of ${board}`, () =>
      Promise.all([fits(() => run(plain, ["full"], board, collectInterval)), fits(() => run(plain, memoryScenarios, board))]),
    );
    allFit &&= typeof fit !== "string";
    print(memoryGiven(board, creationOf(board)));
    if (typeof peaks !== "string") for (const line of peakLines(creationOf(board), peaks[0]!)) print(line);
    print(typeof fit === "string" ? `  ✖ a full lock does not fit: ${fit}` : `  a full lock fits; ${longestTurn(fit)}`);
  }
  return allFit;
}

/** What ended the run, if it was for lack of memory. */
async function fits(run: () => Promise<ChipResult[]>): Promise<ChipResult[] | string> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof OutOfMemory) return error.message;
    throw error;
  }
}
