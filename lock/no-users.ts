// SPDX-License-Identifier: Apache-2.0
/** Whether a device key may be made: with users there, a new one would make all their PINs useless. */
import { limits } from "./limits";
import type { Records } from "./parts";
import { masterIndex, userRecord } from "./user-record";

/** A record that cannot be read may be a user's. */
export function hasNoUsers(records: Records): boolean {
  try {
    for (let index = masterIndex; index <= limits.users; index++) {
      if (records.read(userRecord(index)) !== undefined) return false;
    }
    return true;
  } catch {
    return false;
  }
}
