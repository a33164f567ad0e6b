// SPDX-License-Identifier: Apache-2.0
/**
 * One user as bytes (storage/RECORDS.md). What it reads it judges: a value that this firmware never writes makes the
 * record garbled.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";

/** Matter's UserStatusEnum. */
export const UserStatus = Object.freeze({ available: 0, occupiedEnabled: 1, occupiedDisabled: 3 } as const);

/** Those of Matter's UserTypeEnum that there are so far. */
export const UserType = Object.freeze({ unrestricted: 0, programming: 3 } as const);

export const masterIndex = 1;

const formatVersion = 1;
const nameLengthMax = 10;
const verifierBytes = 16;
const nameAt = 2 + verifierBytes;
/** A name is stored by code points, three bytes each. */
const characterBytes = 3;

interface StoredUser {
  user: { index: number; name: string; status: number; type: number };
  verifier: Uint8Array;
}

/** Key of a user's record. */
export function userRecord(index: number): string {
  return `user.${index}`;
}

/** At most ten characters, none of them a control character or half of a surrogate pair. May be empty. */
export function isUserName(name: string): boolean {
  let length = 0;
  for (const character of name) {
    if (++length > nameLengthMax || !isNameCodePoint(character.codePointAt(0)!)) return false;
  }
  return true;
}

export function sealUser(user: StoredUser["user"], verifier: Uint8Array): Uint8Array {
  const points = Array.from(user.name, (character) => character.codePointAt(0)!);
  const payload = new Uint8Array(nameAt + points.length * characterBytes);
  payload[0] = user.status;
  payload[1] = user.type;
  payload.set(verifier, 2);
  points.forEach((point, i) => {
    const at = nameAt + i * characterBytes;
    payload[at] = point & 255;
    payload[at + 1] = (point >> 8) & 255;
    payload[at + 2] = point >> 16;
  });
  return sealRecord(userRecord(user.index), formatVersion, payload);
}

/** undefined: garbled. */
export function openUser(index: number, record: Uint8Array): StoredUser | undefined {
  const payload = openRecord(userRecord(index), formatVersion, record);
  if (payload === undefined || payload.length < nameAt) return undefined;
  const nameBytes = payload.length - nameAt;
  if (nameBytes % characterBytes !== 0 || nameBytes > nameLengthMax * characterBytes) return undefined;
  const status = payload[0]!;
  const type = payload[1]!;
  if (status !== UserStatus.occupiedEnabled && status !== UserStatus.occupiedDisabled) return undefined;
  if (type !== (index === masterIndex ? UserType.programming : UserType.unrestricted)) return undefined;
  let name = "";
  for (let at = nameAt; at < payload.length; at += characterBytes) {
    const point = payload[at]! | (payload[at + 1]! << 8) | (payload[at + 2]! << 16);
    if (!isNameCodePoint(point)) return undefined;
    name += String.fromCodePoint(point);
  }
  return { user: { index, name, status, type }, verifier: payload.subarray(2, nameAt) };
}

function isNameCodePoint(point: number): boolean {
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return false;
  return (point < 0xd800 || point > 0xdfff) && point <= 0x10ffff;
}
