// SPDX-License-Identifier: Apache-2.0
/**
 * Opens the audit log at power-up. Without a device key, or with a flash that cannot be used, there is a log in its
 * place that takes no entry and says "broken": people must still get out, and the lock counts and tells what it could
 * not write.
 */
import type { AuditStore, KeyedHash } from "../lock/parts";
import { AuditRing, type AuditRingOptions } from "./audit-ring";
import { StorageError } from "./storage-error";

/** `keyedHash` undefined: there is no device key. */
export type AuditLogOptions = Omit<AuditRingOptions, "keyedHash"> & { keyedHash: KeyedHash | undefined };

export function openAuditLog({ keyedHash, ...options }: AuditLogOptions): AuditStore {
  if (keyedHash === undefined) return new NoAuditLog();
  try {
    return new AuditRing({ ...options, keyedHash });
  } catch {
    return new NoAuditLog();
  }
}

class NoAuditLog implements AuditStore {
  readonly first = 1;
  readonly next = 1;
  readonly chain = "broken";

  append(): void {
    throw new StorageError("audit: there is no log");
  }

  read(): undefined {
    return undefined;
  }

  slice(): boolean {
    return false;
  }
}
