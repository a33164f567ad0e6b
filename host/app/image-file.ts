// SPDX-License-Identifier: Apache-2.0
/**
 * A firmware image as a file, written and read on a computer: update/FORMAT.md says what each byte is. The lock has its own
 * reader (update/image-header.ts) and shares no code with this one, so that each shows the other's mistakes. What is thrown here
 * has a message for the person.
 */
import { createHash } from "node:crypto";

const magic = "LATCHKEY";
const formatVersion = 1;
export const headerBytes = 144;
/** Header and signature: what a lock judges before it takes any block. */
export const offerBytes = headerBytes + 64;
export const hashBytes = 32;
export const blockBytes = 4_096;
/** A block with the hash before it. */
const chainedBytes = hashBytes + blockBytes;
export const imageBytesMin = 8_192;
/** Of a slot in chip/partitions.csv. */
export const imageBytesMax = 0x1d_0000;
export const fileBytesMax = offerBytes + imageBytesMax + hashBytes * Math.ceil(imageBytesMax / blockBytes);
const maxOf16Bits = 0xffff;
const maxOf32Bits = 0xffff_ffff;
/** Where each text of the header stands, and how long it may be. */
const texts = {
  product: { at: 24, bytes: 16 },
  board: { at: 40, bytes: 24 },
  chip: { at: 64, bytes: 16 },
  firmwareVersion: { at: 80, bytes: 16 },
} as const;

export interface ImageHeader {
  dataVersion: number;
  securityVersion: number;
  imageBytes: number;
  product: string;
  board: string;
  chip: string;
  firmwareVersion: string;
  /** 16 hexadecimal digits. */
  keyId: string;
  firstHash: Uint8Array;
}

export interface ImageFile {
  header: ImageHeader;
  /** The 144 bytes that are signed, and the 64 of the signature. */
  offer: Uint8Array;
  /** All blocks, each with the hash before it: what UpdateData counts in. */
  stream: Uint8Array;
}

export function imageHash(bytes: Uint8Array): Buffer {
  return createHash("sha512").update(bytes).digest().subarray(0, hashBytes);
}

export function isFirmwareVersion(text: string): boolean {
  return /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){2}$/.test(text);
}

export interface ImageToSign extends Omit<ImageHeader, "imageBytes" | "firstHash"> {
  image: Uint8Array;
  /** 64 bytes. */
  sign: (header: Uint8Array) => Uint8Array;
}

export function encodeImage({ image, sign, ...about }: ImageToSign): Buffer {
  const stream = encodeBlocks(image);
  const firstHash = imageHash(stream.subarray(0, chainedBytes));
  const header = encodeHeader({ ...about, imageBytes: image.length, firstHash });
  return Buffer.concat([header, sign(header), stream]);
}

/** From the last one backwards, since each holds the hash of the next. */
function encodeBlocks(image: Uint8Array): Buffer {
  const count = Math.ceil(image.length / blockBytes);
  const stream = Buffer.alloc(image.length + hashBytes * count);
  for (let block = count - 1; block >= 0; block--) {
    const at = block * chainedBytes;
    if (block < count - 1) imageHash(stream.subarray(at + chainedBytes, at + 2 * chainedBytes)).copy(stream, at);
    stream.set(image.subarray(block * blockBytes, (block + 1) * blockBytes), at + hashBytes);
  }
  return stream;
}

function encodeHeader(header: ImageHeader): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  bytes.write(magic, "latin1");
  bytes.writeUInt16LE(formatVersion, 8);
  bytes.writeUInt16LE(inRange(header.dataVersion, 0, maxOf16Bits, "data version"), 10);
  bytes.writeUInt32LE(inRange(header.securityVersion, 0, maxOf32Bits, "security version"), 12);
  bytes.writeUInt32LE(inRange(header.imageBytes, imageBytesMin, imageBytesMax, "bytes of the image"), 16);
  bytes.writeUInt32LE(blockBytes, 20);
  if (!isFirmwareVersion(header.firmwareVersion)) throw new Error(`"${header.firmwareVersion}" is no version as 0.2.0`);
  for (const [name, { at, bytes: length }] of Object.entries(texts)) {
    const text = header[name as keyof typeof texts];
    if (!/^[a-z0-9.-]+$/.test(text) || text.length > length) {
      throw new Error(`"${text}" is no ${name}: 1 to ${length} of a to z, 0 to 9, - and .`);
    }
    bytes.write(text, at, "latin1");
  }
  bytes.write(header.keyId, 96, "hex");
  bytes.set(header.firstHash, 104);
  return bytes;
}

function inRange(value: number, min: number, max: number, name: string): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Error(`${name}: ${value}, not ${min} to ${max}`);
}

/** Of a whole file. Whether hashes and signature are right is another question: see brokenBlock and image-keys.ts. */
export function decodeImage(file: Uint8Array): ImageFile {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.toString("latin1", 0, magic.length) !== magic) throw new Error("this is no firmware image of Latchkey");
  if (bytes.length < offerBytes) throw new Error(`cut off in the header: ${bytes.length} bytes`);
  const header = decodeHeader(bytes);
  const whole = offerBytes + header.imageBytes + hashBytes * Math.ceil(header.imageBytes / blockBytes);
  if (bytes.length !== whole) throw new Error(`${bytes.length} bytes, where the header says ${whole}`);
  return { header, offer: bytes.subarray(0, offerBytes), stream: bytes.subarray(offerBytes) };
}

function decodeHeader(bytes: Buffer): ImageHeader {
  const version = bytes.readUInt16LE(8);
  if (version !== formatVersion) throw new Error(`version ${version} of the format; this program knows ${formatVersion}`);
  const bytesInBlock = bytes.readUInt32LE(20);
  if (bytesInBlock !== blockBytes) throw new Error(`${bytesInBlock} bytes in a block, not ${blockBytes}`);
  if (bytes.subarray(136, headerBytes).some((byte) => byte !== 0)) throw new Error("the header does not end with zeros");
  const firmwareVersion = decodeText(bytes, "firmwareVersion");
  if (!isFirmwareVersion(firmwareVersion)) throw new Error(`"${firmwareVersion}" is no version as 0.2.0`);
  return {
    dataVersion: bytes.readUInt16LE(10),
    securityVersion: bytes.readUInt32LE(12),
    imageBytes: inRange(bytes.readUInt32LE(16), imageBytesMin, imageBytesMax, "bytes of the image"),
    product: decodeText(bytes, "product"),
    board: decodeText(bytes, "board"),
    chip: decodeText(bytes, "chip"),
    firmwareVersion,
    keyId: bytes.toString("hex", 96, 104),
    firstHash: bytes.subarray(104, 104 + hashBytes),
  };
}

function decodeText(bytes: Buffer, name: keyof typeof texts): string {
  const { at, bytes: length } = texts[name];
  const [, text] = /^([a-z0-9.-]+)\0*$/.exec(bytes.toString("latin1", at, at + length)) ?? [];
  if (text === undefined) throw new Error(`the header's ${name} is no text`);
  return text;
}

export function blocksOf(stream: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(stream.length / chainedBytes) }, (_, block) =>
    stream.subarray(block * chainedBytes, (block + 1) * chainedBytes),
  );
}

/** Number of the first block whose hash is not the one that the header or the block before it names; undefined: all are right. */
export function brokenBlock({ header, stream }: ImageFile): number | undefined {
  let wanted = header.firstHash;
  const blocks = blocksOf(stream);
  for (const [number, block] of blocks.entries()) {
    if (!imageHash(block).equals(wanted)) return number;
    wanted = block.subarray(0, hashBytes);
  }
  return wanted.every((byte) => byte === 0) ? undefined : blocks.length - 1;
}
