// SPDX-License-Identifier: Apache-2.0
/** The board at one moment as flat data, for the panel and the demo. */
import type { ResetReason } from "./chip";
import type { Chemistry } from "../../lock/parts";
import { mainTurn, preloadTurn } from "./meter";
import type { VirtualBoard } from "./virtual-board";
import { nameOf } from "./wiring-faults";

export interface BoardState {
  nowMs: number;
  powered: boolean;
  running: boolean;
  /** Why the firmware does not run; empty when it does. */
  stoppedWhy: string;
  resetReason: ResetReason;
  /** Of the image that was booted last: its slot, 0 or 1, and what it says of itself. */
  runningSlot: number;
  firmwareVersion: string;
  /** Any reset now, and the boot loader goes back to the other image. */
  onProbation: boolean;
  bootCount: number;
  faultCount: number;
  /** 0 drawn back, 1 thrown. */
  boltPosition: number;
  boltBlocked: boolean;
  boltDriven: boolean;
  turnedByHand: boolean;
  /** The hand at the thumb-turn stays there. */
  heldByHand: boolean;
  longestDriveMs: number;
  longestStallMs: number;
  motorMilliamps: number;
  doorOpen: boolean;
  magnet: boolean;
  coverOn: boolean;
  buttonPressed: boolean;
  keysDown: string;
  /** UIDs of the cards that are held up, in hexadecimal, with spaces between them. */
  cards: string;
  /** Whose finger lies on the fingerprint module; empty: nobody's. */
  finger: string;
  /** Colour and mode of its ring; empty: dark. */
  fingerRing: string;
  fingerForged: boolean;
  led: boolean;
  buzzerHz: number;
  /** Names of what is wired wrongly, with semicolons between them. */
  wiring: string;
  chemistry: Chemistry;
  chargePercent: number;
  /** Of the pack at rest, and under the load of this moment. */
  openVolts: number;
  volts: number;
  /** Lines ever sent by the firmware. */
  lineCount: number;
  lostSerialBytes: number;
  storageOperations: number;
  nvsEntriesUsed: number;
  sectorErasesMax: number;
  longestTurnUnits: number;
  longestTurnName: string;
}

export function boardState(board: VirtualBoard): BoardState {
  const { world, power, line, operations, nvs, flash, meter } = board;
  const { bolt, door, battery } = world;
  bolt.advance();
  let longest = { units: 0, name: "" };
  for (const [name, { longestUnits }] of meter.turns) {
    if (longestUnits > longest.units && name !== preloadTurn && name !== mainTurn) longest = { units: longestUnits, name };
  }
  return {
    nowMs: board.nowMs,
    powered: power.on,
    running: power.stopped === undefined,
    stoppedWhy: power.stopped?.why ?? "",
    resetReason: power.lastResetReason,
    runningSlot: power.image?.slot ?? 0,
    firmwareVersion: power.image?.config.firmwareVersion ?? "",
    onProbation: power.image !== undefined && board.bootLoader.isPending(power.image.slot),
    bootCount: power.bootCount,
    faultCount: power.faultCount,
    boltPosition: bolt.position,
    boltBlocked: bolt.blocked,
    boltDriven: bolt.actuator.driven,
    turnedByHand: bolt.turnedByHand,
    heldByHand: bolt.heldByHand,
    longestDriveMs: bolt.longestDriveMs,
    longestStallMs: bolt.longestStallMs,
    motorMilliamps: Math.round(bolt.actuator.milliamps),
    doorOpen: door.open,
    magnet: door.magnet,
    coverOn: world.coverOn,
    buttonPressed: world.button.settled,
    keysDown: world.keypad.keysDown,
    cards: world.cardReader?.field.uids.join(" ") ?? "",
    finger: board.fingerprint?.finger ?? "",
    fingerRing: board.fingerprint?.ring ?? "",
    fingerForged: board.fingerprint?.faults.forgedSlot !== undefined,
    led: world.led,
    buzzerHz: world.buzzerHz,
    wiring: world.wiring.map(nameOf).join(";"),
    chemistry: battery.chemistry,
    chargePercent: battery.chargePercent,
    openVolts: battery.openVolts,
    volts: battery.volts,
    lineCount: line.lineCount,
    lostSerialBytes: line.lostBytes,
    storageOperations: operations.count,
    nvsEntriesUsed: nvs.entriesUsed,
    sectorErasesMax: Math.max(...flash.eraseCounts),
    longestTurnUnits: longest.units,
    longestTurnName: longest.name,
  };
}
