// SPDX-License-Identifier: Apache-2.0
/**
 * What can be wired wrongly on a virtual board: a table of ids with a sentence each, for the panel, the tests and the documents.
 * Data only; what a fault does to the pins is in world/. Some come in several forms, one for each wire that may be meant.
 */
import type { Board } from "../../boards/board";

export type WiringFault =
  | "motorWiresSwapped"
  | "motorWireOpen"
  | "motorEnableOpen"
  | "currentSenseOpen"
  | "servoSignalOpen"
  | "servoSupplyOpen"
  | "supplyWeak"
  | "rowColumnSwapped"
  | "rowsSwapped"
  /** Of the keypad's wires: rows first, then columns, numbered from 0. */
  | { id: "keypadLineOpen"; line: number }
  | { id: "keypadLinesShorted"; lines: readonly [number, number] }
  | { id: "keypadKeyStuck"; key: string }
  | "reedNormallyClosed"
  | "reedWireOpen"
  | "tamperWireOpen"
  | "buttonWireOpen"
  | "boltSwitchesSwapped"
  | { id: "boltSwitchOpen" | "boltSwitchShorted" | "pullUpMissing"; end: "locked" | "unlocked" }
  | "dividerSwapped"
  | "dividerWrongBottom"
  | "dividerOpen"
  | "adcNoisy"
  | "buzzerDead"
  | "ledDead"
  | "fingerprintSwapped"
  | "cardReaderSilent";

export type WiringFaultId = Extract<WiringFault, string> | Exclude<WiringFault, string>["id"];

/** One of the forms that a fault has on a board. */
export interface WiringFaultForm {
  fault: WiringFault;
  /** Which wire it is about; empty where there is only one. */
  part: string;
}

interface FaultKind {
  sentence: string;
  /** None: the board has no such wire. */
  forms: (board: Board, id: WiringFaultId) => readonly WiringFaultForm[];
}

const ends = Object.freeze(["locked", "unlocked"] as const);

const everywhere = single(() => true);
const onMotor = single(({ bolt }) => bolt.kind === "motor");
const onServo = single(({ bolt }) => bolt.kind === "servo");
const onBoltSwitches = single(({ boltSwitches }) => boltSwitches !== undefined);

export const wiringFaults: Readonly<Record<WiringFaultId, FaultKind>> = Object.freeze({
  motorWiresSwapped: { sentence: "The two wires of the motor are swapped", forms: onMotor },
  motorWireOpen: { sentence: "A wire of the motor is broken", forms: onMotor },
  motorEnableOpen: { sentence: "The wire to the motor driver's enable input is broken", forms: onMotor },
  currentSenseOpen: {
    sentence: "The wire from the motor current's amplifier is broken",
    forms: single(({ bolt }) => bolt.kind === "motor" && bolt.currentSense !== undefined),
  },
  servoSignalOpen: { sentence: "The servo's signal wire is broken", forms: onServo },
  servoSupplyOpen: { sentence: "The servo's supply wire is broken", forms: onServo },
  supplyWeak: { sentence: "The supply gives in when the bolt starts: thin wires, or poor contacts at the cells", forms: everywhere },
  rowColumnSwapped: { sentence: "The keypad's last row and first column are on each other's pins", forms: everywhere },
  rowsSwapped: { sentence: "The keypad's first two rows are on each other's pins", forms: everywhere },
  keypadLineOpen: {
    sentence: "A wire of the keypad is broken",
    forms: (board) => linesOf(board).map((part, line) => ({ fault: { id: "keypadLineOpen", line }, part })),
  },
  keypadLinesShorted: {
    sentence: "Two wires of the keypad touch",
    forms: (board) =>
      linesOf(board).flatMap((part, line, all) =>
        all.slice(line + 1).map((other, index) => ({
          fault: { id: "keypadLinesShorted", lines: [line, line + 1 + index] },
          part: `${part} and ${other}`,
        })),
      ),
  },
  keypadKeyStuck: {
    sentence: "A key of the keypad is stuck",
    forms: ({ keypad }) => [...keypad.keys.join("")].map((key) => ({ fault: { id: "keypadKeyStuck", key }, part: key })),
  },
  reedNormallyClosed: { sentence: "The door contact is one that opens at its magnet", forms: everywhere },
  reedWireOpen: { sentence: "The wire to the door contact is broken", forms: everywhere },
  tamperWireOpen: { sentence: "The wire to the cover switch is broken", forms: single(({ tamperPin }) => tamperPin !== undefined) },
  buttonWireOpen: { sentence: "The wire to the inside button is broken", forms: everywhere },
  boltSwitchesSwapped: { sentence: "The two bolt switches are on each other's pins", forms: onBoltSwitches },
  boltSwitchOpen: { sentence: "The wire to a bolt switch is broken", forms: atEnds },
  boltSwitchShorted: { sentence: "A bolt switch is shorted", forms: atEnds },
  pullUpMissing: { sentence: "The pull-up resistor of a bolt switch is missing", forms: atEnds },
  dividerSwapped: { sentence: "The two resistors of the battery divider are swapped", forms: everywhere },
  dividerWrongBottom: { sentence: "The lower resistor of the battery divider is 330 k, not 470 k", forms: everywhere },
  dividerOpen: { sentence: "The battery divider is not connected to the pack", forms: everywhere },
  adcNoisy: { sentence: "The capacitor at the battery divider is missing, and the wire picks up noise", forms: everywhere },
  buzzerDead: { sentence: "The buzzer is dead", forms: single(({ buzzerPin }) => buzzerPin !== undefined) },
  ledDead: { sentence: "The light is dead, or the wrong way round", forms: everywhere },
  fingerprintSwapped: {
    sentence: "TXD and RXD of the fingerprint or face module are swapped",
    forms: single(({ fingerprint, face }) => (fingerprint ?? face) !== undefined),
  },
  cardReaderSilent: {
    sentence: "The card reader does not answer: a wire is broken, or its switches are wrong",
    forms: single(({ cardReader }) => cardReader !== undefined),
  },
});

export function idOf(fault: WiringFault): WiringFaultId {
  return typeof fault === "string" ? fault : fault.id;
}

/** Two faults are the same if this is: "motorWireOpen", "keypadLineOpen 3", "keypadLinesShorted 0,4". */
export function nameOf(fault: WiringFault): string {
  if (typeof fault === "string") return fault;
  const { id, ...wire } = fault;
  return `${id} ${Object.values(wire).join()}`;
}

/** Every fault that this board can have, in every form, each with its sentence. */
export function wiringFaultsOf(board: Board): (WiringFaultForm & { id: WiringFaultId; sentence: string })[] {
  return (Object.keys(wiringFaults) as WiringFaultId[]).flatMap((id) =>
    wiringFaults[id].forms(board, id).map((form) => ({ ...form, id, sentence: wiringFaults[id].sentence })),
  );
}

/** The keypad's wires in the order of their numbers. */
function linesOf({ keypad }: Board): string[] {
  const rows = keypad.rowPins.map((_, row) => `row ${row + 1} (${[...(keypad.keys[row] ?? "")].join(" ")})`);
  const columns = keypad.columnPins.map(
    (_, column) => `column ${column + 1} (${keypad.keys.map((keys) => keys[column]).join(" ")})`,
  );
  return [...rows, ...columns];
}

function single(fits: (board: Board) => boolean): FaultKind["forms"] {
  return (board, id) => (fits(board) ? [{ fault: id as Extract<WiringFault, string>, part: "" }] : []);
}

function atEnds({ boltSwitches }: Board, id: WiringFaultId): WiringFaultForm[] {
  if (boltSwitches === undefined) return [];
  return ends.map((end) => ({ fault: { id, end } as WiringFault, part: end }));
}
