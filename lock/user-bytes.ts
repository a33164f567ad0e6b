// SPDX-License-Identifier: Apache-2.0
/**
 * A user as bytes, as storage/RECORDS.md says. What it reads it judges: a value that this firmware never writes makes the record
 * garbled. Schedules stay bytes, and each is judged when it is asked for (lock/stored-schedules.ts).
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import { limits } from "./limits";
import { bitsIn, weekDayForm, yearDayForm } from "./stored-schedules";
import { openVersion1 } from "./user-bytes-v1";
import {
  credentialDataBytes,
  CredentialRule,
  CredentialType,
  isCredential,
  isNameCodePoint,
  masterIndex,
  userNameLengthMax,
  userRecord,
  UserStatus,
  UserType,
  type Credential,
  type StoredUser,
  type UserAccess,
} from "./user-record";

const formatVersion = 2;
const headBytes = 17;
/** A name is stored by code points, three bytes each. */
const characterBytes = 3;
const credentialBytes = 3 + credentialDataBytes;

export function sealUser(index: number, user: StoredUser): Uint8Array {
  const points = Array.from(user.name, (character) => character.codePointAt(0)!);
  const at = partsOf(points.length, user.credentials.length, user.weekDay.mask, user.yearDay.mask);
  const payload = new Uint8Array(at.end);
  const view = new DataView(payload.buffer);
  payload[0] = user.status;
  payload[1] = user.type;
  payload[2] = user.rule;
  view.setUint32(3, user.uniqueId, true);
  view.setUint32(7, user.firstUsedUtcSeconds, true);
  payload[11] = points.length;
  payload[12] = user.credentials.length;
  view.setUint16(13, user.weekDay.mask, true);
  view.setUint16(15, user.yearDay.mask, true);
  for (let i = 0, to = headBytes; i < points.length; i++, to += characterBytes) {
    view.setUint16(to, points[i]! & 0xffff, true);
    payload[to + 2] = points[i]! >> 16;
  }
  for (let i = 0, to = at.credentials; i < user.credentials.length; i++, to += credentialBytes) {
    const credential = user.credentials[i]!;
    payload[to] = credential.type;
    view.setUint16(to + 1, credential.index, true);
    payload.set(credential.data, to + 3);
  }
  payload.set(user.weekDay.bytes, at.weekDay);
  payload.set(user.yearDay.bytes, at.yearDay);
  return sealRecord(userRecord(index), formatVersion, payload);
}

/** undefined: garbled. */
export function openUser(index: number, record: Uint8Array): StoredUser | undefined {
  const payload = openPayload(index, record);
  const access = payload && accessOf(index, payload);
  if (payload === undefined || access === undefined) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const at = payloadParts(payload);
  const user: StoredUser = {
    ...access,
    name: "",
    uniqueId: view.getUint32(3, true),
    firstUsedUtcSeconds: view.getUint32(7, true),
    weekDay: { mask: maskAt(payload, 13), bytes: payload.subarray(at.weekDay, at.yearDay) },
    yearDay: { mask: maskAt(payload, 15), bytes: payload.subarray(at.yearDay) },
  };
  return openName(user, payload) ? user : undefined;
}

/** What a lock must know of each user at any time. Leaves the name unjudged. */
export function openUserAccess(index: number, record: Uint8Array): UserAccess | undefined {
  const payload = openPayload(index, record);
  return payload && accessOf(index, payload);
}

/** The name alone, for lists; undefined: garbled. */
export function openUserName(index: number, record: Uint8Array): string | undefined {
  const payload = openPayload(index, record);
  const user = { name: "" };
  return payload && openName(user, payload) ? user.name : undefined;
}

function openPayload(index: number, record: Uint8Array): Uint8Array | undefined {
  const payload = openRecord(userRecord(index), formatVersion, record) ?? openVersion1(index, record);
  if (payload === undefined || payload.length < headBytes) return undefined;
  if (payload[11]! > userNameLengthMax || payload[12]! > limits.credentialsPerUser) return undefined;
  if (maskAt(payload, 13) >> limits.weekDaySchedulesPerUser || maskAt(payload, 15) >> limits.yearDaySchedulesPerUser) {
    return undefined;
  }
  return payload.length === payloadParts(payload).end ? payload : undefined;
}

function payloadParts(payload: Uint8Array): ReturnType<typeof partsOf> {
  return partsOf(payload[11]!, payload[12]!, maskAt(payload, 13), maskAt(payload, 15));
}

/** Where the parts begin that have no fixed place. */
function partsOf(nameLength: number, credentialCount: number, weekDayMask: number, yearDayMask: number) {
  const credentials = headBytes + nameLength * characterBytes;
  const weekDay = credentials + credentialCount * credentialBytes;
  const yearDay = weekDay + bitsIn(weekDayMask) * weekDayForm.bytes;
  return { credentials, weekDay, yearDay, end: yearDay + bitsIn(yearDayMask) * yearDayForm.bytes };
}

function accessOf(index: number, payload: Uint8Array): UserAccess | undefined {
  const status = payload[0]!;
  const type = payload[1]!;
  const rule = payload[2]!;
  // The master is as described at `masterIndex`, and nobody else is anything like it.
  const isMaster = index === masterIndex;
  if (status !== UserStatus.occupiedEnabled && (isMaster || status !== UserStatus.occupiedDisabled)) return undefined;
  if (type > UserType.remoteOnly || (type === UserType.programming) !== isMaster) return undefined;
  if (rule > (isMaster ? CredentialRule.single : CredentialRule.tri)) return undefined;
  if (isMaster && payload[12] !== 1) return undefined;
  const credentials = openCredentials(payload, isMaster);
  return credentials && { status, type, rule, credentials };
}

function openCredentials(payload: Uint8Array, ofMaster: boolean): Credential[] | undefined {
  const credentials: Credential[] = [];
  const count = payload[12]!;
  let before = -1;
  for (let i = 0, at = headBytes + payload[11]! * characterBytes; i < count; i++, at += credentialBytes) {
    const type = payload[at]!;
    const index = maskAt(payload, at + 1);
    const order = type * 0x10000 + index;
    if (order <= before || !isCredential(type, index)) return undefined;
    if ((type === CredentialType.programmingPin) !== ofMaster) return undefined;
    before = order;
    credentials.push({ type, index, data: payload.slice(at + 3, at + credentialBytes) });
  }
  return credentials;
}

function openName(user: Pick<StoredUser, "name">, payload: Uint8Array): boolean {
  const end = headBytes + payload[11]! * characterBytes;
  for (let at = headBytes; at < end; at += characterBytes) {
    const point = payload[at]! | (payload[at + 1]! << 8) | (payload[at + 2]! << 16);
    if (!isNameCodePoint(point)) return false;
    user.name += String.fromCodePoint(point);
  }
  return true;
}

/** 16 bits. */
function maskAt(payload: Uint8Array, at: number): number {
  return payload[at]! | (payload[at + 1]! << 8);
}
