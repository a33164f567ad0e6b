// SPDX-License-Identifier: Apache-2.0
/**
 * What the panel's page and its server say to each other over the WebSocket: one JSON object a message. The page knows the
 * physical world around the lock, the serial line and the log as it stands in flash; it has no other way into the firmware.
 */

/** The world as it is now, sent whenever something in it changed, and at least once a second. */
export interface PanelState {
  board: string;
  /** Virtual milliseconds since this board was made. */
  nowMs: number;
  powered: boolean;
  /** Why the firmware stands still although there is power; undefined: it runs. */
  stopped?: string | undefined;
  /** Resets that nobody asked for since the page was opened, the newest last. */
  faults: string[];
  led: boolean;
  /** 0: silent. */
  buzzerHz: number;
  /** 0 unlocked, 1 thrown. */
  boltPosition: number;
  boltMoving: boolean;
  boltBlocked: boolean;
  doorOpen: boolean;
  magnet: boolean;
  coverOn: boolean;
  buttonPressed: boolean;
  batteryVolts: number;
  /** 0..1 */
  batteryCharge: number;
  chemistry: "alkaline" | "lithium" | "nimh" | "liIon1S" | "liIon2S";
  turns: PanelTurns;
  /** What the firmware says of itself (GetStatus on the serial line, which is free to read); undefined before it answered. */
  lock?: PanelLock | undefined;
}

export interface PanelLock {
  lockState: string;
  doorState: string;
  setUp: string;
  lockedOutSeconds: number;
}

/** Callbacks into the firmware since the last power-up, in time of the slowest chip. */
export interface PanelTurns {
  count: number;
  longestMs: number;
  longestName: string;
  byName: { name: string; count: number; longestMs: number }[];
}

export interface PanelLogEntry {
  sequence: number;
  boot: number;
  uptimeSeconds: number;
  utcSeconds: number;
  text: string;
}

export type FromServer =
  | { type: "state"; state: PanelState }
  /** Lines of the serial console, in either direction. */
  | { type: "lines"; lines: { fromLock: boolean; text: string }[] }
  /** Entries that are new in flash; `fresh`: forget the earlier ones. */
  | { type: "log"; fresh: boolean; entries: PanelLogEntry[] };

export type FromPage =
  | { op: "keyDown"; key: string }
  | { op: "keyUp"; key: string }
  | { op: "door"; open: boolean }
  | { op: "thumbTurn"; to: "locked" | "unlocked" }
  | { op: "button"; pressed: boolean }
  | { op: "magnet"; on: boolean }
  | { op: "cover"; on: boolean }
  | { op: "blockBolt"; on: boolean }
  | { op: "battery"; charge: number; chemistry: PanelState["chemistry"] }
  | { op: "power"; on: boolean }
  | { op: "serial"; text: string };
