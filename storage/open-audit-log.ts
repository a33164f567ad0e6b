// SPDX-License-Identifier: Apache-2.0
/**
 * Opens the audit log, or gives the lock a stand-in when that is impossible: without a device key there is no chain, and without its
 * partition no log. The lock must run all the same, since getting out is always possible; that nothing can be written down is
 * then told by `chain` and counted by the lock. What the partition holds is left as it is.
 */
import type { AuditStore, KeyedHash } from "../lock/parts";
import { AuditRing, type AuditRingOptions } from "./audit-ring";
import { StorageError } from "./storage-error";

export interface OpenAuditLogOptions extends Omit<AuditRingOptions, "keyedHash"> {
  /** undefined: there is no usable device key. */
  keyedHash: KeyedHash | undefined;
}

export function openAuditLog({ keyedHash, ...options }: OpenAuditLogOptions): AuditStore {
  if (keyedHash === undefined) return new ClosedAuditLog();
  try {
    return new AuditRing({ ...options, keyedHash });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return new ClosedAuditLog();
  }
}

/** A log that takes nothing and holds nothing. */
class ClosedAuditLog implements AuditStore {
  readonly first = 1;
  readonly next = 1;
  readonly chain = "broken";

  append(): never {
    throw new StorageError("audit: there is no log");
  }

  read(): undefined {
    return undefined;
  }

  slice(): boolean {
    return false;
  }
}
