// SPDX-License-Identifier: Apache-2.0
/**
 * What the panel's page and its server say to each other over the WebSocket: one JSON object a message. The page knows the
 * physical world around the lock, the serial line and the log as it stands in flash; it has no other way into the firmware.
 */
import type { Chemistry } from "../../lock/parts";

/** 4, 7 or 10 bytes in hexadecimal. 88, which says that more follows, never stands where a UID has a byte of its own (ISO 14443-3). */
export function isUid(text: unknown): text is string {
  return typeof text === "string" && /^(?!88)([0-9a-f]{8}|[0-9a-f]{6}(?!88)([0-9a-f]{8}|[0-9a-f]{14}))$/i.test(text);
}

/** The world as it is now, sent whenever something in it changed, and at least once a second. */
export interface PanelState {
  board: string;
  /** The bring-up firmware runs, not the lock's. */
  bringup: boolean;
  /** Virtual milliseconds since this board was made. */
  nowMs: number;
  /** Of the firmware, since it was last started; undefined: it does not run. */
  upMs: number | undefined;
  powered: boolean;
  /** Why the firmware stands still although nobody cut its power; undefined: it runs. */
  stopped: string | undefined;
  /** Why the firmware was restarted although nobody asked for that, since power came; the newest last. */
  restarts: string[];
  led: boolean;
  /** 0: silent. */
  buzzerHz: number;
  /** UIDs of the cards that are held up, in hexadecimal. */
  cards: string[];
  /** Whose finger lies on the fingerprint module; empty: nobody's. */
  finger: string;
  /** Colour and mode of its ring, such as "blue breathing"; empty: dark. */
  fingerRing: string;
  fingerForged: boolean;
  /** 0 unlocked, 1 thrown. */
  boltPosition: number;
  boltMoving: boolean;
  boltBlocked: boolean;
  /** A hand holds the thumb-turn where it is. */
  thumbHeld: boolean;
  doorOpen: boolean;
  magnet: boolean;
  coverOn: boolean;
  /** How long the inside button has been down; undefined: it is up. */
  buttonHeldMs: number | undefined;
  batteryVolts: number;
  /** 0..1 */
  batteryCharge: number;
  chemistry: Chemistry;
  /** Names of what is wired wrongly (host/board/wiring-faults.ts). */
  wiring: string[];
  turns: PanelTurns;
  /** undefined before it answered. */
  lock: PanelLock | undefined;
  calibration: PanelCalibration | undefined;
}

/** What GetCalibration answers, by its own names: `Source`, and the figures (docs/console.md). */
export interface PanelCalibration {
  battery: Readonly<Record<string, unknown>> | undefined;
  bolt: Readonly<Record<string, unknown>> | undefined;
}

/** What the firmware says of itself on the serial line where that is free to read, in its words (docs/console.md). */
export interface PanelLock {
  lockState: string;
  assumed: boolean;
  doorState: string;
  alarms: string[];
  batteryLevel: string;
  lockedOutSeconds: number;
  outsideDisabled: boolean;
  setUp: string;
  /** Why the last step of set-up did not go on. */
  setUpProblem: string | undefined;
}

/** Callbacks into the firmware since the last power-up, in time of the slowest chip. */
export interface PanelTurns {
  count: number;
  longestMs: number;
  /** By event, deadline and job of the loop. */
  byEvent: { name: string; longestMs: number }[];
}

export interface PanelLogEntry {
  sequence: number;
  boot: number;
  uptimeSeconds: number;
  /** 0: the time of day was not known. */
  utcSeconds: number;
  text: string;
  isAlarm: boolean;
}

export interface PanelLine {
  fromLock: boolean;
  text: string;
}

export type FromServer =
  | { type: "state"; state: PanelState }
  /** Lines of the serial console in either direction, without PINs; `fresh`: forget the earlier ones. */
  | { type: "lines"; fresh: boolean; lines: PanelLine[] }
  /** Entries that are new in flash; `fresh`: forget the earlier ones. */
  | { type: "log"; fresh: boolean; entries: PanelLogEntry[] }
  /** Why something that a hand tried did not work. */
  | { type: "notice"; text: string };

export type FromPage =
  | { op: "keyDown"; key: string }
  | { op: "keyUp"; key: string }
  | { op: "holdCard"; uid: string }
  /** An NTAG 424 DNA: 7 bytes. */
  | { op: "holdProofCard"; uid: string }
  | { op: "takeCard"; uid: string }
  | { op: "layFinger"; finger: string; smudged: boolean }
  | { op: "liftFinger" }
  /** A board in the module's place that agrees to everything and finds slot 0. */
  | { op: "forgeFinger"; on: boolean }
  | { op: "door"; open: boolean }
  /** Opens the door whatever the bolt does. */
  | { op: "forceDoor" }
  | { op: "thumbTurn"; to: "locked" | "unlocked" }
  /** In the middle, until it is let go. */
  | { op: "holdThumb"; on: boolean }
  | { op: "button"; pressed: boolean }
  | { op: "magnet"; on: boolean }
  | { op: "cover"; on: boolean }
  | { op: "blockBolt"; on: boolean }
  | { op: "battery"; charge: number; chemistry: Chemistry }
  /** A bench supply in the pack's place. */
  | { op: "volts"; volts: number }
  /** Names of all that is wired wrongly from now on. */
  | { op: "wiring"; names: string[] }
  | { op: "power"; on: boolean }
  | { op: "serial"; text: string };
