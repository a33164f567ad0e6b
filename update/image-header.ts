// SPDX-License-Identifier: Apache-2.0
/** The header of a firmware image, and where its blocks are: FORMAT.md beside this, byte by byte. It comes from anybody. */
import { hexOf } from "../crypto/hex";

export const headerBytes = 144;
export const signatureBytes = 64;
/** Bytes of image in a block, and of a flash sector. */
export const blockBytes = 4096;
export const hashBytes = 32;
const formatVersion = 1;
const imageBytesMin = 8192;
const magic = "LATCHKEY";

export interface ImageHeader {
  /** The newest format of records and log that this firmware reads. */
  dataVersion: number;
  securityVersion: number;
  imageBytes: number;
  product: string;
  board: string;
  chip: string;
  /** Three numbers up to 999. */
  version: string;
  /** 16 hexadecimal digits. */
  keyId: string;
  firstHash: Uint8Array;
}

/** undefined: not a header that this firmware understands. `bytes` has to have `headerBytes`. */
export function decodeHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  if (textAt(bytes, 0, 8) !== magic || view.getUint16(8, true) !== formatVersion || view.getUint32(20, true) !== blockBytes) return undefined;
  const imageBytes = view.getUint32(16, true);
  if (imageBytes < imageBytesMin || view.getUint32(136, true) !== 0 || view.getUint32(140, true) !== 0) return undefined;
  const product = nameAt(bytes, 24, 16);
  const board = nameAt(bytes, 40, 24);
  const chip = nameAt(bytes, 64, 16);
  const version = nameAt(bytes, 80, 16);
  if (product === "" || board === "" || chip === "" || versionCode(version) < 0) return undefined;
  return {
    dataVersion: view.getUint16(10, true),
    securityVersion: view.getUint32(12, true),
    imageBytes,
    product,
    board,
    chip,
    version,
    keyId: hexOf(bytes.subarray(96, 104)),
    firstHash: bytes.slice(104, 136),
  };
}

export function blockCount(imageBytes: number): number {
  return Math.ceil(imageBytes / blockBytes);
}

/** Of a block as it is sent, with the hash of the next. */
export function sentBytes(block: number, imageBytes: number): number {
  return hashBytes + Math.min(blockBytes, imageBytes - block * blockBytes);
}

/** Of all blocks as they are sent. */
export function streamBytes(imageBytes: number): number {
  return imageBytes + hashBytes * blockCount(imageBytes);
}

/** "1.2.3" as 1 × 2^20 + 2 × 2^10 + 3, for the log; -1: no version. */
export function versionCode(version: string): number {
  const parts = version.split(".");
  let code = 0;
  for (let index = 0; index < parts.length; index++) {
    const number = Number(parts[index]);
    if (parts[index] !== `${number}` || !(number >= 0 && number <= 999)) return -1;
    code = code * 1024 + number;
  }
  return parts.length === 3 ? code : -1;
}

/** Empty: not a text as the format wants it. */
function nameAt(bytes: Uint8Array, start: number, length: number): string {
  const text = textAt(bytes, start, length);
  for (let at = start + text.length; at < start + length; at++) if (bytes[at] !== 0) return "";
  for (let at = start; at < start + text.length; at++) if (!isNameByte(bytes[at]!)) return "";
  return text;
}

/** a to z, 0 to 9, hyphen, full stop. */
function isNameByte(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e;
}

/** Up to the first zero. */
function textAt(bytes: Uint8Array, start: number, length: number): string {
  let text = "";
  for (let at = start; at < start + length && bytes[at] !== 0; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}
