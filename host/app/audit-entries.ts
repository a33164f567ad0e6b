// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the audit log out of the flash partition as somebody with a programmer would: it sees the entries, but without the
 * key it cannot tell genuine ones from forged ones. Layout: storage/FORMAT.md.
 */
import type { StoredAuditEntry } from "../../lock/parts";
import { decodeEntry, frameBytes, hasRightCheck, sectorBytes } from "../../storage/audit-format";

/** The entries in these bytes of the partition, oldest first. */
export function auditEntries(flash: Uint8Array, address: number, length: number): StoredAuditEntry[] {
  const entries: StoredAuditEntry[] = [];
  const first = Math.floor(address / frameBytes) * frameBytes;
  for (let at = first; at < address + length; at += frameBytes) {
    // The first frame of a sector is its header.
    if (at % sectorBytes === 0) continue;
    const frame = flash.subarray(at, at + frameBytes);
    if (hasRightCheck(frame)) entries.push(decodeEntry(new DataView(frame.buffer, frame.byteOffset, frameBytes)));
  }
  return entries.sort((one, other) => one.sequence - other.sequence);
}
