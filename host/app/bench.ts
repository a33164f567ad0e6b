// SPDX-License-Identifier: Apache-2.0
/**
 * `npm run bench`: what the firmware costs, in XS compute units, and whether it stays within its bars. The figures are the same in
 * every run; milliseconds are an estimate by the assumption in host/board/chip-speed.ts. Then what it draws from a battery, by a model.
 */
import type { BenchCommand } from "../bench/bench-entry";
import type { Opener, ReadyFigures } from "../bench/full-lock";
import type { Figures, Scenario } from "../bench/scenarios";
import type { EnergyUsage } from "../bench/energy-scenarios";
import { turnUnitsMax, unitsPerMs } from "../board/chip-speed";
import { hostOpcodes } from "../board/host-calls";
import { energyBoards, energyLines } from "./bench-energy";
import { bundleForEngine } from "./bundle";
import { answerDigest } from "./digest";
import type { EngineReply } from "./engine";
import { XsWorker } from "./xs-worker";

const boltStartUnitsMax = 60_000;
/** 0.15 s on the slowest chip, whose own start takes 0.3 to 1 s (HW-07). A full log costs most: the hash of each sector. */
const mainUnitsMax = 150 * unitsPerMs.esp32c3;

/** From power-up to the moment from which every PIN is taken, on a full lock and an ESP32-C3. */
const readyMsMax = 3_000;
/** What the firmware does not count itself: the chip's own start (HW-07), and assumed, not measured, what C code needs for reading. */
const chipStartMs = 1_000;
const recordReadMs = 1;
const flashKilobyteReadMs = 0.5;
/** What a unit of the bench is worth on this path in instructions, as `npm run bench:chip` counted, over what `unitsPerMs` assumes. */
const readyUnit = 62 / 50;

const rows: readonly { scenario: Scenario; title: string; unitsMax?: number }[] = [
  { scenario: "firstBoot", title: "first power-up, keys made" },
  { scenario: "boot", title: "power-up" },
  { scenario: "key", title: "one key" },
  { scenario: "lastKeyToBoltStart", title: "last key to bolt start", unitsMax: boltStartUnitsMax },
  { scenario: "wrongPin", title: "wrong PIN" },
  { scenario: "wholeUnlock", title: "PIN, unlock, relock" },
  { scenario: "consoleStatus", title: "console: GetStatus" },
  { scenario: "consoleLogin", title: "console: Login" },
  { scenario: "consoleLog", title: "console: GetLog" },
  { scenario: "idleHour", title: "idle hour, locked" },
  { scenario: "demo", title: "the whole demo" },
];

const updateBytes = 1_500_000;
const blockBytes = 4_096;
/** Each 342 bytes are a line of 504 characters. */
const wireSeconds = Math.round(((updateBytes * 1.008) / 342) * 504 * 10 / 115_200);
const fewBlocks = 3;
const manyBlocks = 60;

export interface BenchOptions {
  board: string;
  /** Unlock cycles for the comparison of the heap. */
  cycles: number;
  print: (line: string) => void;
  progress: (line: string) => void;
}

/** True when every bar is met. */
export async function bench(options: BenchOptions): Promise<boolean> {
  const { board, print, progress } = options;
  let met = await withLock(board, (command) => costs(command, options));
  met = (await withLock(board, (command) => updateCosts(command, options))) && met;
  for (const energyBoard of energyBoards) {
    progress(`energy of ${energyBoard.name}`);
    const { data } = await withLock(energyBoard.name, (command) => command({ energy: true }));
    for (const text of energyLines(JSON.parse(Buffer.from(data).toString()) as EnergyUsage, energyBoard)) print(text);
  }
  return met;
}

type Command = (request: BenchCommand) => Promise<EngineReply>;

/** In an engine of its own, with the firmware of this board. */
async function withLock<Result>(board: string, use: (command: Command) => Promise<Result>): Promise<Result> {
  const worker = new XsWorker({
    handlers: { [hostOpcodes.digest]: answerDigest, [hostOpcodes.line]: () => undefined },
    commandTimeoutMs: 600_000,
  });
  try {
    await worker.evaluate(await bundleForEngine({ entry: "host/bench/bench-entry.ts", board }));
    return await use((request) => worker.command(JSON.stringify(request)));
  } finally {
    await worker.close();
  }
}

async function costs(command: Command, { cycles, print, progress }: BenchOptions): Promise<boolean> {
  print(line("", "units", "longest turn", "callbacks", "main", "ESP32", "ESP32-C3"));
  let met = true;
  const measure = async (title: string, request: BenchCommand, unitsMax = Infinity): Promise<void> => {
    progress(title);
    const figures = JSON.parse(Buffer.from((await command(request)).data).toString()) as Figures;
    const ok = figures.units <= unitsMax && figures.longestUnits <= turnUnitsMax && figures.mainUnits <= mainUnitsMax;
    met &&= ok;
    print(row(title, figures) + (ok ? "" : "  ✖ over its bar"));
  };
  for (const { scenario, title, unitsMax } of rows) await measure(title, { scenario }, unitsMax);
  met = (await heapStays(cycles, command, print, progress)) && met;
  await measure(`power-up after ${cycles} unlocks`, { restart: true });
  met = (await getsReady(command, print, progress)) && met;
  print(`bars: no turn over ${turnUnitsMax} units; last key to bolt start within ${boltStartUnitsMax}; main within ${mainUnitsMax}: ${met ? "met" : "NOT met"}`);
  return met;
}

async function heapStays(
  cycles: number,
  command: Command,
  print: (line: string) => void,
  progress: (line: string) => void,
): Promise<boolean> {
  const first = 100;
  const step = 500;
  const { heapCount: before } = await command({ cycles: first });
  let after = before;
  for (let done = first; done < cycles; done += step) {
    progress(`unlock cycles: ${done} of ${cycles}`);
    after = (await command({ cycles: Math.min(step, cycles - done) })).heapCount;
  }
  const ok = after <= before;
  print(`heap: ${before} slots after ${first} unlock cycles, ${after} after ${cycles}${ok ? "" : "  ✖ grown"}`);
  return ok;
}

/** With all users there can be, and the log of all the unlocks before. */
async function getsReady(command: Command, print: (line: string) => void, progress: (line: string) => void): Promise<boolean> {
  progress("filling the lock");
  await command({ fill: true });
  let met = true;
  for (const readyFor of ["master", "last user"] as const satisfies readonly Opener[]) {
    const figures = JSON.parse(Buffer.from((await command({ readyFor })).data).toString()) as ReadyFigures;
    const computedMs = ((figures.units + figures.mainUnits) / unitsPerMs.esp32c3) * readyUnit;
    const readMs = figures.recordsRead * recordReadMs + (figures.flashBytesRead / 1024) * flashKilobyteReadMs;
    const readyMs = chipStartMs + figures.waitedMs + computedMs + readMs;
    const ok = readyMs <= readyMsMax && figures.longestUnits <= turnUnitsMax;
    met &&= ok;
    const parts = [["chip", chipStartMs], ["waits", figures.waitedMs], ["computing", computedMs], ["reading", readMs]] as const;
    print(row(`full lock, for the ${readyFor}`, figures) + (ok ? "" : "  ✖ over its bar"));
    print(`  ready ${readyMs.toFixed(0)} ms after power-up on an ESP32-C3, estimated: ${parts.map(([what, ms]) => `${what} ${ms.toFixed(0)}`).join(", ")}`);
  }
  return met;
}

/** What an image asks of a lock, and of its memory: as much for many blocks as for few. */
async function updateCosts(command: Command, { print, progress }: BenchOptions): Promise<boolean> {
  progress("firmware update");
  const measure = async (request: BenchCommand): Promise<Figures> => JSON.parse(Buffer.from((await command(request)).data).toString()) as Figures;
  const offer = await measure({ update: "offer" });
  const block = await measure({ update: "block" });
  print(row("update: an offer", offer));
  print(row("update: a block of 4 KB", block));
  const units = offer.units + block.units * Math.ceil(updateBytes / blockBytes);
  const seconds = (perMs: number): string => `${(units / perMs / 1000).toFixed(0)} s`;
  print(`  an image of 1.5 MB: ${units} units, ${seconds(unitsPerMs.esp32)} of an ESP32, ${seconds(unitsPerMs.esp32c3)} of an ESP32-C3; a wire of 115,200 baud takes ${wireSeconds} s`);
  const { heapCount: few } = await command({ blocks: fewBlocks });
  const { heapCount: many } = await command({ blocks: manyBlocks });
  const ok = many <= few && offer.longestUnits <= turnUnitsMax && block.longestUnits <= turnUnitsMax;
  print(`  heap: ${few} slots after ${fewBlocks} blocks, ${many} after ${manyBlocks}${ok ? "" : "  ✖ over its bar"}`);
  return ok;
}

function row(title: string, { units, longestUnits, longestName, callbacks, mainUnits }: Figures): string {
  const ms = (perMs: number): string => `${((units + mainUnits) / perMs).toFixed(1)} ms`;
  const { esp32, esp32c3 } = unitsPerMs;
  const main = mainUnits === 0 ? "" : String(mainUnits);
  return line(title, String(units), `${longestUnits} ${longestName}`, String(callbacks), main, ms(esp32), ms(esp32c3));
}

function line(title: string, units: string, longest: string, ...others: string[]): string {
  return `${title.padEnd(28)}${units.padStart(12)}  ${longest.padEnd(26)}${others.map((text) => text.padStart(13)).join("")}`;
}
