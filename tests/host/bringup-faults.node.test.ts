// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import bootC3 from "latchkey:bringup/esp32-c3";
import bootDevkit from "latchkey:bringup/esp32-devkit";
import bootFace from "latchkey:bringup/esp32-s3-face";
import type { Board } from "../../boards/board";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import { board as face } from "../../boards/esp32-s3-face";
import type { Firmware } from "../../host/board/chip-power";
import { tolerancesOf } from "../../host/board/tolerances";
import { nameOf, wiringFaults, wiringFaultsOf, type WiringFault, type WiringFaultId } from "../../host/board/wiring-faults";
import type { StepId } from "../../host/bringup/steps";
import type { SuspectId } from "../../host/bringup/suspects";
import { BringupRun } from "../../host/soak/bringup-run";
import { stress } from "../../host/soak/good-board";

const partitionsCsv = readFileSync("chip/partitions.csv", "utf8");

/** The step that has to fail; the suspect that has to stand first is the fault itself, unless something else is said. */
const stepOfFault: Readonly<Record<WiringFaultId, StepId>> = {
  motorWiresSwapped: "bolt",
  motorWireOpen: "bolt",
  motorEnableOpen: "bolt",
  currentSenseOpen: "bolt",
  servoSignalOpen: "bolt",
  servoSupplyOpen: "bolt",
  supplyWeak: "bolt",
  rowColumnSwapped: "keypad",
  rowsSwapped: "keypad",
  keypadLineOpen: "keypad",
  keypadLinesShorted: "keypad",
  keypadKeyStuck: "keypad",
  reedNormallyClosed: "contacts",
  reedWireOpen: "contacts",
  tamperWireOpen: "contacts",
  buttonWireOpen: "contacts",
  boltSwitchesSwapped: "contacts",
  boltSwitchOpen: "contacts",
  boltSwitchShorted: "contacts",
  pullUpMissing: "contacts",
  dividerSwapped: "battery",
  dividerWrongBottom: "battery",
  dividerOpen: "battery",
  adcNoisy: "battery",
  buzzerDead: "indicator",
  ledDead: "indicator",
  fingerprintSwapped: "readers",
  cardReaderSilent: "readers",
};

function suspectOf(fault: WiringFault, board: Board): SuspectId {
  const rows = board.keypad.rowPins.length;
  if (typeof fault === "string") return fault === "fingerprintSwapped" && board.face !== undefined ? "faceSilent" : fault;
  // A row that touches a column is what a key does: these two cannot be told apart, and the suspect names both.
  if (fault.id === "keypadLinesShorted" && fault.lines[0] < rows && fault.lines[1] >= rows) return "keypadKeyStuck";
  return fault.id;
}

/** What the suspect's words have to name, beside being the right one: the pins that the fault is about. */
function pinsOf(fault: WiringFault, { keypad, boltSwitches }: Board): (number | undefined)[] {
  const lines = [...keypad.rowPins, ...keypad.columnPins];
  if (fault === "rowsSwapped") return lines.slice(0, 2);
  if (fault === "rowColumnSwapped") return [keypad.rowPins.at(-1), keypad.columnPins[0]];
  if (typeof fault === "string") return [];
  if ("line" in fault) return [lines[fault.line]];
  if ("lines" in fault) return fault.lines.map((line) => lines[line]);
  if ("key" in fault) return [];
  return [fault.end === "locked" ? boltSwitches?.lockedPin : boltSwitches?.unlockedPin];
}

interface Row {
  board: string;
  fault: string;
  step: string;
  suspect: string;
  driveMs: number;
  stallMs: number;
}

const table: Row[] = [];

function find(board: Board, firmware: Firmware, fault: WiringFault, seed: number | undefined): void {
  const tolerances = seed === undefined ? {} : { seed, tolerances: tolerancesOf(seed) };
  const run = new BringupRun({
    board: { board, firmware, cardReader: true, fingerprintModule: true, faceModule: true, wiring: [fault], ...tolerances },
    maker: { afterFailure: "quit", ...(seed !== undefined && { seed }) },
    partitionsCsv,
  });
  run.run();
  const [failed] = run.failed;
  const first = failed?.suspects[0];
  const { longestDriveMs, longestStallMs } = run.board.world.bolt;
  if (seed === undefined) {
    const found = { step: failed?.step ?? "-", suspect: first?.id ?? "-" };
    table.push({ board: board.name, fault: nameOf(fault), ...found, driveMs: Math.round(longestDriveMs), stallMs: Math.round(longestStallMs) });
  }
  const which = `${board.name}, ${nameOf(fault)}, ${seed ?? "nominal"}`;
  assert.equal(failed?.step, stepOfFault[typeof fault === "string" ? fault : fault.id], which);
  assert.equal(first?.id, suspectOf(fault, board), `${which}: ${first?.text}`);
  for (const pin of pinsOf(fault, board)) assert.match(first.text, new RegExp(`GPIO ${pin}\\b`), which);
  if (typeof fault === "object" && "key" in fault) assert.ok(first.text.includes(`key ${fault.key}`), first.text);
  assert.ok(failed.figures.some(({ ok }) => !ok) || first.id === "supplyWeak", `${which}: a figure that was not allowed`);
  assert.deepEqual(stress(run.board), [], which);
}

const boards: readonly (readonly [Board, Firmware])[] = [
  [devkit, bootDevkit],
  [c3, bootC3],
  [face, bootFace],
];

describe("bring-up finds, at the right step, and names first, with the wire and its pin", () => {
  for (const [board, firmware] of boards) {
    // The third board differs from the first by its pins and its module.
    const ids = (Object.keys(wiringFaults) as WiringFaultId[]).filter((id) => board !== face || id === "fingerprintSwapped" || id === "keypadLineOpen");
    for (const id of ids) {
      const forms = wiringFaultsOf(board).filter((each) => each.id === id);
      if (forms.length === 0) continue;
      test(`${board.name}: ${wiringFaults[id]} (${forms.length === 1 ? id : `${id}, ${forms.length} forms`})`, () => {
        for (const { fault } of forms) find(board, firmware, fault, undefined);
      });
    }
  }

  after(() => {
    console.log("board         fault                        found at   first suspect        powered  pressed");
    for (const { board, fault, step, suspect, driveMs, stallMs } of table) {
      const times = `${String(driveMs).padStart(4)} ms  ${String(stallMs).padStart(4)} ms`;
      console.log(`${board.padEnd(14)}${fault.padEnd(29)}${step.padEnd(11)}${suspect.padEnd(21)}${times}`);
    }
  });
});

describe("bring-up finds the same on boards that differ as good ones do", () => {
  // One form of each: what differs between forms is only which wire.
  for (const [board, firmware] of boards.slice(0, 2)) {
    test(board.name, () => {
      const seen = new Set<WiringFaultId>();
      wiringFaultsOf(board).forEach(({ id, fault }, index) => {
        if (seen.has(id)) return;
        seen.add(id);
        for (const seed of [101 + index, 201 + index]) find(board, firmware, fault, seed);
      });
    });
  }
});
