// SPDX-License-Identifier: Apache-2.0
/**
 * The bring-up firmware: it opens the lock's own drivers, does what it is asked over the serial line, and says what it sees. It judges
 * nothing but what is safe; what a figure is worth, and what to look at when it is wrong, the computer says (host/bringup/).
 *
 * These are its parts, for commands.ts, and here is what it does when something happens by itself.
 */
import type { Board } from "../boards/board";
import type { Indicator } from "../drivers/indicator";
import { asWord } from "../link/word";
import type { LockEvent } from "../lock/events";
import type { Loop } from "../lock/loop";
import type { CalibratedParts, Calibrations } from "./calibrations";
import type { BringupConsole } from "./console";
import type { Heard } from "./heard";
import type { KeypadWatch } from "./keypad-watch";
import type { Looks } from "./looks";
import type { Motion } from "./motion";
import type { Readers } from "./readers";
import type { StorageTestOptions } from "./storage-test";

export interface Bringup {
  board: Board;
  /** What GetBoard and GetRandom answer. */
  facts: object;
  random: object;
  nowMs: () => number;
  loop: Loop;
  heard: Heard;
  parts: CalibratedParts;
  calibrations: Calibrations;
  motion: Motion;
  looks: Looks;
  keypad: KeypadWatch;
  indicator: Indicator;
  readers: Readers;
  storage: StorageTestOptions;
  tell: (event: object) => void;
}

export function handleEvent(event: LockEvent, bringup: Bringup, console: BringupConsole): void {
  const { board, motion, tell } = bringup;
  switch (event.type) {
    case "line":
      return console.line(event.text);
    case "boltMoved":
      return motion.handle(event.move);
    case "boltByHand":
      if (motion.byHand()) tell({ Event: "BoltByHand", Position: asWord(event.position) });
      return;
    case "door":
      return tellContact(bringup, "Door", board.doorPin, event.closed);
    case "button":
      return tellContact(bringup, "Button", board.buttonPin, event.pressed);
    case "tamper":
      return tellContact(bringup, "Tamper", board.tamperPin ?? -1, !event.open);
    case "fault":
      return handleFault(event.where, bringup, console);
    default:
  }
}

/** Whatever went wrong, and wherever: power off first. */
export function handleFault(where: string, { motion, tell }: Bringup, console: BringupConsole): void {
  motion.end("Fault");
  tell({ Event: "Fault", Where: where });
  console.fault();
}

function tellContact({ heard, tell }: Bringup, name: string, pin: number, closed: boolean): void {
  tell({ Event: "Contact", Name: name, Closed: closed, BounceUs: heard.takeBounceUs(pin) });
}
