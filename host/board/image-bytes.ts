// SPDX-License-Identifier: Apache-2.0
/** A firmware image as update/FORMAT.md has it, written field by field, so that each can be made wrong. Shares no code with the firmware. */
import { encodeText } from "./engine";
import { callDigest } from "./host-calls";

export const blockBytes = 4096;
export const headerBytes = 144;
export const hashBytes = 32;
const sha512 = 1;

export interface HeaderFields {
  magic: string;
  format: number;
  dataVersion: number;
  securityVersion: number;
  imageBytes: number;
  blockBytes: number;
  product: string;
  board: string;
  chip: string;
  version: string;
  keyId: Uint8Array;
  firstHash: Uint8Array;
}

export function hash(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(callDigest(sha512, bytes)).slice(0, hashBytes);
}

/** Blocks as they are sent, and the hash of the first. */
export function blocksOf(image: Uint8Array): { stream: Uint8Array; firstHash: Uint8Array } {
  const parts: Uint8Array[] = [];
  let next: Uint8Array = new Uint8Array(hashBytes);
  for (let number = Math.ceil(image.length / blockBytes) - 1; number >= 0; number--) {
    const block = joined(next, image.subarray(number * blockBytes, (number + 1) * blockBytes));
    parts.unshift(block);
    next = hash(block);
  }
  return { stream: joined(...parts), firstHash: next };
}

export function encodeHeader(fields: HeaderFields): Uint8Array {
  const bytes = new Uint8Array(headerBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(encodeText(fields.magic), 0);
  view.setUint16(8, fields.format, true);
  view.setUint16(10, fields.dataVersion, true);
  view.setUint32(12, fields.securityVersion, true);
  view.setUint32(16, fields.imageBytes, true);
  view.setUint32(20, fields.blockBytes, true);
  bytes.set(encodeText(fields.product), 24);
  bytes.set(encodeText(fields.board), 40);
  bytes.set(encodeText(fields.chip), 64);
  bytes.set(encodeText(fields.version), 80);
  bytes.set(fields.keyId, 96);
  bytes.set(fields.firstHash, 104);
  return bytes;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Base64 (RFC 4648), with padding. */
export function base64(bytes: Uint8Array): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const count = Math.min(bytes.length - at, 3) + 1;
    for (let place = 0; place < 4; place++) text += place < count ? letters[(bits >> (18 - 6 * place)) & 63]! : "=";
  }
  return text;
}
