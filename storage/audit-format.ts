// SPDX-License-Identifier: Apache-2.0
/**
 * The byte layout of the audit log: pure functions, no flash. FORMAT.md says the same in words, and a test holds the
 * two together.
 *
 * Entries, sector headers and the head record share one frame of 32 bytes: 22 bytes of content, 8 bytes of MAC, 2 bytes
 * of check. The check tells a torn write from a whole one without the key; the MAC tells our own from a forgery.
 * All numbers are little-endian.
 */
import type { AuditEntry, StoredAuditEntry } from "../lock/parts";

/** Version of the layout in FORMAT.md; has nothing to do with the version of the firmware. */
export const formatVersion = 1;

export const frameBytes = 32;
export const contentBytes = 22;
export const macBytes = 8;
const checkOffset = contentBytes + macBytes;

export const sectorBytes = 4096;
export const slotsPerSector = sectorBytes / frameBytes;

/** "LKA1": written by itself when a sector has been erased to the end, later completed to a header. */
export const magic = 0x3141_4b4c;
export const magicBytes = 4;

/** What a frame is; part of what the MAC covers, so that one kind cannot pass for another. */
export const FrameKind = Object.freeze({ entry: 1, header: 2, head: 3 });

/** Start of a sector that holds entries. */
export interface SectorHeader {
  /** Counts the sectors put into use, from 1. */
  sectorSequence: number;
  /** Sequence of the first entry in this sector. */
  firstSequence: number;
  /** MAC of the entry before it; zeros before the very first. */
  chain: Uint8Array;
}

/** What the records remember about the newest end of the log, so that cutting it off is noticed. */
export interface HeadRecord {
  sectorSequence: number;
  /** The oldest entry that may not be missing. */
  firstSequence: number;
  /** The newest entry that may not be missing; 0 in an empty log. */
  lastSequence: number;
  /** MAC of that newest entry. */
  chain: Uint8Array;
}

/*
 * How the three frames use their content:
 *  entry  sequence u32, utcSeconds u32, uptimeSeconds u32, value i32, boot u16, userIndex u16, event u8, source u8
 *  header magic u32, formatVersion u8, 0 u8, sectorSequence u32, firstSequence u32, chain 8
 *  head   formatVersion u8, 0 u8, sectorSequence u32, firstSequence u32, lastSequence u32, chain 8
 */
const headChainOffset = 14;

export function encodeEntry(frame: DataView, entry: AuditEntry, sequence: number, boot: number): void {
  frame.setUint32(0, sequence, true);
  frame.setUint32(4, entry.utcSeconds, true);
  frame.setUint32(8, entry.uptimeSeconds, true);
  frame.setInt32(12, entry.value, true);
  frame.setUint16(16, boot, true);
  frame.setUint16(18, entry.userIndex, true);
  frame.setUint8(20, entry.event);
  frame.setUint8(21, entry.source);
}

export function decodeEntry(frame: DataView): StoredAuditEntry {
  return {
    sequence: frame.getUint32(0, true),
    boot: frame.getUint16(16, true),
    event: frame.getUint8(20),
    source: frame.getUint8(21),
    userIndex: frame.getUint16(18, true),
    value: frame.getInt32(12, true),
    utcSeconds: frame.getUint32(4, true),
    uptimeSeconds: frame.getUint32(8, true),
  };
}

export function entrySequence(frame: DataView): number {
  return frame.getUint32(0, true);
}

/** A view of the MAC in a frame. */
export function macOf(frame: Uint8Array): Uint8Array {
  return frame.subarray(contentBytes, checkOffset);
}

export function encodeHeader(frame: Uint8Array, header: SectorHeader): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frameBytes);
  view.setUint32(0, magic, true);
  view.setUint8(4, formatVersion);
  view.setUint8(5, 0);
  view.setUint32(6, header.sectorSequence, true);
  view.setUint32(10, header.firstSequence, true);
  frame.set(header.chain, headChainOffset);
}

/** undefined: not a header of this format. Says nothing about the MAC. */
export function decodeHeader(frame: Uint8Array): SectorHeader | undefined {
  const view = new DataView(frame.buffer, frame.byteOffset, frameBytes);
  if (view.getUint32(0, true) !== magic || view.getUint8(4) !== formatVersion) return undefined;
  if (!hasRightCheck(frame)) return undefined;
  return {
    sectorSequence: view.getUint32(6, true),
    firstSequence: view.getUint32(10, true),
    chain: frame.slice(headChainOffset, contentBytes),
  };
}

export function encodeHead(frame: Uint8Array, head: HeadRecord): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frameBytes);
  view.setUint8(0, formatVersion);
  view.setUint8(1, 0);
  view.setUint32(2, head.sectorSequence, true);
  view.setUint32(6, head.firstSequence, true);
  view.setUint32(10, head.lastSequence, true);
  frame.set(head.chain, headChainOffset);
}

/** undefined: not a head record of this format. Says nothing about the MAC. */
export function decodeHead(frame: Uint8Array): HeadRecord | undefined {
  if (frame.length !== frameBytes || frame[0] !== formatVersion || !hasRightCheck(frame)) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frameBytes);
  return {
    sectorSequence: view.getUint32(2, true),
    firstSequence: view.getUint32(6, true),
    lastSequence: view.getUint32(10, true),
    chain: frame.slice(headChainOffset, contentBytes),
  };
}

/** Looked up once: this runs for every byte of the log. */
const { imul } = Math;

/** FNV-1a over everything before the check, its two halves folded together. */
function checkOf(frame: Uint8Array): number {
  let hash = 0x811c_9dc5 | 0;
  for (let i = 0; i < checkOffset; i++) hash = imul(hash ^ frame[i]!, 0x0100_0193);
  return ((hash >>> 16) ^ hash) & 0xffff;
}

export function setCheck(frame: Uint8Array): void {
  const check = checkOf(frame);
  frame[checkOffset] = check & 0xff;
  frame[checkOffset + 1] = check >>> 8;
}

export function hasRightCheck(frame: Uint8Array): boolean {
  const check = checkOf(frame);
  return frame[checkOffset] === (check & 0xff) && frame[checkOffset + 1] === check >>> 8;
}

/** All ones, as an erase leaves it, from word `from` on. By words, since most of a young partition is blank. */
export function isBlank(words: Int32Array, from = 0): boolean {
  for (let i = from; i < words.length; i++) if (words[i] !== -1) return false;
  return true;
}

/** Erased to the end and marked so, but not in use. */
export function isPrepared(words: Int32Array): boolean {
  return words[0] === magic && isBlank(words, 1);
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
