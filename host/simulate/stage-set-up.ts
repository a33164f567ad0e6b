// SPDX-License-Identifier: Apache-2.0
/**
 * The lock as the household got it: set up, with everybody's PIN, its settings, locked; or some years later, when the log
 * has come round and forgets its oldest sector each time that one is full. It is done once for a firmware and board, since
 * it takes long; every life begins from a copy of what was on flash and in NVS then.
 */
import type { Board } from "../../boards/board";
import { askSuccess } from "../board/ask";
import type { Firmware } from "../board/chip-power";
import { virtualBoard, type VirtualBoard, type VirtualBoardOptions } from "../board/virtual-board";
import { addPin } from "../board/pin-credential";
import { addCard, addFinger } from "./credentials";
import { cards, fingers, initialSettings, masterPin, pins, visitors } from "./cast";
import type { Prints } from "./stage-readers";

const recordsDomain = "latchkey";
const second = 1_000;
const setUpSeed = 1;

export type Kept = Required<Pick<VirtualBoardOptions, "flashImage" | "nvsEntries" | "boltPosition">> & {
  /** undefined: the board has no place for a fingerprint module. */
  prints: Prints | undefined;
  /** In hexadecimal. */
  guestKey: string;
};

export type LogAge = "young" | "old";

/** More than the partition holds: 32 sectors of 127. A login and a logout are three. */
const oldLogEntries = 4_200;
const entriesOfSession = 3;

const keptOf = new WeakMap<Firmware, Map<string, Kept>>();

export function setUpLock(firmware: Firmware, board: Board, logAge: LogAge): Kept {
  let locks = keptOf.get(firmware);
  if (locks === undefined) keptOf.set(firmware, (locks = new Map<string, Kept>()));
  const name = `${board.name} ${logAge}`;
  let kept = locks.get(name);
  if (kept === undefined) {
    kept = logAge === "young" ? setUp(firmware, board) : growOld(firmware, board);
    locks.set(name, kept);
  }
  return kept;
}

function setUp(firmware: Firmware, wiring: Board): Kept {
  const board = virtualBoard({ firmware, board: wiring, seed: setUpSeed, leapOverIdle: true, fingerprintModule: true });
  board.powerUp();
  board.run(3 * second);
  board.pressButton(5.5 * second);
  board.run(6 * second);
  board.type(`${masterPin}#${masterPin}#`);
  board.run(second);
  askSuccess(board, "Login", { PIN: masterPin });
  for (const [index, pin] of Object.entries(pins)) {
    if (pin !== masterPin) askSuccess(board, "SetCredential", addPin(Number(index), pin));
  }
  for (const { index, name, type, pin, rule } of visitors) {
    const who = { UserIndex: index };
    askSuccess(board, "SetUser", { OperationType: 0, ...who, UserName: name, UserType: type, CredentialRule: rule ?? 0 });
    if (pin !== "") askSuccess(board, "SetCredential", { ...addPin(index, pin), ...who });
  }
  for (const { index, uid } of cards) askSuccess(board, "SetCredential", { ...addCard(index, uid), UserIndex: index });
  if (board.fingerprint !== undefined) enrolAll(board);
  askSuccess(board, "NewGuestKey");
  const guestKey = String(askSuccess(board, "GetGuestKey")["GuestKey"]);
  for (const [name, value] of Object.entries(initialSettings)) askSuccess(board, "SetSetting", { Name: name, Value: value });
  askSuccess(board, "LockDoor");
  board.run(3 * second);
  askSuccess(board, "Logout");
  if (board.boltPosition < 0.97) throw new Error("the set-up fails: the bolt is not thrown");
  const { fingerprint } = board;
  const prints = fingerprint && { password: fingerprint.password, templates: [...fingerprint.templates] };
  return { ...keep(board), prints, guestKey };
}

function enrolAll(board: VirtualBoard): void {
  for (const { index, slot, finger } of fingers) {
    askSuccess(board, "EnrolFinger", { Slot: slot });
    for (const each of [finger, undefined, finger]) {
      board.run(second);
      board.fingerprint?.lay(each);
      board.run(2 * second);
    }
    board.fingerprint?.lay(undefined);
    board.run(2 * second);
    askSuccess(board, "SetCredential", { ...addFinger(slot), UserIndex: index });
  }
}

function growOld(firmware: Firmware, wiring: Board): Kept {
  const kept = setUpLock(firmware, wiring, "young");
  const { prints, guestKey, ...stored } = kept;
  const board = virtualBoard({ firmware, board: wiring, seed: setUpSeed, leapOverIdle: true, ...stored });
  board.powerUp();
  board.run(3 * second);
  for (let left = oldLogEntries; left > 0; left -= entriesOfSession) {
    askSuccess(board, "Login", { PIN: masterPin });
    askSuccess(board, "Logout");
    // Time to prepare the next sector.
    board.run(100);
  }
  return { ...keep(board), prints, guestKey };
}

function keep(board: VirtualBoard): Omit<Kept, "prints" | "guestKey"> {
  const entries = [...(board.nvs.open(recordsDomain, true) ?? [])];
  return {
    flashImage: board.flash.bytes.slice(),
    nvsEntries: entries.map(([key, { type, value }]) => ({ domain: recordsDomain, key, type, value })),
    boltPosition: board.boltPosition,
  };
}
