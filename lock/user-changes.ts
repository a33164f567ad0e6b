// SPDX-License-Identifier: Apache-2.0
/**
 * What Matter's SetUser and SetCredential ask for, and whether it makes sense by itself. Whether the lock can do it is lock/users.ts's.
 */
import { isCardName } from "./card-name";
import { limits } from "./limits";
import type { PinWeakness } from "./pin-rules";
import type { Status } from "./status-codes";
import {
  credentialDataBytes,
  CredentialRule,
  CredentialType,
  isCredential,
  isUserName,
  masterIndex,
  noUniqueId,
  UserStatus,
  UserType,
} from "./user-record";

export const everyIndex = 0xfffe;

/** What is left out stays as it is, or is Matter's default. */
export interface UserChange {
  name?: string | undefined;
  uniqueId?: number | undefined;
  status?: number | undefined;
  type?: number | undefined;
  rule?: number | undefined;
}

export interface CredentialChange {
  operation: "add" | "modify";
  type: number;
  index: number;
  /** Digit values of a PIN. Zeroed. */
  digits?: Uint8Array | undefined;
  /** What a card is known by (lock/card-name.ts); for finger and face `templateData()`. */
  data?: Uint8Array | undefined;
  /** Left out where a credential is added: a new user is made for it, with status and type. */
  userIndex?: number | undefined;
  /** True: where there is no such user, he is made. */
  makesUser?: boolean;
  userStatus?: number | undefined;
  userType?: number | undefined;
}

export interface CredentialResult {
  status: Status;
  /** The user that was made. */
  userIndex?: number;
  /** Why a PIN was refused with CONSTRAINT_ERROR. */
  weakness?: PinWeakness;
}

export function isUserIndex(userIndex: number): boolean {
  return Number.isInteger(userIndex) && userIndex >= masterIndex && userIndex <= limits.users;
}

/** `credentialIndex` everyIndex: all of the type. Value in the log. */
export function credentialValue(userIndex: number, type: number, credentialIndex: number): number {
  return userIndex * 0x100000 + type * 0x10000 + credentialIndex;
}

/** The master can be given a name and a unique id, and stays what he is. */
export function isUserChange(userIndex: number, { name, uniqueId, status, type, rule }: UserChange): boolean {
  if (name !== undefined && !isUserName(name)) return false;
  if (uniqueId !== undefined && !isWhole(uniqueId, 0, noUniqueId)) return false;
  if (userIndex !== masterIndex) return isStatus(status) && isType(type) && (rule === undefined || isRule(rule));
  return (
    (status ?? UserStatus.occupiedEnabled) === UserStatus.occupiedEnabled &&
    (type ?? UserType.programming) === UserType.programming &&
    (rule ?? CredentialRule.single) === CredentialRule.single
  );
}

/** Matter's rules: status and type go only with a new user, and the ProgrammingPIN belongs to the master only. */
export function isCredentialChange(change: CredentialChange): boolean {
  const { operation, type, index, userIndex, userStatus, userType } = change;
  if (!isCredential(type, index) || !isCredentialData(change)) return false;
  if (type === CredentialType.programmingPin) {
    return (userIndex ?? masterIndex) === masterIndex && userStatus === undefined && userType === undefined;
  }
  if (userIndex !== undefined && (!isUserIndex(userIndex) || userIndex === masterIndex)) return false;
  if (operation === "add" && userIndex === undefined) return isStatus(userStatus) && isType(userType);
  return userStatus === undefined && userType === undefined;
}

function isCredentialData({ type, digits, data }: CredentialChange): boolean {
  switch (type) {
    case CredentialType.programmingPin:
    case CredentialType.pin:
      return digits !== undefined && data === undefined;
    case CredentialType.rfid:
      return digits === undefined && data !== undefined && isCardName(data);
    default:
      return digits === undefined && data?.length === credentialDataBytes;
  }
}

function isStatus(status: number | undefined): boolean {
  return status === undefined || status === UserStatus.occupiedEnabled || status === UserStatus.occupiedDisabled;
}

function isType(type: number | undefined): boolean {
  return type === undefined || (isWhole(type, UserType.unrestricted, UserType.remoteOnly) && type !== UserType.programming);
}

function isRule(rule: number): boolean {
  return isWhole(rule, CredentialRule.single, CredentialRule.tri);
}

function isWhole(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
