// SPDX-License-Identifier: Apache-2.0
/**
 * The frame around every record of the lock: one version byte, the payload, and a CRC-32 over the record's key, the
 * version and the payload. The key is covered so that one user's record never passes as another's. The check finds torn
 * and garbled records; it is no protection against someone who writes the flash on purpose.
 *
 * Bytes: storage/RECORDS.md. CRC-32 as in IEEE 802.3 (reflected, 0xEDB88320), byte by byte: half bytes would save 4 KB
 * of flash and make reading all users at power-up three times as long.
 */

/** Computed when the firmware is built (preload), and in flash from then on. */
const crcTable: readonly number[] = Object.freeze(Array.from({ length: 256 }, (_, byte) => tableEntry(byte)));

const versionBytes = 1;
const checkBytes = 4;

/** The record as it goes to flash. */
export function sealRecord(key: string, version: number, payload: Uint8Array): Uint8Array {
  const record = new Uint8Array(versionBytes + payload.length + checkBytes);
  record[0] = version;
  record.set(payload, versionBytes);
  const end = record.length - checkBytes;
  const check = checkOf(key, record, end);
  record[end] = check & 255;
  record[end + 1] = (check >>> 8) & 255;
  record[end + 2] = (check >>> 16) & 255;
  record[end + 3] = check >>> 24;
  return record;
}

/** The payload (a view), or undefined when the record is torn, garbled, another record's or of another version. */
export function openRecord(key: string, version: number, record: Uint8Array): Uint8Array | undefined {
  const end = record.length - checkBytes;
  if (end < versionBytes || record[0] !== version) return undefined;
  const check = checkOf(key, record, end);
  const stored = record[end]! | (record[end + 1]! << 8) | (record[end + 2]! << 16) | (record[end + 3]! << 24);
  return stored === check ? record.subarray(versionBytes, end) : undefined;
}

/** Stays within signed 32-bit integers: XS computes those without floating point. */
function checkOf(key: string, bytes: Uint8Array, end: number): number {
  let crc = -1;
  for (let i = 0; i < key.length; i++) crc = crcTable[(crc ^ key.charCodeAt(i)) & 255]! ^ (crc >>> 8);
  for (let i = 0; i < end; i++) crc = crcTable[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  return ~crc;
}

function tableEntry(byte: number): number {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc | 0;
}
