// SPDX-License-Identifier: Apache-2.0
/** Why an image is not taken, judged by its header alone, before its signature and before any byte of it. */
import type { DigestClass } from "../crypto/keyed-hash";
import { publicKeyOf, type FirmwareIdentity } from "./firmware-identity";
import type { ImageHeader } from "./image-header";
import type { Trust } from "./trust";

/** By reason: what the log keeps; never renumbered. */
export const refusalCodes = Object.freeze({
  malformed: 1,
  product: 2,
  board: 3,
  chip: 4,
  securityVersion: 5,
  dataVersion: 6,
  tooLarge: 7,
  unknownKey: 8,
  revokedKey: 9,
  signature: 10,
  battery: 11,
  probation: 12,
  flash: 13,
  trustDamaged: 14,
});

export type Refusal = keyof typeof refusalCodes;

/** For a person. */
export const refusalReasons: Readonly<Record<Refusal, string>> = Object.freeze({
  malformed: "not a header of this format",
  product: "it is for another product",
  board: "it is for another board",
  chip: "it is for another chip",
  securityVersion: "its security version is older than this lock's",
  dataVersion: "it could not read this lock's records",
  tooLarge: "it is larger than the slot",
  unknownKey: "it is signed with a key that this lock does not know",
  revokedKey: "it is signed with a key that was revoked",
  signature: "its signature is wrong",
  battery: "the battery may not last: change it first",
  probation: "the running firmware is still on probation",
  flash: "the slot cannot be used",
  trustDamaged: "it is not known which images are too old",
});

export interface RefusalOptions {
  identity: FirmwareIdentity;
  trust: Trust;
  slotBytes: number;
  Digest: DigestClass;
}

/** The key with which its signature has to be checked, or why there is no need to. */
export function judgeHeader(header: ImageHeader, options: RefusalOptions): { publicKey: Uint8Array } | { refusal: Refusal } {
  const { identity, trust, slotBytes, Digest } = options;
  if (header.product !== identity.product) return { refusal: "product" };
  if (header.board !== identity.board) return { refusal: "board" };
  if (header.chip !== identity.chip) return { refusal: "chip" };
  if (trust.isDamaged) return { refusal: "trustDamaged" };
  if (header.securityVersion < Math.max(trust.securityVersion, identity.securityVersion)) return { refusal: "securityVersion" };
  if (header.dataVersion < identity.dataVersion) return { refusal: "dataVersion" };
  if (header.imageBytes > slotBytes) return { refusal: "tooLarge" };
  if (trust.isRevoked(header.keyId) || identity.revokedKeys.includes(header.keyId)) return { refusal: "revokedKey" };
  const publicKey = publicKeyOf(header.keyId, identity, Digest);
  return publicKey === undefined ? { refusal: "unknownKey" } : { publicKey };
}
