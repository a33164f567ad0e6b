// SPDX-License-Identifier: Apache-2.0
/**
 * A firmware image of the virtual board, in the layout of ESP-IDF's app images (documentation of esptool, "Firmware Image
 * Format"; esp_app_format.h), with one segment: a line of JSON, padding, and where there is one a script.
 *
 * | offset | bytes | what |
 * | ---: | ---: | --- |
 * | 0 | 1 | E9 |
 * | 1 | 1 | number of segments: 1 |
 * | 12 | 2 | chip: FFF0, which no real one has |
 * | 23 | 1 | 1: a SHA-256 is appended |
 * | 24 | 4 | where the segment goes in memory |
 * | 28 | 4 | bytes of the segment, a multiple of 4 |
 * | 32 | | the segment |
 * | | | zeros up to the last of 16 bytes, which is EF and all bytes of the segment, exclusive-or |
 * | | 32 | SHA-256 of all before |
 */
import { decodeText, encodeText } from "./engine";
import { callDigest } from "./host-calls";

/** What the firmware finds as `mc/config`. */
export interface FirmwareConfig {
  chip: string;
  firmwareVersion: string;
  securityVersion: number;
  /** Public keys of 64 hexadecimal digits, with commas between them. */
  updateKeys: string;
  /** Key ids of 16 hexadecimal digits, with commas between them. */
  revokedKeys: string;
}

export interface AppImage {
  config: FirmwareConfig;
  /** An expression: a function that gets `load` and gives what the main module exports. undefined: the board's own firmware. */
  script: string | undefined;
}

interface FirstLine {
  config: FirmwareConfig;
  /** It ends where the segment ends. */
  scriptBytes: number;
}

const magic = 0xe9;
const chipId = 0xfff0;
const headerBytes = 24;
export const segmentAt = 32;
const hashBytes = 32;
const checksumSeed = 0xef;
const newline = 0x0a;

/** `paddingBytes`: at least so many between configuration and script, to give it a size; another `salt`, another padding. */
export function encodeAppImage(parts: { config: FirmwareConfig; script?: string; paddingBytes?: number; salt?: number }): Uint8Array {
  const { config, script = "", paddingBytes = 0, salt = 0 } = parts;
  const scriptText = encodeText(script);
  const line = encodeText(`${JSON.stringify({ config, scriptBytes: scriptText.length } satisfies FirstLine)}\n`);
  const segmentBytes = Math.ceil((line.length + paddingBytes + scriptText.length) / 4) * 4;
  const bytes = new Uint8Array(hashedBytes(segmentBytes) + hashBytes);
  const view = new DataView(bytes.buffer);
  bytes[0] = magic;
  bytes[1] = 1;
  bytes[8] = 0xee; // No pin protects the flash from writing.
  view.setUint16(12, chipId, true);
  view.setUint16(17, 0xffff, true);
  bytes[23] = 1;
  view.setUint32(headerBytes + 4, segmentBytes, true);
  const scriptAt = segmentAt + segmentBytes - scriptText.length;
  bytes.set(line, segmentAt);
  // No two blocks of it are alike.
  for (let at = segmentAt + line.length; at < scriptAt; at += 1) bytes[at] = (at * 151) ^ (at >> 8) ^ salt;
  bytes.set(scriptText, scriptAt);
  const hashAt = bytes.length - hashBytes;
  bytes[hashAt - 1] = checksum(bytes, segmentBytes);
  bytes.set(new Uint8Array(callDigest(0, bytes.subarray(0, hashAt))), hashAt);
  return bytes;
}

/** Bytes of the whole image of which these are the first; undefined: it cannot be one. */
export function appImageLength(start: Uint8Array): number | undefined {
  if (start.length < segmentAt || start[0] !== magic || start[1] !== 1 || start[23] !== 1) return undefined;
  const view = new DataView(start.buffer, start.byteOffset);
  if (view.getUint16(12, true) !== chipId) return undefined;
  const segmentBytes = view.getUint32(headerBytes + 4, true);
  return segmentBytes % 4 === 0 ? hashedBytes(segmentBytes) + hashBytes : undefined;
}

/** undefined: incomplete, damaged, or for another chip. What follows the image does not matter. */
export function decodeAppImage(bytes: Uint8Array): AppImage | undefined {
  const length = appImageLength(bytes);
  if (length === undefined || length > bytes.length) return undefined;
  const segmentBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(headerBytes + 4, true);
  const hashAt = length - hashBytes;
  if (bytes[hashAt - 1] !== checksum(bytes, segmentBytes)) return undefined;
  const hash = new Uint8Array(callDigest(0, bytes.subarray(0, hashAt)));
  if (!hash.every((byte, index) => byte === bytes[hashAt + index])) return undefined;
  const segment = bytes.subarray(segmentAt, segmentAt + segmentBytes);
  const line = decodeText(segment.slice(0, segment.indexOf(newline)));
  // Of a real chip's build, or by somebody who makes images that no encodeAppImage() made.
  if (!line.startsWith("{")) return undefined;
  const { config, scriptBytes } = JSON.parse(line) as FirstLine;
  const script = scriptBytes === 0 ? undefined : decodeText(segment.slice(segmentBytes - scriptBytes));
  return { config, script };
}

/** Header, segment, and padding with the checksum. */
function hashedBytes(segmentBytes: number): number {
  return (Math.floor((segmentAt + segmentBytes) / 16) + 1) * 16;
}

/** By words: an image may have 1.8 MB. */
function checksum(bytes: Uint8Array, segmentBytes: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + segmentAt, segmentBytes);
  let sum = 0;
  for (let at = 0; at < segmentBytes; at += 4) sum ^= view.getInt32(at);
  return checksumSeed ^ ((sum ^ (sum >> 8) ^ (sum >> 16) ^ (sum >> 24)) & 0xff);
}
