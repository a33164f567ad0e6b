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

const ends = ["locked", "unlocked"] as const;

/** A plain object, so that the engine's bundle, which only needs the ids, goes without it. */
export const wiringFaults: Readonly<Record<WiringFaultId, string>> = {
  motorWiresSwapped: "The two wires of the motor are swapped",
  motorWireOpen: "A wire of the motor is broken",
  motorEnableOpen: "The wire to the motor driver's enable input is broken",
  currentSenseOpen: "The wire from the motor current's amplifier is broken",
  servoSignalOpen: "The servo's signal wire is broken",
  servoSupplyOpen: "The servo's supply wire is broken",
  supplyWeak: "The supply gives in when the bolt starts: thin wires, or poor contacts at the cells",
  rowColumnSwapped: "The keypad's last row and first column are on each other's pins",
  rowsSwapped: "The keypad's first two rows are on each other's pins",
  keypadLineOpen: "A wire of the keypad is broken",
  keypadLinesShorted: "Two wires of the keypad touch",
  keypadKeyStuck: "A key of the keypad is stuck",
  reedNormallyClosed: "The door contact is one that opens at its magnet",
  reedWireOpen: "The wire to the door contact is broken",
  tamperWireOpen: "The wire to the cover switch is broken",
  buttonWireOpen: "The wire to the inside button is broken",
  boltSwitchesSwapped: "The two bolt switches are on each other's pins",
  boltSwitchOpen: "The wire to a bolt switch is broken",
  boltSwitchShorted: "A bolt switch is shorted",
  pullUpMissing: "The pull-up resistor of a bolt switch is missing",
  dividerSwapped: "The two resistors of the battery divider are swapped",
  dividerWrongBottom: "The lower resistor of the battery divider is 330 k, not 470 k",
  dividerOpen: "The battery divider is not connected to the pack",
  adcNoisy: "The capacitor at the battery divider is missing, and the wire picks up noise",
  buzzerDead: "The buzzer is dead",
  ledDead: "The light is dead, or the wrong way round",
  fingerprintSwapped: "TXD and RXD of the fingerprint or face module are swapped",
  cardReaderSilent: "The card reader does not answer: a wire is broken, or its switches are wrong",
};

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
    formsOf(id, board).map((form) => ({ ...form, id, sentence: wiringFaults[id] })),
  );
}

/** None: the board has no such wire. */
function formsOf(id: WiringFaultId, board: Board): WiringFaultForm[] {
  const { bolt, boltSwitches, tamperPin, buzzerPin, fingerprint, face, cardReader, keypad } = board;
  const lines = linesOf(board);
  switch (id) {
    case "keypadLineOpen":
      return lines.map((part, line) => ({ fault: { id, line }, part }));
    case "keypadLinesShorted":
      return lines.flatMap((one, line) =>
        lines.slice(line + 1).map((other, index): WiringFaultForm => {
          return { fault: { id, lines: [line, line + 1 + index] }, part: `${one} and ${other}` };
        }),
      );
    case "keypadKeyStuck":
      return [...keypad.keys.join("")].map((key) => ({ fault: { id, key }, part: key }));
    case "boltSwitchOpen":
    case "boltSwitchShorted":
    case "pullUpMissing":
      return boltSwitches === undefined ? [] : ends.map((end) => ({ fault: { id, end }, part: end }));
    case "boltSwitchesSwapped":
      return formIf(id, boltSwitches !== undefined);
    case "motorWiresSwapped":
    case "motorWireOpen":
    case "motorEnableOpen":
      return formIf(id, bolt.kind === "motor");
    case "currentSenseOpen":
      return formIf(id, bolt.kind === "motor" && bolt.currentSense !== undefined);
    case "servoSignalOpen":
    case "servoSupplyOpen":
      return formIf(id, bolt.kind === "servo");
    case "tamperWireOpen":
      return formIf(id, tamperPin !== undefined);
    case "buzzerDead":
      return formIf(id, buzzerPin !== undefined);
    case "fingerprintSwapped":
      return formIf(id, (fingerprint ?? face) !== undefined);
    case "cardReaderSilent":
      return formIf(id, cardReader !== undefined);
    default:
      return formIf(id, true);
  }
}

function formIf(fault: WiringFault, fits: boolean): WiringFaultForm[] {
  return fits ? [{ fault, part: "" }] : [];
}

/** The keypad's wires in the order of their numbers. */
function linesOf({ keypad }: Board): string[] {
  const rows = keypad.rowPins.map((_, row) => `row ${row + 1} (${[...(keypad.keys[row] ?? "")].join(" ")})`);
  const columns = keypad.columnPins.map(
    (_, column) => `column ${column + 1} (${keypad.keys.map((keys) => keys[column]).join(" ")})`,
  );
  return [...rows, ...columns];
}
