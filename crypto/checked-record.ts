// SPDX-License-Identifier: Apache-2.0
/**
 * The frame around every record of the lock: one version byte, the payload, and a CRC-32 over the record's key, the
 * version and the payload. The key is covered so that one user's record never passes as another's. The check finds torn
 * and garbled records; it is no protection against someone who writes the flash on purpose.
 *
 * Bytes: storage/RECORDS.md. CRC-32 as in IEEE 802.3 (reflected, 0xEDB88320), four bytes at a time with four tables: byte by byte
 * would save 12 KB of flash and make reading all users at power-up twice as long. Four bytes are read as one number of the chip,
 * which is little-endian, as every ESP32 is.
 */

/** Four tables of 256, one after the other. Computed when the firmware is built (preload), and in flash from then on. */
const crcTables: readonly number[] = Object.freeze(Array.from({ length: 1024 }, (_, at) => tableEntry(at & 255, at >> 8)));

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
function checkOf(key: string, record: Uint8Array, end: number): number {
  let crc = -1;
  for (let i = 0; i < key.length; i++) crc = crcTables[(crc ^ key.charCodeAt(i)) & 255]! ^ (crc >>> 8);
  const bytes = (record.byteOffset & 3) === 0 ? record : record.slice();
  const wordCount = end >> 2;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, wordCount);
  for (let i = 0; i < wordCount; i++) {
    crc ^= words[i]!;
    crc =
      crcTables[768 + (crc & 255)]! ^
      crcTables[512 + ((crc >>> 8) & 255)]! ^
      crcTables[256 + ((crc >>> 16) & 255)]! ^
      crcTables[crc >>> 24]!;
  }
  for (let i = wordCount << 2; i < end; i++) crc = crcTables[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  return ~crc;
}

/** What a byte does to the check when `zeroBytes` follow it. */
function tableEntry(byte: number, zeroBytes: number): number {
  let crc = byte;
  for (let bit = 0; bit < 8 * (1 + zeroBytes); bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc | 0;
}
