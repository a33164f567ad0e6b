// SPDX-License-Identifier: Apache-2.0
/**
 * What comes before everything else at power-up: finish a factory reset that was asked for, count the boot, and get the device
 * key. main.ts calls it with the records and builds audit log and lock with what comes out. Flash that fails makes no exception here:
 * it leaves a lock without a key, to which nothing opens from outside.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import type { BlockCipherClass } from "../crypto/aes-key";
import { CardProof } from "../crypto/card-proof";
import { DeviceKey, type DeviceKeyStatus } from "../crypto/device-key";
import type { DigestClass } from "../crypto/keyed-hash";
import { readCalibration, type StoredCalibration } from "./calibration";
import { finishFactoryReset } from "./factory-reset";
import type { GuestRoot } from "./guest-codes";
import { hasNoUsers } from "./no-users";
import type { KeyedHash, Random, Records } from "./parts";

export const bootRecord = "boot";
const formatVersion = 1;
/** Boot count in four bytes, brown-outs in a row in one. */
const payloadBytes = 5;
/** As the SDK's module resetReason numbers it. */
const brownOutReason = 9;
const brownOutsMax = 255;

export interface PowerUpOptions {
  records: Records;
  random: Random;
  Digest: DigestClass;
  BlockCipher: BlockCipherClass;
  /** As the SDK's module resetReason numbers it. */
  resetReason: number;
  eraseAuditLog: () => void;
}

export interface PowerUp {
  resetReason: number;
  /** "failed": the lock is half erased, and the next power-up tries again. */
  factoryReset: "none" | "done" | "failed";
  /** Counts from 1. 0: it could not be read or written. */
  bootCount: number;
  /** This reset and those just before it, as far as they were brown-outs. */
  brownOutsInARow: number;
  /** Hashes are undefined when there is no key. */
  deviceKey: {
    readonly status: DeviceKeyStatus;
    readonly pinHash: KeyedHash | undefined;
    readonly cardHash: KeyedHash | undefined;
    readonly auditHash: KeyedHash | undefined;
    readonly fingerPassword?: number | undefined;
    readonly facePassword?: number | undefined;
    readonly guestHash?: GuestRoot | undefined;
  };
  /** undefined: there is no key, or it is not known how often it was started, and no card can prove itself. */
  cardProof: CardProof | undefined;
  /** What bring-up measured of this board. */
  calibration: StoredCalibration;
}

export function powerUp({ records, random, Digest, BlockCipher, resetReason, eraseAuditLog }: PowerUpOptions): PowerUp {
  const factoryReset = finishFactoryReset(records, eraseAuditLog);
  const mayMake = (): boolean => factoryReset !== "failed" && hasNoUsers(records);
  const deviceKey = new DeviceKey({ Digest, random, records, mayMake });
  const boots = countBoot(records, resetReason === brownOutReason);
  const { bootCount } = boots;
  const { proofHash: hash } = deviceKey;
  const cardProof = hash && bootCount > 0 ? new CardProof({ BlockCipher, hash, bootCount }) : undefined;
  return { resetReason, factoryReset, deviceKey, cardProof, calibration: readCalibration(records), ...boots };
}

/** A move went well: the supply bears the motor. */
export function forgetBrownOuts(records: Records, bootCount: number): void {
  try {
    records.write(bootRecord, seal(bootCount, 0));
  } catch {
    // Then the next brown-out counts one too many, which only makes the lock more careful.
  }
}

function countBoot(records: Records, brownOut: boolean): { bootCount: number; brownOutsInARow: number } {
  try {
    const stored = records.read(bootRecord);
    const payload = stored && openRecord(bootRecord, formatVersion, stored);
    const view = payload?.length === payloadBytes ? new DataView(payload.buffer, payload.byteOffset) : undefined;
    const bootCount = ((view?.getUint32(0, true) ?? 0) + 1) >>> 0;
    const brownOutsInARow = brownOut ? Math.min((view?.getUint8(4) ?? 0) + 1, brownOutsMax) : 0;
    records.write(bootRecord, seal(bootCount, brownOutsInARow));
    return { bootCount, brownOutsInARow };
  } catch {
    return { bootCount: 0, brownOutsInARow: 0 };
  }
}

function seal(bootCount: number, brownOutsInARow: number): Uint8Array {
  const payload = new Uint8Array(payloadBytes);
  const view = new DataView(payload.buffer);
  view.setUint32(0, bootCount, true);
  view.setUint8(4, brownOutsInARow);
  return sealRecord(bootRecord, formatVersion, payload);
}
