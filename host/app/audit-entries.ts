// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the audit log out of the flash partition as somebody with a programmer would: it sees the entries, but without the
 * key it cannot tell genuine ones from forged ones. Layout: storage/FORMAT.md.
 */
import { AuditEvent, OperationSource } from "../../lock/audit";
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

const eventWords = wordsByCode(AuditEvent);
const sourceWords = wordsByCode(OperationSource);

/** For a person: "accepted by user 3 (keypad)". What the value means stands in lock/audit.ts. */
export function auditText({ event, source, userIndex, value }: StoredAuditEntry): string {
  const who = userIndex === 0 ? "" : ` by user ${userIndex}`;
  const how = source === OperationSource.unspecified ? "" : ` (${sourceWords.get(source) ?? source})`;
  return `${eventWords.get(event) ?? `event ${event}`}${who}${how}${value === 0 ? "" : `: ${value}`}`;
}

/** "doorForcedOpen" becomes "door forced open". */
function wordsByCode(codes: Readonly<Record<string, number>>): Map<number, string> {
  return new Map(
    Object.entries(codes).map(([name, code]) => [code, name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)]),
  );
}
