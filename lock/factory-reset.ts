// SPDX-License-Identifier: Apache-2.0
/**
 * Back to a new lock, in two halves with a restart in between. `requestFactoryReset()` only writes a note. At every
 * power-up, before anything else is read, `finishFactoryReset()` looks for that note, erases everything, and erases the
 * note last. So a power cut at any point leaves either the old lock, or a lock that begins by finishing: users go
 * first, the device key after them, and no lock ever runs on half of its records. The new device key is made by the
 * power-up that follows, as on any new lock.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import { deviceKeyRecord } from "../crypto/device-key";
import { faceKind, fingerKind } from "./biometrics";
import { guestCodesRecord } from "./guest-codes";
import { holidaysRecord } from "./holidays";
import { limits } from "./limits";
import { timeZoneRecord } from "./local-time";
import { attemptsRecord } from "./lockout";
import type { Records } from "./parts";
import { settingsRecord } from "./settings";
import type { Status } from "./status-codes";
import { masterIndex, userRecord } from "./user-record";
import { clearingRecord } from "./user-store";
import { wallClockRecord } from "./wall-clock";

const resetRecord = "factoryReset";
const formatVersion = 1;

/** What else belongs to the owner. `boot` and `battery` stay: they tell of supply and pack, which
 * nobody has changed. So do the passwords of fingerprint and face module: nobody else could ever use the former again. */
const otherRecords: readonly string[] = Object.freeze([
  clearingRecord,
  faceKind.moduleRecord,
  fingerKind.moduleRecord,
  guestCodesRecord,
  holidaysRecord,
  attemptsRecord,
  settingsRecord,
  timeZoneRecord,
  wallClockRecord,
]);

/** After SUCCESS the firmware must restart at once. */
export function requestFactoryReset(records: Records): Status {
  try {
    records.write(resetRecord, sealRecord(resetRecord, formatVersion, new Uint8Array(0)));
    return "SUCCESS";
  } catch {
    return "FAILURE";
  }
}

/**
 * "none": nobody asked. "done": this is a new lock now. "failed": flash failed, and the note stays for the next
 * power-up; until then the lock must not run. `eraseAuditLog` erases the ring, whose chain hangs on the old device key.
 */
export function finishFactoryReset(records: Records, eraseAuditLog: () => void): "none" | "done" | "failed" {
  try {
    const note = records.read(resetRecord);
    if (note === undefined || openRecord(resetRecord, formatVersion, note) === undefined) return "none";
    for (let index = masterIndex; index <= limits.users; index++) records.delete(userRecord(index));
    for (const record of otherRecords) records.delete(record);
    records.delete(deviceKeyRecord);
    eraseAuditLog();
    records.delete(resetRecord);
    return "done";
  } catch {
    return "failed";
  }
}
