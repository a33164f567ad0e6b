// SPDX-License-Identifier: Apache-2.0
/** What `npm run bench:chip` prints. Milliseconds by the assumption that is printed with them (facts/crypto-cost). */
import type { Scenario } from "../bench/scenarios";
import type { BenchUnits } from "./bench-units";
import { appendsMeasured, idleMinutes, type ChipScenario } from "./chip-scenarios";
import { slotBytes, type Creation } from "./memory";
import type { ChipResult } from "./run-chip";

const cyclesPerInstruction = 1.5;
const megahertz = Object.freeze({ esp32c3: 160, esp32: 240 });
const turnMsMax = 20;
const minutesPerDay = 1_440;

interface Row {
  title: string;
  scenario: ChipScenario;
  /** The same in the bench, and how many of them that is. */
  bench?: { scenario: Scenario; count: number };
  /** What main did, not the callbacks. */
  main?: boolean;
  /** One of so many. */
  share?: number;
}

const rows: readonly Row[] = [
  { title: "power-up: main", scenario: "boot", main: true, bench: { scenario: "boot", count: 1 } },
  { title: "power-up: 3 s after it", scenario: "boot", bench: { scenario: "boot", count: 1 } },
  { title: "full lock: main", scenario: "ready", main: true },
  { title: "full lock: until ready", scenario: "ready" },
  { title: "one key", scenario: "key", bench: { scenario: "key", count: 1 } },
  { title: "last key to bolt start", scenario: "lastKeyToBoltStart", bench: { scenario: "lastKeyToBoltStart", count: 1 } },
  { title: "wrong PIN", scenario: "wrongPin", bench: { scenario: "wrongPin", count: 1 } },
  { title: "PIN, unlock, relock", scenario: "wholeUnlock", bench: { scenario: "wholeUnlock", count: 1 } },
  { title: "one log entry", scenario: "appends", share: appendsMeasured },
  { title: "console: Login", scenario: "consoleLogin", bench: { scenario: "consoleLogin", count: 1 } },
  { title: "console: GetLog", scenario: "consoleLog", bench: { scenario: "consoleLog", count: 1 } },
  { title: "signature of an image", scenario: "signature" },
  { title: "an idle minute", scenario: "idleMinute", bench: { scenario: "idleHour", count: 60 } },
];

export const costScenarios: readonly ChipScenario[] = [...new Set(rows.map(({ scenario }) => scenario)), "idleMinutes"];
export const benchScenarios: readonly Scenario[] = [...new Set(rows.flatMap(({ bench }) => bench?.scenario ?? []))];

/** `counted` comes from the build that only counts instructions, `metered` from the one that counts units. */
export function costLines(counted: readonly ChipResult[], metered: readonly ChipResult[], benched: BenchUnits): string[] {
  const figures = (results: readonly ChipResult[], scenario: ChipScenario) =>
    results.find((result) => result.scenario === scenario)!.figures;
  const lines = [row("", "instructions", "compute", "instr/unit", "bench's units", "instr/unit", "longest turn", "ESP32-C3", "ESP32")];
  for (const { title, scenario, bench, main = false, share = 1 } of rows) {
    const { instructions, mainInstructions, longestInstructions } = figures(counted, scenario);
    const { units, mainUnits } = figures(metered, scenario);
    const count = Math.round((main ? mainInstructions : instructions) / share);
    const compute = Math.round((main ? mainUnits : units) / share);
    const longest = main ? "" : grouped(longestInstructions);
    const benchFigures = bench && benched.get(bench.scenario);
    const inBench = benchFigures && Math.round((main ? benchFigures.mainUnits : benchFigures.units) / bench.count);
    const ratio = (of: number | undefined): string => (of === undefined ? "" : (count / of).toFixed(0));
    const times = [ms(count, "esp32c3"), ms(count, "esp32")];
    const compared = [grouped(compute), ratio(compute), inBench === undefined ? "" : grouped(inBench), ratio(inBench)];
    lines.push(row(title, grouped(count), ...compared, longest, ...times));
  }
  const minute = figures(counted, "idleMinute").instructions;
  const minutes = figures(counted, "idleMinutes").instructions;
  const day = minute * minutesPerDay;
  lines.push(row("an idle day: 1,440 of them", grouped(day), "", "", "", "", "", ms(day, "esp32c3"), ms(day, "esp32")));
  const metering = sum(metered) / sum(counted) - 1;
  return [
    ...lines,
    `milliseconds: ${cyclesPerInstruction} cycles an instruction, ESP32-C3 at ${megahertz.esp32c3} MHz, ESP32 at ${megahertz.esp32} MHz; the ESP32 has another instruction set: an order of magnitude`,
    `${idleMinutes} idle minutes are ${(minutes / minute).toFixed(3)} of one`,
    longestTurn(counted),
    `counting compute units costs ${percent(metering)}; the instructions above are those of a build that does not`,
  ];
}

export function memoryGiven(board: string, { staticBytes, slots, chunkBytes, stackSlots }: Creation): string {
  const given = staticBytes > 0
    ? `${grouped(staticBytes)} bytes for slots, chunks and a stack of ${stackSlots} slots`
    : `${grouped(slots)} slots, ${grouped(chunkBytes)} bytes of chunks, a stack of ${stackSlots} slots`;
  return `${board}: ${given}`;
}

export function peakLines(creation: Creation, { memory }: ChipResult): string[] {
  const slots = memory.slotsPeak - memory.slotsAtPowerUp;
  const chunkBytes = memory.chunkBytesPeak - memory.chunkBytesAtPowerUp;
  const heapBytes = slots * slotBytes + chunkBytes;
  const share = creation.staticBytes > 0
    ? percent((heapBytes + creation.stackSlots * slotBytes) / creation.staticBytes) + " of the block, its stack included"
    : `${percent(slots / creation.slots)} of the slots, ${percent(chunkBytes / creation.chunkBytes)} of the chunks`;
  return [
    `  a full lock, at its peak over a bare machine: ${grouped(slots)} slots, ${grouped(chunkBytes)} bytes of chunks (${grouped(heapBytes)} bytes); ${share}`,
    `  stack: ${memory.stackSlotsPeak} slots of ${creation.stackSlots}; names first seen at run time: ${memory.keysNow}`,
  ];
}

export function longestTurn(results: readonly ChipResult[]): string {
  const { scenario, figures } = results.reduce((max, result) =>
    result.figures.longestInstructions > max.figures.longestInstructions ? result : max,
  );
  const { longestInstructions } = figures;
  const time = `${ms(longestInstructions, "esp32c3")} on the ESP32-C3; a turn should take at most ${turnMsMax}`;
  return `longest turn: ${grouped(longestInstructions)} instructions (${scenario}), ${time}`;
}

function sum(results: readonly ChipResult[]): number {
  return results.reduce((total, { figures }) => total + figures.instructions + figures.mainInstructions, 0);
}

function ms(instructions: number, chip: keyof typeof megahertz): string {
  const value = (instructions * cyclesPerInstruction) / (megahertz[chip] * 1_000);
  return value < 10_000 ? `${value.toFixed(2)} ms` : `${(value / 1_000).toFixed(0)} s`;
}

function row(title: string, ...cells: string[]): string {
  return title.padEnd(27) + cells.map((cell, index) => cell.padStart(index === 0 ? 16 : 14)).join("");
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
