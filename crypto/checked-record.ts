// SPDX-License-Identifier: Apache-2.0
/**
 * The frame around every record of the lock: one version byte, the payload, and a CRC-32 over the record's key, the version and
 * the payload. The key is covered so that one user's record never passes as another's. The check finds torn and
 * garbled records; it is no protection against someone who writes the flash on purpose.
 *
 * Bytes: storage/RECORDS.md. CRC-32 as in IEEE 802.3 (reflected, 0xEDB88320), computed by half bytes: a table of 16 words
 * instead of 256.
 */

const crcTable = Object.freeze([
  0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
  -0x12477ce0, -0x0ff06cbc, -0x29295c18, -0x349e4c74, -0x649b3d50, -0x792c2d2c, -0x5ff51d88, -0x42420de4,
]);

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
  for (let i = 0; i < key.length; i++) crc = step(crc, key.charCodeAt(i));
  for (let i = 0; i < end; i++) crc = step(crc, bytes[i]!);
  return ~crc;
}

function step(crc: number, byte: number): number {
  const half = (crc >>> 4) ^ crcTable[(crc ^ byte) & 15]!;
  return (half >>> 4) ^ crcTable[(half ^ (byte >> 4)) & 15]!;
}
