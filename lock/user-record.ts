// SPDX-License-Identifier: Apache-2.0
/**
 * All of one user as bytes (storage/RECORDS.md): one record, so that each change of a user is one atomic write. What it reads it
 * judges: a value that this firmware never writes makes the record garbled.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import { limits } from "./limits";
import { isWeekDaySchedule, isYearDaySchedule, type WeekDaySchedule, type YearDaySchedule } from "./schedules";

/** Matter's UserStatusEnum. */
export const UserStatus = Object.freeze({ available: 0, occupiedEnabled: 1, occupiedDisabled: 3 } as const);

/** Matter's UserTypeEnum. */
export const UserType = Object.freeze({
  unrestricted: 0,
  yearDaySchedule: 1,
  weekDaySchedule: 2,
  programming: 3,
  nonAccess: 4,
  forced: 5,
  disposable: 6,
  expiring: 7,
  scheduleRestricted: 8,
  remoteOnly: 9,
} as const);

/** Matter's CredentialRuleEnum. */
export const CredentialRule = Object.freeze({ single: 0, dual: 1, tri: 2 } as const);

/** Those of Matter's CredentialTypeEnum that there are. */
export const CredentialType = Object.freeze({ programmingPin: 0, pin: 1, rfid: 2, fingerprint: 3, face: 5 } as const);

/** User 1 is the master, and nobody else is: type programming, rule single, one credential, which is the ProgrammingPIN 0. */
export const masterIndex = 1;

export const noUniqueId = 0xffff_ffff;

export interface Credential {
  type: number;
  /** From 1 within its type; 0 for the ProgrammingPIN. */
  index: number;
  /** 16 bytes: the keyed hash of a PIN's digits or a card's UID; for finger and face `templateData()`. */
  data: Uint8Array;
}

export interface StoredUser {
  status: number;
  type: number;
  rule: number;
  /** `noUniqueId`: none. */
  uniqueId: number;
  /** When an expiring user came first, seconds since 1970-01-01 UTC; 0: not yet. */
  firstUsedUtcSeconds: number;
  name: string;
  /** Ascending by type and index. */
  credentials: Credential[];
  /** Slot 1 is place 0; always ten. */
  weekDay: (WeekDaySchedule | undefined)[];
  /** Slot 1 is place 0; always ten. */
  yearDay: (YearDaySchedule | undefined)[];
}

const formatVersion = 2;
export const userNameLengthMax = 10;
export const credentialDataBytes = 16;
const headBytes = 17;
/** A name is stored by code points, three bytes each. */
const characterBytes = 3;
const credentialBytes = 3 + credentialDataBytes;
const weekDayBytes = 5;
const yearDayBytes = 8;

/** Key of a user's record. */
export function userRecord(index: number): string {
  return `user.${index}`;
}

/** A user who has nothing yet. */
export function newUser(): StoredUser {
  return {
    status: UserStatus.occupiedEnabled,
    type: UserType.unrestricted,
    rule: CredentialRule.single,
    uniqueId: noUniqueId,
    firstUsedUtcSeconds: 0,
    name: "",
    credentials: [],
    weekDay: Array.from({ length: limits.weekDaySchedulesPerUser }, () => undefined),
    yearDay: Array.from({ length: limits.yearDaySchedulesPerUser }, () => undefined),
  };
}

/** A finger's or face's credential data: its place in the module's memory, which counts from 0. */
export function templateData(slot: number): Uint8Array {
  const data = new Uint8Array(credentialDataBytes);
  data[0] = (slot + 1) & 255;
  data[1] = (slot + 1) >> 8;
  return data;
}

/** At most ten characters, none of them a control character or half of a surrogate pair. May be empty. */
export function isUserName(name: string): boolean {
  let length = 0;
  for (const character of name) {
    if (++length > userNameLengthMax || !isNameCodePoint(character.codePointAt(0)!)) return false;
  }
  return true;
}

/** The highest index of a credential type; -1: there is no such type. */
export function credentialIndexMax(type: number): number {
  switch (type) {
    case CredentialType.programmingPin:
      return 0;
    case CredentialType.pin:
      return limits.pins;
    case CredentialType.rfid:
      return limits.rfids;
    case CredentialType.fingerprint:
      return limits.fingerprints;
    case CredentialType.face:
      return limits.faces;
    default:
      return -1;
  }
}

export function sealUser(index: number, user: StoredUser): Uint8Array {
  const points = Array.from(user.name, (character) => character.codePointAt(0)!);
  const weekDayMask = slotMask(user.weekDay);
  const yearDayMask = slotMask(user.yearDay);
  const payload = new Uint8Array(
    headBytes +
      points.length * characterBytes +
      user.credentials.length * credentialBytes +
      bitsIn(weekDayMask) * weekDayBytes +
      bitsIn(yearDayMask) * yearDayBytes,
  );
  const view = new DataView(payload.buffer);
  view.setUint8(0, user.status);
  view.setUint8(1, user.type);
  view.setUint8(2, user.rule);
  view.setUint32(3, user.uniqueId, true);
  view.setUint32(7, user.firstUsedUtcSeconds, true);
  view.setUint8(11, points.length);
  view.setUint8(12, user.credentials.length);
  view.setUint16(13, weekDayMask, true);
  view.setUint16(15, yearDayMask, true);
  let at = headBytes;
  for (const point of points) {
    view.setUint16(at, point & 0xffff, true);
    view.setUint8(at + 2, point >> 16);
    at += characterBytes;
  }
  for (const { type, index: credentialIndex, data } of user.credentials) {
    view.setUint8(at, type);
    view.setUint16(at + 1, credentialIndex, true);
    payload.set(data, at + 3);
    at += credentialBytes;
  }
  for (const schedule of user.weekDay) {
    if (schedule === undefined) continue;
    const { daysMask, startHour, startMinute, endHour, endMinute } = schedule;
    payload.set([daysMask, startHour, startMinute, endHour, endMinute], at);
    at += weekDayBytes;
  }
  for (const schedule of user.yearDay) {
    if (schedule === undefined) continue;
    view.setUint32(at, schedule.localStartTime, true);
    view.setUint32(at + 4, schedule.localEndTime, true);
    at += yearDayBytes;
  }
  return sealRecord(userRecord(index), formatVersion, payload);
}

/** undefined: garbled. */
export function openUser(index: number, record: Uint8Array): StoredUser | undefined {
  const payload = openRecord(userRecord(index), formatVersion, record);
  if (payload === undefined || payload.length < headBytes) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const nameLength = payload[11]!;
  const credentialCount = payload[12]!;
  const weekDayMask = view.getUint16(13, true);
  const yearDayMask = view.getUint16(15, true);
  if (nameLength > userNameLengthMax || credentialCount > limits.credentialsPerUser) return undefined;
  if (weekDayMask >> limits.weekDaySchedulesPerUser || yearDayMask >> limits.yearDaySchedulesPerUser) return undefined;
  const credentialsAt = headBytes + nameLength * characterBytes;
  const weekDayAt = credentialsAt + credentialCount * credentialBytes;
  const yearDayAt = weekDayAt + bitsIn(weekDayMask) * weekDayBytes;
  if (payload.length !== yearDayAt + bitsIn(yearDayMask) * yearDayBytes) return undefined;
  const user = newUser();
  user.status = payload[0]!;
  user.type = payload[1]!;
  user.rule = payload[2]!;
  user.uniqueId = view.getUint32(3, true);
  user.firstUsedUtcSeconds = view.getUint32(7, true);
  const holds =
    openName(user, payload, nameLength) &&
    openCredentials(user, payload, credentialsAt, credentialCount) &&
    openWeekDays(user, payload, weekDayAt, weekDayMask) &&
    openYearDays(user, view, yearDayAt, yearDayMask);
  return holds && isPossible(index, user) ? user : undefined;
}

/** The master is as described at `masterIndex`, and nobody else is anything like it. */
function isPossible(index: number, { status, type, rule, credentials }: StoredUser): boolean {
  const isMaster = index === masterIndex;
  if (status !== UserStatus.occupiedEnabled && (isMaster || status !== UserStatus.occupiedDisabled)) return false;
  if (type > UserType.remoteOnly || (type === UserType.programming) !== isMaster) return false;
  if (rule > (isMaster ? CredentialRule.single : CredentialRule.tri)) return false;
  if (isMaster && credentials.length !== 1) return false;
  return credentials.every((credential) => (credential.type === CredentialType.programmingPin) === isMaster);
}

function openName(user: StoredUser, payload: Uint8Array, length: number): boolean {
  for (let at = headBytes; at < headBytes + length * characterBytes; at += characterBytes) {
    const point = payload[at]! | (payload[at + 1]! << 8) | (payload[at + 2]! << 16);
    if (!isNameCodePoint(point)) return false;
    user.name += String.fromCodePoint(point);
  }
  return true;
}

function openCredentials(user: StoredUser, payload: Uint8Array, from: number, count: number): boolean {
  let before = -1;
  for (let i = 0, at = from; i < count; i++, at += credentialBytes) {
    const type = payload[at]!;
    const index = payload[at + 1]! | (payload[at + 2]! << 8);
    const order = type * 0x10000 + index;
    const lowest = type === CredentialType.programmingPin ? 0 : 1;
    if (order <= before || index < lowest || index > credentialIndexMax(type)) return false;
    before = order;
    user.credentials.push({ type, index, data: payload.slice(at + 3, at + credentialBytes) });
  }
  return true;
}

function openWeekDays({ weekDay }: StoredUser, payload: Uint8Array, from: number, mask: number): boolean {
  for (let place = 0, at = from; mask >> place; place++) {
    if (!((mask >> place) & 1)) continue;
    const schedule = {
      daysMask: payload[at]!,
      startHour: payload[at + 1]!,
      startMinute: payload[at + 2]!,
      endHour: payload[at + 3]!,
      endMinute: payload[at + 4]!,
    };
    if (!isWeekDaySchedule(schedule)) return false;
    weekDay[place] = schedule;
    at += weekDayBytes;
  }
  return true;
}

function openYearDays({ yearDay }: StoredUser, view: DataView, from: number, mask: number): boolean {
  for (let place = 0, at = from; mask >> place; place++) {
    if (!((mask >> place) & 1)) continue;
    const schedule = { localStartTime: view.getUint32(at, true), localEndTime: view.getUint32(at + 4, true) };
    if (!isYearDaySchedule(schedule)) return false;
    yearDay[place] = schedule;
    at += yearDayBytes;
  }
  return true;
}

function slotMask(slots: readonly (object | undefined)[]): number {
  return slots.reduce((mask: number, slot, place) => mask | (slot === undefined ? 0 : 1 << place), 0);
}

function bitsIn(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function isNameCodePoint(point: number): boolean {
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return false;
  return (point < 0xd800 || point > 0xdfff) && point <= 0x10ffff;
}
