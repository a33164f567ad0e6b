// SPDX-License-Identifier: Apache-2.0
/** The records of storage/RECORDS.md, read as that page says. */
import { encodeText } from "../board/engine";
import type { HashKey } from "./model-hash";

/** Of every record but the users', which are of the second. */
const version = 1;
const userVersion = 2;
const polynomial = 0xedb88320;
export const credentialDataBytes = 16;
const userHeadBytes = 17;
const characterBytes = 3;
const weekDayBytes = 5;
const yearDayBytes = 8;
/** The mode comes last. */
const holidayBytes = 9;

/** In the order in which they stand in the record. */
export const settingNames = Object.freeze([
  "AutoRelockTime",
  "OpenPeriod",
  "SoundVolume",
  "BatteryChemistry",
  "BatteryGainPpm",
  "OperatingMode",
  "WrongCodeEntryLimit",
  "UserCodeTemporaryDisableTime",
  "RequirePINforRemoteOperation",
  "ExpiringUserTimeout",
  "CardOpensAlone",
  "ScrambledEntry",
]);
export const settingDefaults = Object.freeze([30, 5, 1, 0, 1_000_000, 0, 3, 30, 0, 1_440, 0, 0]);

export interface KnownCredential {
  type: number;
  index: number;
  data: Uint8Array;
}

/** A user's record. Schedules are kept as text, too, so that a change is seen. */
export interface KnownUser {
  status: number;
  type: number;
  rule: number;
  uniqueId: number;
  firstUsedUtcSeconds: number;
  name: string;
  credentials: readonly KnownCredential[];
  /** Slots and their bytes. */
  weekDays: string;
  yearDays: string;
  windows: readonly Window[];
  spans: readonly Span[];
}

/** Of the week. */
export interface Window {
  /** 0 Sunday to 6 Saturday. */
  days: readonly number[];
  startMinute: number;
  endMinute: number;
}

/** Seconds of local time since 2000-01-01 00:00; the last one is outside. */
export interface Span {
  fromSeconds: number;
  toSeconds: number;
}

export interface Holiday extends Span {
  mode: number;
}

/** undefined: garbled. */
export function payloadOf(key: string, record: Uint8Array): Uint8Array | undefined {
  const end = record.length - 4;
  if (end < 1 || record[0] !== (userIndexOf(key) > 0 ? userVersion : version)) return undefined;
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

/** undefined: its length is not what it says itself. */
export function userOf(payload: Uint8Array): KnownUser | undefined {
  if (payload.length < userHeadBytes) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const weekDaysMask = view.getUint16(13, true);
  const yearDaysMask = view.getUint16(15, true);
  let at = userHeadBytes;
  let name = "";
  for (let left = view.getUint8(11); left > 0 && at + characterBytes <= payload.length; left--, at += characterBytes) {
    name += String.fromCodePoint(view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_0000);
  }
  const credentials: KnownCredential[] = [];
  for (let left = view.getUint8(12); left > 0 && at + 3 <= payload.length; left--, at += 3 + credentialDataBytes) {
    const data = payload.slice(at + 3, at + 3 + credentialDataBytes);
    credentials.push({ type: view.getUint8(at), index: view.getUint16(at + 1, true), data });
  }
  const yearDaysAt = at + bitsIn(weekDaysMask) * weekDayBytes;
  if (payload.length !== yearDaysAt + bitsIn(yearDaysMask) * yearDayBytes) return undefined;
  return {
    status: view.getUint8(0),
    type: view.getUint8(1),
    rule: view.getUint8(2),
    uniqueId: view.getUint32(3, true),
    firstUsedUtcSeconds: view.getUint32(7, true),
    name,
    credentials,
    weekDays: `${weekDaysMask}: ${payload.slice(at, yearDaysAt).join()}`,
    yearDays: `${yearDaysMask}: ${payload.slice(yearDaysAt).join()}`,
    windows: piecesOf(payload.subarray(at, yearDaysAt), weekDayBytes).map(windowOf),
    spans: piecesOf(payload.subarray(yearDaysAt), yearDayBytes).map(spanOf),
  };
}

/** Empty slots are all zeros. */
export function holidaysOf(payload: Uint8Array): Holiday[] {
  const holidays = piecesOf(payload, holidayBytes).map((bytes) => ({ ...spanOf(bytes), mode: bytes[yearDayBytes]! }));
  return holidays.filter(({ toSeconds }) => toSeconds > 0);
}

function piecesOf(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: bytes.length / length }, (_, place) => bytes.slice(place * length, (place + 1) * length));
}

function windowOf([mask = 0, startHour = 0, startMinute = 0, endHour = 0, endMinute = 0]: Uint8Array): Window {
  const days = [0, 1, 2, 3, 4, 5, 6].filter((day) => (mask & (2 ** day)) !== 0);
  return { days, startMinute: startHour * 60 + startMinute, endMinute: endHour * 60 + endMinute };
}

function spanOf(bytes: Uint8Array): Span {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { fromSeconds: view.getUint32(0, true), toSeconds: view.getUint32(4, true) };
}

function bitsIn(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest >>>= 1) count += rest & 1;
  return count;
}

export function verifierFor(pin: string, key: HashKey): Uint8Array {
  return key.mac(Uint8Array.from(pin, Number), credentialDataBytes);
}
