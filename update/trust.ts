// SPDX-License-Identifier: Apache-2.0
/**
 * What no image may take back: the highest security version that ever proved itself on this lock, and the keys that such a firmware
 * called revoked. Record `updateTrust` (storage/RECORDS.md). It only grows, and only by a firmware that runs for good.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import type { Records } from "../lock/parts";
import type { FirmwareIdentity } from "./firmware-identity";
import { bytesOfHex, hexOf } from "../crypto/hex";

export const trustRecord = "updateTrust";
const formatVersion = 1;
const versionBytes = 4;
const keyIdBytes = 8;
/** Oldest first; beyond that the oldest is forgotten, which no firmware carries any more. */
const revokedMax = 8;

export class Trust {
  readonly #records: Records;
  #securityVersion = 0;
  #revoked: string[] = [];
  /** The record is garbled, or could not be read: nobody knows what it forbade, so nothing may be installed. */
  #isDamaged = false;

  constructor(records: Records) {
    this.#records = records;
    this.#load();
  }

  get securityVersion(): number {
    return this.#securityVersion;
  }

  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  isRevoked(keyId: string): boolean {
    return this.#revoked.includes(keyId);
  }

  /** This firmware runs for good. Throws when flash fails; nothing has changed then. A garbled record is made anew. */
  raise({ securityVersion, revokedKeys }: FirmwareIdentity): void {
    const version = Math.max(this.#securityVersion, securityVersion);
    const fresh = revokedKeys.filter((id) => !this.isRevoked(id));
    if (version === this.#securityVersion && fresh.length === 0 && !this.#isDamaged) return;
    const revoked = [...this.#revoked, ...fresh].slice(-revokedMax);
    const payload = new Uint8Array(versionBytes + keyIdBytes * revoked.length);
    new DataView(payload.buffer).setUint32(0, version, true);
    for (let index = 0; index < revoked.length; index++) payload.set(bytesOfHex(revoked[index]!), versionBytes + keyIdBytes * index);
    this.#records.write(trustRecord, sealRecord(trustRecord, formatVersion, payload));
    this.#securityVersion = version;
    this.#revoked = revoked;
    this.#isDamaged = false;
  }

  #load(): void {
    let stored: Uint8Array | undefined;
    try {
      stored = this.#records.read(trustRecord);
    } catch {
      this.#isDamaged = true;
      return;
    }
    if (stored === undefined) return;
    const payload = openRecord(trustRecord, formatVersion, stored);
    const count = payload === undefined ? -1 : (payload.length - versionBytes) / keyIdBytes;
    this.#isDamaged = payload === undefined || !Number.isInteger(count) || count < 0 || count > revokedMax;
    if (payload === undefined || this.#isDamaged) return;
    this.#securityVersion = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
    for (let index = 0; index < count; index++) {
      const start = versionBytes + keyIdBytes * index;
      this.#revoked.push(hexOf(payload.subarray(start, start + keyIdBytes)));
    }
  }
}
