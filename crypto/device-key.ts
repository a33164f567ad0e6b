// SPDX-License-Identifier: Apache-2.0
/**
 * The key that is made on this device at first power-up and never leaves it. All PINs and the audit chain hang on it,
 * so it is never silently replaced: a damaged or vanished key leaves the lock without one. Then no PIN can be made,
 * nothing opens from outside, and the status says why; a factory reset from inside makes a new one.
 *
 * The key itself is not kept in RAM: only hashes under one subkey for each purpose.
 */
import { openRecord, sealRecord } from "./checked-record";
import { KeyedHash, type DigestClass } from "./keyed-hash";

export const deviceKeyRecord = "deviceKey";
const formatVersion = 1;
const keyBytes = 32;

export interface DeviceKeyOptions {
  Digest: DigestClass;
  /** Throws when the source cannot be trusted. */
  random: { fill(bytes: Uint8Array): void };
  records: { read(key: string): Uint8Array | undefined; write(key: string, value: Uint8Array): void };
  /**
   * Asked when there is none. True only on a lock that has no users yet: else a vanished key would be replaced, and all PINs
   * with it.
   */
  mayMake: () => boolean;
}

export type DeviceKeyStatus =
  /** Read from flash. */
  | "loaded"
  /** Made just now, and on flash. */
  | "made"
  /** There is a record, but it is garbled. */
  | "damaged"
  /** There is none, although there are users. */
  | "missing"
  /** There is none, and random numbers cannot be trusted. */
  | "randomUntrusted"
  /** Flash failed. */
  | "flashFailed";

export class DeviceKey {
  readonly status: DeviceKeyStatus;
  /** Hash for PINs; undefined: there is no key. */
  readonly pinHash: KeyedHash | undefined;
  /** Hash for the UIDs of cards; undefined: there is no key. */
  readonly cardHash: KeyedHash | undefined;
  /** Hash that the keys of cards that prove themselves come from; undefined: there is no key. */
  readonly proofHash: KeyedHash | undefined;
  /** Hash for the audit chain; undefined: there is no key. */
  readonly auditHash: KeyedHash | undefined;
  /** Hash that the keys of guest codes come from; undefined: there is no key. */
  readonly guestHash: KeyedHash | undefined;
  /** What the fingerprint module gets for a password, 1 to 2^32 - 1; undefined: there is no key. */
  readonly fingerPassword: number | undefined;
  /** What the names in the face module begin with, likewise. */
  readonly facePassword: number | undefined;

  /** Never throws because of flash or the random source: what went wrong is in `status`. */
  constructor(options: DeviceKeyOptions) {
    const key = new Uint8Array(keyBytes);
    this.status = loadOrMake(key, options);
    if (this.status === "loaded" || this.status === "made") {
      const hash = new KeyedHash({ Digest: options.Digest, key });
      this.pinHash = purposeHash(hash, "latchkey pin 1", options.Digest);
      this.cardHash = purposeHash(hash, "latchkey card 1", options.Digest);
      this.proofHash = purposeHash(hash, "latchkey proof 1", options.Digest);
      this.auditHash = purposeHash(hash, "latchkey audit 1", options.Digest);
      this.fingerPassword = modulePassword(hash, "latchkey finger 1");
      this.facePassword = modulePassword(hash, "latchkey face 1");
      this.guestHash = purposeHash(hash, "latchkey guest 1", options.Digest);
    }
    key.fill(0);
  }
}

function purposeHash(hash: KeyedHash, purpose: string, Digest: DigestClass): KeyedHash {
  const key = hash.subkey(purpose);
  const result = new KeyedHash({ Digest, key });
  key.fill(0);
  return result;
}

function modulePassword(hash: KeyedHash, purpose: string): number {
  const key = hash.subkey(purpose);
  const password = new DataView(key.buffer).getUint32(0) || 1;
  key.fill(0);
  return password;
}

function loadOrMake(key: Uint8Array, options: DeviceKeyOptions): DeviceKeyStatus {
  let stored;
  try {
    stored = options.records.read(deviceKeyRecord);
  } catch {
    return "flashFailed";
  }
  if (stored !== undefined) {
    const payload = openRecord(deviceKeyRecord, formatVersion, stored);
    if (payload?.length !== keyBytes || isUniform(payload)) return "damaged";
    key.set(payload);
    payload.fill(0);
    return "loaded";
  }
  if (!options.mayMake()) return "missing";
  try {
    options.random.fill(key);
  } catch {
    return "randomUntrusted";
  }
  if (isUniform(key)) return "randomUntrusted";
  const record = sealRecord(deviceKeyRecord, formatVersion, key);
  try {
    options.records.write(deviceKeyRecord, record);
  } catch {
    return "flashFailed";
  }
  record.fill(0);
  return "made";
}

/** A source that is stuck, or that filled nothing: all bytes the same. By chance: once in 2^248. */
function isUniform(bytes: Uint8Array): boolean {
  for (let i = 1; i < bytes.length; i++) if (bytes[i] !== bytes[0]) return false;
  return true;
}
