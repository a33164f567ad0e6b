// SPDX-License-Identifier: Apache-2.0
/** The records of storage/RECORDS.md, read as that page says. */
import { encodeText } from "../board/engine";
import type { HashKey } from "./model-hash";

const version = 1;
const polynomial = 0xedb88320;
const verifierBytes = 16;
const verifierOffset = 2;

/** In the order in which they stand in the record. */
export const settingNames = Object.freeze([
  "AutoRelockTime",
  "OpenPeriod",
  "SoundVolume",
  "BatteryChemistry",
  "BatteryGainPpm",
]);
export const settingDefaults = Object.freeze([30, 5, 1, 0, 1_000_000]);

/** undefined: garbled. */
export function payloadOf(key: string, record: Uint8Array): Uint8Array | undefined {
  const end = record.length - 4;
  if (end < 1 || record[0] !== version) return undefined;
  let crc = 0xffffffff;
  for (const byte of encodeText(key)) crc = step(crc, byte);
  for (let at = 0; at < end; at++) crc = step(crc, record[at]!);
  const stored = new DataView(record.buffer, record.byteOffset).getUint32(end, true);
  return (crc ^ 0xffffffff) >>> 0 === stored ? record.slice(1, end) : undefined;
}

function step(crc: number, byte: number): number {
  let value = crc ^ byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
  return value >>> 0;
}

/** A shorter record leaves the rest at their defaults. */
export function settingsOf(payload: Uint8Array): number[] {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  return settingDefaults.map((value, place) => (payload.length >= place * 4 + 4 ? view.getInt32(place * 4, true) : value));
}

export function numberOf(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
}

/** Index of the user whose record has this key; 0: it is another record. */
export function userIndexOf(key: string): number {
  return key.startsWith("user.") ? Number(key.slice(5)) : 0;
}

export function verifierOf(payload: Uint8Array): Uint8Array {
  return payload.slice(verifierOffset, verifierOffset + verifierBytes);
}

export function verifierFor(pin: string, key: HashKey): Uint8Array {
  return key.mac(Uint8Array.from(pin, Number), verifierBytes);
}
