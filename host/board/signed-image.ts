// SPDX-License-Identifier: Apache-2.0
/**
 * Signed firmware images for the virtual board, made step by step from update/FORMAT.md, so that each part can be made wrong: for the demo,
 * the bench, the simulator and the tests. The files that people sign are made by host/app/image-file.ts.
 */
import nacl from "tweetnacl";
import { encodeAppImage, type FirmwareConfig } from "./app-image";
import { demoSeeds } from "./demo-keys";
import { encodeText } from "./engine";
import { callDigest } from "./host-calls";
import { factoryConfig } from "./factory-config";

export const blockBytes = 4096;
export const headerBytes = 144;
const hashBytes = 32;
const sha512 = 1;

export interface ImageOptions {
  /** What the image itself says. */
  config?: Partial<FirmwareConfig>;
  /** Of the image, beyond what it needs. */
  paddingBytes?: number;
  /** Which seed signs: of demo-keys.ts, or another's. */
  seed?: string;
  /** What the header says otherwise. */
  header?: Partial<HeaderFields>;
}

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

export interface SignedImage {
  /** Header and signature. */
  offer: Uint8Array;
  /** Blocks as they are sent. */
  stream: Uint8Array;
  image: Uint8Array;
}

export function hash(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(callDigest(sha512, bytes)).slice(0, hashBytes);
}

/** Version 0.2.0 for the board esp32-devkit, of some 20 KB. */
export function signedImage({ config = {}, paddingBytes = 18_000, seed = demoSeeds[0], header = {} }: ImageOptions = {}): SignedImage {
  const all = { ...factoryConfig, firmwareVersion: "0.2.0", ...config };
  const image = encodeAppImage({ config: all, paddingBytes });
  const { stream, firstHash } = blocksOf(image);
  const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(bytesOfHex(seed));
  const fields = encodeHeader({
    magic: "LATCHKEY",
    format: 1,
    dataVersion: 1,
    securityVersion: all.securityVersion,
    imageBytes: image.length,
    blockBytes,
    product: "latchkey",
    board: "esp32-devkit",
    chip: all.chip,
    version: all.firmwareVersion,
    keyId: hash(publicKey).subarray(0, 8),
    firstHash,
    ...header,
  });
  return { offer: joined(fields, nacl.sign.detached(fields, secretKey)), stream, image };
}

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

function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => parseInt(text.slice(2 * at, 2 * at + 2), 16));
}
