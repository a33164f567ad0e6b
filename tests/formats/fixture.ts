// SPDX-License-Identifier: Apache-2.0
/**
 * What a lock left in NVS and on the audit partition, as the JSON files here hold it. Each was made by the firmware whose commit stands in
 * `madeBy`, on its own virtual board; the bytes are its own, and nobody changes them.
 */
import type { WholeLock, WholeLockOptions } from "../fixtures/whole-lock";
import { sectorBytes } from "../../storage/audit-format";
import { fromHex, toHex } from "../fixtures/bytes";

export interface Fixture {
  /** Commit and what it says. */
  madeBy: string;
  /** As GetGuestKey told it, where there was one. */
  guestKey?: string;
  boltPosition: number;
  /** By key, in hexadecimal. */
  records: Record<string, string>;
  /** Of each sector of the audit partition that is not blank: its address, and what stands before the last bytes that are FF. */
  audit: [number, string][];
}

const domain = "latchkey";
const partitionBytes = 131_072;

/** For a lock of today's firmware, or of another. */
export function imageOf({ records, audit, boltPosition }: Fixture): WholeLockOptions {
  const flashImage = new Uint8Array(partitionBytes).fill(0xff);
  for (const [address, hex] of audit) flashImage.set(fromHex(hex), address);
  const nvsEntries = Object.entries(records).map(([key, hex]) => ({ domain, key, type: "buffer", value: fromHex(hex) }) as const);
  return { flashImage, nvsEntries, boltPosition };
}

export function recordsOf({ board }: WholeLock): Record<string, string> {
  const entries = [...(board.nvs.open(domain, true) ?? [])].map(([key, { value }]) => [key, toHex(value as Uint8Array)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

export function auditOf({ board: { flash } }: WholeLock): [number, string][] {
  const audit: [number, string][] = [];
  for (let address = 0; address < partitionBytes; address += sectorBytes) {
    const sector = flash.bytes.subarray(address, address + sectorBytes);
    let end = sectorBytes;
    while (end > 0 && sector[end - 1] === 0xff) end--;
    if (end > 0) audit.push([address, toHex(sector.subarray(0, end))]);
  }
  return audit;
}
