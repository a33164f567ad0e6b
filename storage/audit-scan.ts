// SPDX-License-Identifier: Apache-2.0
/**
 * Finds the newest end of the audit log at power-up: one read for each sector, then the newest sector from its end. The
 * cost is bounded whatever the partition holds. It does not walk the chain; audit-walk.ts does, later, in slices.
 *
 * It changes the flash in one case only: a slot behind the newest entry whose check is right by chance (one torn write
 * in 65,536) or by forgery is wiped, so that nobody ever takes it for an entry.
 */
import type { AuditFlash } from "./audit-flash";
import {
  decodeHeader,
  entrySequence,
  hasRightCheck,
  type HeadRecord,
  isBlank,
  isPrepared,
  isSame,
  macBytes,
  macOf,
  type SectorHeader,
  slotsPerSector,
} from "./audit-format";
import type { AuditSeal } from "./audit-seal";
import { AuditSectors, findEntry } from "./audit-sectors";
import { StorageError } from "./storage-error";

export interface AuditScan {
  sectors: AuditSectors;
  /** By sector, 1: neither ours nor blank, to be erased when there is time. */
  foreign: Uint8Array;
  /** Newest sector, -1 in an empty log, and its first slot that was never written; `slotsPerSector`: it is full. */
  sector: number;
  slot: number;
  sectorSequence: number;
  /** Sequence that comes next, and the MAC of the entry before it. */
  next: number;
  chain: Uint8Array;
  /** The oldest entry that may not be missing. */
  firstSequence: number;
  /** The first entry known to be missing or changed; 0: none so far. */
  brokenAt: number;
}

/** Of a sector whose header is damaged, so many slots are searched for two entries that prove each other. */
const probedSlots = 8;

/** An entry, and the slot that it is in or that comes after it. */
interface Newest {
  slot: number;
  sequence: number;
  mac: Uint8Array;
}

interface Found extends Newest {
  frame: Uint8Array;
}

export function scanAudit(flash: AuditFlash, seal: AuditSeal, head: HeadRecord | undefined): AuditScan {
  const scan = readHeaders(flash, seal, head);
  const { sectors } = scan;
  const sector = sectors.holding(0xffff_ffff);
  if (sector >= 0) {
    const newest = findNewest(flash, seal, sector);
    scan.sector = sector;
    scan.slot = newest.slot;
    scan.next = newest.sequence + 1;
    scan.chain = newest.mac;
    if (head === undefined) {
      scan.firstSequence = sectors.firsts[sectors.after(0)]!;
      scan.brokenAt = scan.firstSequence;
    }
  }
  if (head !== undefined) compareWithHead(flash, scan, head);
  return scan;
}

function readHeaders(flash: AuditFlash, seal: AuditSeal, head: HeadRecord | undefined): AuditScan {
  const sectors = new AuditSectors(flash.sectorCount);
  const foreign = new Uint8Array(flash.sectorCount);
  const sequences = new Uint32Array(flash.sectorCount);
  const firstSequence = head?.firstSequence ?? 1;
  let sectorSequence = head?.sectorSequence ?? 0;
  for (let sector = 0; sector < flash.sectorCount; sector++) {
    const header = readHeader(flash, seal, sector);
    let first = 0;
    if (header !== undefined) {
      first = header.firstSequence;
      sequences[sector] = header.sectorSequence;
      if (header.sectorSequence > sectorSequence) sectorSequence = header.sectorSequence;
    } else if (!isBlank(flash.words) && !isPrepared(flash.words)) {
      if (head !== undefined) first = probe(flash, seal, sector);
      foreign[sector] = first === 0 ? 1 : 0;
    }
    // What lies before the head record's first entry was given up: power went before the erase was done.
    if (first < firstSequence) continue;
    // Two sectors can begin with the same entry when the older of them got none. Only the newer one counts.
    const twin = sectors.firsts.indexOf(first);
    if (twin >= 0 && sequences[twin]! > sequences[sector]!) continue;
    if (twin >= 0) sectors.firsts[twin] = 0;
    sectors.firsts[sector] = first;
  }
  return {
    sectors,
    foreign,
    sector: -1,
    slot: slotsPerSector,
    sectorSequence,
    next: 1,
    chain: new Uint8Array(macBytes),
    firstSequence,
    brokenAt: 0,
  };
}

/** The first entry of a sector without a right header: two slots in a row of which one proves the other; 0: none. */
function probe(flash: AuditFlash, seal: AuditSeal, sector: number): number {
  let previous: { sequence: number; mac: Uint8Array } | undefined;
  for (let slot = 1; slot <= probedSlots; slot++) {
    read(flash, sector, slot);
    if (!hasRightCheck(flash.frame)) {
      previous = undefined;
      continue;
    }
    const sequence = entrySequence(flash.view);
    if (previous?.sequence === sequence - 1 && seal.isEntry(flash.frame, previous.mac)) return previous.sequence;
    previous = { sequence, mac: macOf(flash.frame.slice()) };
  }
  return 0;
}

/**
 * Goes back from the last slot that is not blank. A slot is the newest entry when its MAC is right over the entry
 * before it. One that leaves out sequences for which there were slots is kept too: the slots between are damaged, and
 * the walk will say so.
 */
function findNewest(flash: AuditFlash, seal: AuditSeal, sector: number): Newest {
  const header = readHeader(flash, seal, sector);
  const last = flash.lastWritten(sector);
  if (last === undefined) throw unreadable(sector);
  let candidate: Found | undefined;
  for (let slot = last; slot > 0; slot--) {
    read(flash, sector, slot);
    if (!hasRightCheck(flash.frame)) continue;
    const frame = flash.frame.slice();
    const found = { slot, sequence: entrySequence(flash.view), frame, mac: macOf(frame) };
    if (candidate !== undefined) {
      if (isNext(seal, found, candidate)) return { ...candidate, slot: last + 1 };
      flash.wipe(sector, candidate.slot);
    }
    candidate = found;
  }
  // Nothing may be added to a sector whose header is damaged: it could not be verified.
  if (header === undefined) return { slot: slotsPerSector, sequence: candidate!.sequence, mac: candidate!.mac };
  const start = { slot: 0, sequence: header.firstSequence - 1, mac: header.chain };
  if (candidate !== undefined) {
    if (isNext(seal, start, candidate)) return { ...candidate, slot: last + 1 };
    flash.wipe(sector, candidate.slot);
  }
  return { ...start, slot: last + 1 };
}

function isNext(seal: AuditSeal, before: Newest, found: Found): boolean {
  const step = found.sequence - before.sequence;
  return step === 1 ? seal.isEntry(found.frame, before.mac) : step > 1 && step <= found.slot - before.slot;
}

function readHeader(flash: AuditFlash, seal: AuditSeal, sector: number): SectorHeader | undefined {
  read(flash, sector, 0);
  const header = decodeHeader(flash.frame);
  return header !== undefined && seal.isHeader(flash.frame) ? header : undefined;
}

/** What is missing at the newest end, or was put in its place: the head record knows better. */
function compareWithHead(flash: AuditFlash, scan: AuditScan, head: HeadRecord): void {
  const { lastSequence } = head;
  if (scan.next <= lastSequence) {
    scan.brokenAt = Math.max(scan.next, head.firstSequence);
    scan.next = lastSequence + 1;
    scan.chain = head.chain;
    // The gap must lie between two sectors: within one, sequences have no gaps.
    scan.slot = slotsPerSector;
  } else if (lastSequence > 0 && findEntry(flash, scan.sectors, lastSequence)) {
    if (!isSame(macOf(flash.frame), head.chain)) scan.brokenAt = lastSequence;
  }
}

/** A chip whose flash does not answer gets no log, rather than one that erases what it could not read. */
function read(flash: AuditFlash, sector: number, slot: number): void {
  if (!flash.read(sector, slot)) throw unreadable(sector);
}

function unreadable(sector: number): StorageError {
  return new StorageError(`audit: sector ${sector} cannot be read`);
}
