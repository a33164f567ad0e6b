// SPDX-License-Identifier: Apache-2.0
/** Names for the wires of a board, with the pin where each ends. The pins are those of boards/: no other place has numbers. */
import type { Board } from "../../boards/board";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import { board as s3 } from "../../boards/esp32-s3";
import { board as s3Face } from "../../boards/esp32-s3-face";

const boards: readonly Board[] = [devkit, s3, s3Face, c3];

/** undefined: no board has this name. */
export function boardNamed(name: unknown): Board | undefined {
  return boards.find((each) => each.name === name);
}

export class Wires {
  readonly board: Board;

  constructor(board: Board) {
    this.board = board;
  }

  get rowCount(): number {
    return this.board.keypad.rowPins.length;
  }

  /** Rows first, then columns. */
  get keypadLineCount(): number {
    return this.rowCount + this.board.keypad.columnPins.length;
  }

  keypadLine(line: number): string {
    const { keypad } = this.board;
    const column = line - this.rowCount;
    const keys = column < 0 ? [...(keypad.keys[line] ?? "")] : keypad.keys.map((row) => row[column]);
    return `${this.keypadLineName(line)} (keys ${keys.join(" ")}) on GPIO ${[...keypad.rowPins, ...keypad.columnPins][line]}`;
  }

  keypadLineName(line: number): string {
    return line < this.rowCount ? `row ${line + 1}` : `column ${line - this.rowCount + 1}`;
  }

  /** The key where two lines cross; undefined: they do not. */
  keyAt(one: number, other: number): string | undefined {
    const [row, column] = one < other ? [one, other] : [other, one];
    if (row >= this.rowCount || column < this.rowCount) return undefined;
    return this.board.keypad.keys[row]?.[column - this.rowCount];
  }

  /** Row and column of a key, as lines. */
  linesOf(key: string): readonly [number, number] {
    const row = this.board.keypad.keys.findIndex((keys) => keys.includes(key));
    return [row, this.rowCount + (this.board.keypad.keys[row]?.indexOf(key) ?? 0)];
  }

  get door(): string {
    const { tamperPin, doorPin } = this.board;
    return tamperPin === undefined ? `door reed and cover switch in series on GPIO ${doorPin}` : `door reed on GPIO ${doorPin}`;
  }

  get tamper(): string {
    return `cover switch on GPIO ${this.board.tamperPin ?? this.board.doorPin}`;
  }

  get button(): string {
    return `inside button on GPIO ${this.board.buttonPin}`;
  }

  boltSwitch(end: "locked" | "unlocked"): string {
    const pins = this.board.boltSwitches;
    return `bolt switch, ${end}, on GPIO ${end === "locked" ? pins?.lockedPin : pins?.unlockedPin}`;
  }

  get battery(): string {
    return `battery divider on GPIO ${this.board.battery.pin}`;
  }

  get led(): string {
    return `LED on GPIO ${this.board.ledPin}`;
  }

  get buzzer(): string {
    return `buzzer on GPIO ${this.board.buzzerPin}`;
  }

  get motorWires(): string {
    return "the two wires from AO1 and AO2 of the driver to the motor";
  }

  get motorEnable(): string {
    const { bolt } = this.board;
    return bolt.kind === "motor" ? `motor enable (nSLEEP, STBY) on GPIO ${bolt.enablePin}` : "";
  }

  get motorInputs(): string {
    const { bolt } = this.board;
    return bolt.kind === "motor" ? `motor inputs on GPIO ${bolt.lockPin} (AIN1) and ${bolt.unlockPin} (AIN2)` : "";
  }

  get currentSense(): string {
    const { bolt } = this.board;
    return bolt.kind === "motor" ? `current sense (OUT of the INA180) on GPIO ${bolt.currentSense?.pin}` : "";
  }

  get servoSignal(): string {
    const { bolt } = this.board;
    return bolt.kind === "servo" ? `servo signal (orange) on GPIO ${bolt.signalPin}` : "";
  }

  get servoSupply(): string {
    const { bolt } = this.board;
    return bolt.kind === "servo" ? `servo supply: the gates behind GPIO ${bolt.supplyPin}, and the red wire` : "";
  }

  get cardReader(): string {
    const { cardReader } = this.board;
    if (cardReader?.kind === "pn532") return `card reader: SDA on GPIO ${cardReader.dataPin}, SCL on GPIO ${cardReader.clockPin}`;
    return "card reader on SPI";
  }

  get fingerprint(): string {
    const { fingerprint } = this.board;
    return `fingerprint module: RXD on GPIO ${fingerprint?.transmitPin}, TXD on GPIO ${fingerprint?.receivePin}`;
  }

  get face(): string {
    const { face } = this.board;
    return `face module: RXD on GPIO ${face?.transmitPin}, TXD on GPIO ${face?.receivePin}, its supply on GPIO ${face?.supplyPin}`;
  }
}
