// SPDX-License-Identifier: Apache-2.0
/**
 * `npm run endurance`: a lock's whole mechanical life, by default the 400,000 cycles that ANSI/BHMA A156.40 asks of a
 * residential deadbolt of grade A, on the real firmware inside XS. No cycle may be missed, the heap may not drift, no
 * turn may be too long, and the flash has to outlive it.
 */
import { turnUnitsMax } from "../board/chip-speed";
import { hostOpcodes } from "../board/host-calls";
import type { EnduranceFigures } from "../endurance/cycles";
import type { EnduranceReply } from "../endurance/endurance-entry";
import { boardDefault, bundleForEngine } from "./bundle";
import { answerDigest } from "./digest";
import { XsWorker } from "./xs-worker";

const stepCycles = 1_000;
/** In which the heap finds its size: what is made when something happens for the first time stays. */
const firstCycles = 5_000;
const heapSlack = 100;
/** What NOR flash is specified for. */
const erasesMax = 100_000;
/** The NVS partition has 16 pages of 126 entries, one of them always empty; its pages are used in turn. */
const nvsPages = 15;
const nvsPageEntries = 126;

export interface EnduranceOptions {
  cycles: number;
  print: (line: string) => void;
  progress: (line: string) => void;
}

/** True when it lasted. */
export async function endurance({ cycles, print, progress }: EnduranceOptions): Promise<boolean> {
  const worker = new XsWorker({ handlers: { [hostOpcodes.digest]: answerDigest }, commandTimeoutMs: 600_000 });
  const started = performance.now();
  try {
    await worker.evaluate(await bundleForEngine({ entry: "host/endurance/endurance-entry.ts", board: boardDefault }));
    let heapAtFirst = 0;
    let problem: string | undefined;
    for (let done = 0; done < cycles && problem === undefined; ) {
      const step = Math.min(stepCycles, cycles - done);
      const { data, heapCount } = await worker.command(JSON.stringify({ cycles: step }));
      const { figures, missed } = JSON.parse(Buffer.from(data).toString()) as EnduranceReply;
      done = figures.cycles;
      if (done <= Math.max(firstCycles, stepCycles)) heapAtFirst = Math.max(heapAtFirst, heapCount);
      problem = missed ?? problemWith(figures, heapAtFirst, heapCount);
      const perSecond = done / ((performance.now() - started) / 1_000);
      progress(`${done} of ${cycles} cycles, ${perSecond.toFixed(0)} a second, ${((cycles - done) / perSecond / 60).toFixed(1)} min left`);
      if (done >= cycles || problem !== undefined) report(figures, heapAtFirst, heapCount, print);
    }
    print(problem === undefined ? `${cycles} cycles: it lasts` : `✖ ${problem}`);
    return problem === undefined;
  } finally {
    await worker.close();
  }
}

function problemWith(figures: EnduranceFigures, heapAtFirst: number, heap: number): string | undefined {
  if (heap > heapAtFirst + heapSlack) return `the heap has grown from ${heapAtFirst} slots to ${heap}`;
  if (figures.longestTurnUnits > turnUnitsMax) return `a turn of ${figures.longestTurnUnits} units`;
  if (figures.sectorErasesMax > erasesMax) return `a sector of the log was erased ${figures.sectorErasesMax} times`;
  return nvsErases(figures) > erasesMax ? `a page of NVS was erased ${nvsErases(figures)} times` : undefined;
}

/** NVS writes to the end of a page and then to the next one; a page that comes round again is erased. A model. */
function nvsErases({ nvsEntriesWritten }: EnduranceFigures): number {
  return Math.ceil(nvsEntriesWritten / nvsPageEntries / nvsPages);
}

function report(figures: EnduranceFigures, heapAtFirst: number, heap: number, print: (line: string) => void): void {
  const { cycles, virtualMs, powerCuts, sectorErasesMax, longestTurnUnits, longestTurnName, logEntries } = figures;
  const days = virtualMs / 86_400_000;
  print(`${cycles} unlock cycles in ${days.toFixed(1)} virtual days, ${powerCuts} power cuts: none missed but what is said below`);
  print(`  log: ${logEntries} entries, at most ${sectorErasesMax} erases of a sector (flash bears ${erasesMax})`);
  print(`  NVS: at most ${nvsErases(figures)} erases of a page (model: ${figures.nvsEntriesWritten} entries written, ${nvsPages} pages in turn)`);
  print(`  heap: ${heapAtFirst} slots at first, ${heap} at the end; longest turn: ${longestTurnUnits} units (${longestTurnName})`);
}
