// SPDX-License-Identifier: Apache-2.0
/**
 * All of one user, with Matter's numbers. One record holds it (lock/user-bytes.ts), so that each change of a user is one atomic
 * write.
 */
import { limits } from "./limits";
import { noSchedules, type StoredSchedules } from "./stored-schedules";

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

/** What says whether somebody may open, but for schedules. */
export interface UserAccess {
  status: number;
  type: number;
  rule: number;
  /** Ascending by type and index. */
  credentials: Credential[];
}

export interface StoredUser extends UserAccess {
  /** `noUniqueId`: none. */
  uniqueId: number;
  /** When an expiring user came first, seconds since 1970-01-01 UTC; 0: not yet. */
  firstUsedUtcSeconds: number;
  name: string;
  weekDay: StoredSchedules;
  yearDay: StoredSchedules;
}

export const userNameLengthMax = 10;
export const credentialDataBytes = 16;

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
    weekDay: noSchedules(),
    yearDay: noSchedules(),
  };
}

/** A finger's or face's credential data: its place in the module's memory, which counts from 0. */
export function templateData(slot: number): Uint8Array {
  const data = new Uint8Array(credentialDataBytes);
  data[0] = (slot + 1) & 255;
  data[1] = (slot + 1) >> 8;
  return data;
}

/** What `templateData()` was made of. */
export function templateSlot(data: Uint8Array): number {
  return data[0]! + data[1]! * 256 - 1;
}

/** At most ten characters, none of them a control character or half of a surrogate pair. May be empty. */
export function isUserName(name: string): boolean {
  let length = 0;
  for (const character of name) {
    if (++length > userNameLengthMax || !isNameCodePoint(character.codePointAt(0)!)) return false;
  }
  return true;
}

export function isCredential(type: number, index: number): boolean {
  const lowest = type === CredentialType.programmingPin ? 0 : 1;
  return Number.isInteger(index) && index >= lowest && index <= credentialIndexMax(type);
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

export function isNameCodePoint(point: number): boolean {
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return false;
  return (point < 0xd800 || point > 0xdfff) && point <= 0x10ffff;
}
