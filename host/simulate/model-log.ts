// SPDX-License-Identifier: Apache-2.0
/** The audit partition of storage/FORMAT.md, read as that page says. */
import { sameBytes, type HashKey } from "./model-hash";

export const slotBytes = 32;
export const slotsPerSector = 128;
export const sectorBytes = slotBytes * slotsPerSector;
/** At least so many entries are kept at any moment. */
export const keptEntriesMin = 3_810;

const contentBytes = 22;
const macBytes = 8;
const checkedBytes = 30;
const mark = Object.freeze([0x4c, 0x4b, 0x41, 0x31]);
const kindOfEntry = 1;

/** Codes of what is in the log, as far as anybody here asks. */
export const logged = Object.freeze({
  powerUp: 1,
  accepted: 10,
  refused: 11,
  lockedOut: 12,
  requestAccepted: 15,
  denied: 16,
  nonAccessUser: 17,
  forcedUser: 18,
  partAccepted: 19,
  locked: 20,
  unlocked: 21,
  boltByHand: 24,
  jamAlarm: 26,
  doorOpened: 30,
  doorClosed: 31,
  doorForcedOpen: 32,
  batteryOk: 40,
  batteryCritical: 42,
  batteryDead: 43,
  settingChanged: 50,
  timeSet: 51,
  userSet: 52,
  userCleared: 53,
  consoleLogin: 60,
  consoleLogout: 61,
  queueOverflow: 70,
  fault: 71,
  recordDamaged: 72,
  recordNotWritten: 73,
  deviceKeyUnusable: 74,
  entriesLost: 75,
  chainBroken: 76,
  keyStuck: 77,
  guestAccepted: 80,
  firmwareValid: 105,
  firmwareOutdated: 107,
});

export const sources = Object.freeze({ manual: 1, proprietaryRemote: 2, keypad: 3, auto: 4, button: 5, card: 8, finger: 9 });

export interface Entry {
  sequence: number;
  utcSeconds: number;
  uptimeSeconds: number;
  value: number;
  boot: number;
  user: number;
  event: number;
  source: number;
}

/** A whole write, as its check says; undefined: it is none. */
export function entryAt(flash: Uint8Array, address: number): Entry | undefined {
  const view = new DataView(flash.buffer, flash.byteOffset + address, slotBytes);
  if (view.getUint16(checkedBytes, true) !== checkOf(flash, address)) return undefined;
  return {
    sequence: view.getUint32(0, true),
    utcSeconds: view.getUint32(4, true),
    uptimeSeconds: view.getUint32(8, true),
    value: view.getInt32(12, true),
    boot: view.getUint16(16, true),
    user: view.getUint16(18, true),
    event: view.getUint8(20),
    source: view.getUint8(21),
  };
}

/** FNV-1a, folded. */
function checkOf(flash: Uint8Array, address: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < checkedBytes; at++) hash = Math.imul(hash ^ flash[address + at]!, 0x01000193);
  return (hash >>> 16) ^ (hash & 0xffff);
}

export function macAt(flash: Uint8Array, address: number): Uint8Array {
  return flash.slice(address + contentBytes, address + contentBytes + macBytes);
}

/** Chained to the entry whose MAC is given. */
export function isGenuine(flash: Uint8Array, address: number, chain: Uint8Array, key: HashKey): boolean {
  const message = new Uint8Array(mark.length + 1 + macBytes + contentBytes);
  message.set(mark);
  message[mark.length] = kindOfEntry;
  message.set(chain, mark.length + 1);
  message.set(flash.subarray(address, address + contentBytes), mark.length + 1 + macBytes);
  return sameBytes(key.mac(message, macBytes), macAt(flash, address));
}

/** Of a sector in use: the MAC of the entry before its first one. */
export function chainOfHeader(flash: Uint8Array, sector: number): Uint8Array {
  return flash.slice(sector * sectorBytes + 14, sector * sectorBytes + contentBytes);
}
