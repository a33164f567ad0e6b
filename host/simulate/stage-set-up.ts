// SPDX-License-Identifier: Apache-2.0
/**
 * The lock as the household got it: set up, with everybody's PIN, its settings, locked. It is done once for a firmware and
 * board, since it takes long; every life begins from a copy of what was on flash and in NVS then.
 */
import type { Board } from "../../boards/board";
import type { Firmware } from "../board/chip-power";
import { virtualBoard, type VirtualBoard, type VirtualBoardOptions } from "../board/virtual-board";
import { initialSettings, masterPin, pins } from "./cast";

const recordsDomain = "latchkey";
const second = 1_000;
const setUpSeed = 1;

export type Kept = Required<Pick<VirtualBoardOptions, "flashImage" | "nvsEntries" | "boltPosition">>;

const keptOf = new WeakMap<Firmware, Map<string, Kept>>();

export function setUpLock(firmware: Firmware, board: Board): Kept {
  let boards = keptOf.get(firmware);
  if (boards === undefined) keptOf.set(firmware, (boards = new Map<string, Kept>()));
  let kept = boards.get(board.name);
  if (kept === undefined) boards.set(board.name, (kept = setUp(firmware, board)));
  return kept;
}

/** Sends one command, which must succeed. */
export function command(board: VirtualBoard, name: string, given: object = {}): void {
  const { lineCount } = board.line;
  board.serialWrite(`${JSON.stringify({ Command: name, ...given })}\n`);
  board.runUntil(() => board.line.lineCount > lineCount, second);
  const reply = board.serialLines.at(-1) ?? "";
  if (!reply.includes('"Status":"SUCCESS"')) throw new Error(`the set-up fails: ${name} is answered with ${reply}`);
}

function setUp(firmware: Firmware, wiring: Board): Kept {
  const board = virtualBoard({ firmware, board: wiring, seed: setUpSeed, leapOverIdle: true });
  board.powerUp();
  board.run(3 * second);
  board.pressButton(5.5 * second);
  board.run(6 * second);
  board.type(`${masterPin}#${masterPin}#`);
  board.run(second);
  command(board, "Login", { PIN: masterPin });
  for (const [index, pin] of Object.entries(pins)) {
    if (pin !== masterPin) command(board, "SetCredential", { UserIndex: Number(index), CredentialType: 1, CredentialData: pin });
  }
  for (const [name, value] of Object.entries(initialSettings)) command(board, "SetSetting", { Name: name, Value: value });
  command(board, "LockDoor");
  board.run(3 * second);
  command(board, "Logout");
  if (board.boltPosition < 0.97) throw new Error("the set-up fails: the bolt is not thrown");
  const entries = [...(board.nvs.open(recordsDomain, true) ?? [])];
  return {
    flashImage: board.flash.bytes.slice(),
    nvsEntries: entries.map(([key, { type, value }]) => ({ domain: recordsDomain, key, type, value })),
    boltPosition: board.boltPosition,
  };
}
