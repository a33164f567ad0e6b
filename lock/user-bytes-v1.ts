// SPDX-License-Identifier: Apache-2.0
/**
 * What a firmware before 78a9b97 left of a user: his status, type, one PIN and name (storage/RECORDS.md, "Versions"), read as the payload
 * of today's format. Nothing is written for it: the record stays as it is until the user is changed, so there is no moment at which
 * power could go, and the firmware before still finds him when this one does not prove itself.
 *
 * The PIN's hash can be taken as it is: key, digits and length are the same in both. Only what version 1 could hold is taken:
 * 21 users, one master.
 */
import { openRecord } from "../crypto/checked-record";
import { credentialDataBytes, CredentialRule, CredentialType, masterIndex, noUniqueId, userRecord, UserType } from "./user-record";

const formatVersion = 1;
const usersMax = 21;
const nameAt = 2 + credentialDataBytes;
const characterBytes = 3;
/** Of today's payload, up to the name: lock/user-bytes.ts. */
const headBytes = 17;

/** Status, type and name are left to be judged as today's are; undefined: no whole record of version 1. */
export function openVersion1(index: number, record: Uint8Array): Uint8Array | undefined {
  const old = index <= usersMax ? openRecord(userRecord(index), formatVersion, record) : undefined;
  if (old === undefined || old.length < nameAt || (old.length - nameAt) % characterBytes !== 0) return undefined;
  const isMaster = index === masterIndex;
  if (old[1] !== (isMaster ? UserType.programming : UserType.unrestricted)) return undefined;
  const nameBytes = old.length - nameAt;
  const payload = new Uint8Array(headBytes + nameBytes + 3 + credentialDataBytes);
  const view = new DataView(payload.buffer);
  payload[0] = old[0]!;
  payload[1] = old[1];
  payload[2] = CredentialRule.single;
  view.setUint32(3, noUniqueId, true);
  payload[11] = nameBytes / characterBytes;
  payload[12] = 1;
  payload.set(old.subarray(nameAt), headBytes);
  const at = headBytes + nameBytes;
  payload[at] = isMaster ? CredentialType.programmingPin : CredentialType.pin;
  // His own index: nobody else's PIN has it, since version 1 gave each user one.
  payload[at + 1] = isMaster ? 0 : index;
  payload.set(old.subarray(2, nameAt), at + 3);
  return payload;
}
