// SPDX-License-Identifier: Apache-2.0
/**
 * The audit log: an append-only ring of 32-byte entries on its own flash partition, chained by a keyed MAC. FORMAT.md
 * has every byte, what a power cut can leave behind, and what the chain does and does not detect.
 *
 * One entry is one flash write, read back before it counts. The sector that comes next is erased ahead by `slice()`,
 * since an erase blocks for 45 ms, and put into use as soon as the one before is full, since its header costs as much as an
 * entry; `append()` does either only when there was no time for that.
 */
import type { AuditEntry, AuditStore, KeyedHash, Records, StoredAuditEntry } from "../lock/parts";
import { AuditFlash } from "./audit-flash";
import { decodeEntry, encodeEntry, encodeHeader, frameBytes, macOf, slotsPerSector } from "./audit-format";
import { AuditHead } from "./audit-head";
import { scanAudit } from "./audit-scan";
import { AuditSeal } from "./audit-seal";
import { type AuditSectors, findEntry } from "./audit-sectors";
import { AuditWalk } from "./audit-walk";
import type { FlashModule } from "./embedded-storage";
import { StorageError } from "./storage-error";

/** So many of the newest entries at most are not yet covered by the head record. */
const uncoveredMax = 16;

/** Slots verified in one slice. */
const walkSlots = 4;

/** Sectors tried before an append gives up, and slots tried before it leaves a sector. */
const sectorTries = 3;
const slotTries = 2;

export interface AuditRingOptions {
  /** `embedded:storage/flash`, and the label of the partition. */
  flash: FlashModule;
  path: string;
  records: Records;
  keyedHash: KeyedHash;
  /** Counts power-ups; kept modulo 65,536. */
  boot: number;
}

export class AuditRing implements AuditStore {
  #flash: AuditFlash;
  #seal: AuditSeal;
  #head: AuditHead;
  #sectors: AuditSectors;
  #foreign: Uint8Array;
  #walk: AuditWalk;
  #boot: number;
  #frame = new Uint8Array(frameBytes);
  #view = new DataView(this.#frame.buffer);
  /** The sector that is being filled, and its first free slot. */
  #sector: number;
  #slot: number;
  #sectorSequence: number;
  #next: number;
  /** MAC of the newest entry. */
  #chain: Uint8Array;
  /** The oldest entry that may not be missing: what the head record says. */
  #firstSequence: number;
  #brokenAt: number;
  /** The sector that comes next, and whether it is erased and marked. */
  #upcoming: number;
  #prepared: boolean;
  #prepareFailures = 0;

  /** Finds the end of the log; erases nothing. Closes what it opened and throws when the partition cannot be used. */
  constructor(options: AuditRingOptions) {
    this.#boot = options.boot & 0xffff;
    this.#seal = new AuditSeal(options.keyedHash);
    this.#head = new AuditHead({ records: options.records, seal: this.#seal });
    this.#flash = new AuditFlash(options);
    try {
      const scan = scanAudit(this.#flash, this.#seal, this.#head.read());
      this.#sectors = scan.sectors;
      this.#foreign = scan.foreign;
      this.#sector = scan.sector;
      this.#slot = scan.slot;
      this.#sectorSequence = scan.sectorSequence;
      this.#next = scan.next;
      this.#chain = scan.chain;
      this.#firstSequence = scan.firstSequence;
      this.#brokenAt = scan.brokenAt;
      this.#upcoming = this.#sectorAfter(scan.sector);
      this.#prepared = this.#flash.isPrepared(this.#upcoming);
      this.#walk = this.#newWalk();
      this.#writeHead();
    } catch (error) {
      this.#flash.close();
      throw error;
    }
  }

  append(entry: AuditEntry): void {
    checkEntry(entry);
    encodeEntry(this.#view, entry, this.#next, this.#boot);
    this.#seal.sealEntry(this.#frame, this.#chain);
    for (let tries = 0; tries <= slotTries; tries++) {
      if (tries === slotTries) this.#slot = slotsPerSector;
      if (this.#slot === slotsPerSector) this.#openSector();
      const slot = this.#slot++;
      if (this.#flash.write(this.#sector, slot, this.#frame)) {
        this.#chain.set(macOf(this.#frame));
        this.#next++;
        if (this.#next - 1 - this.#head.coveredSequence >= uncoveredMax) this.#writeHead();
        return;
      }
      this.#flash.wipe(this.#sector, slot);
    }
    throw new StorageError("audit: append failed");
  }

  read(sequence: number): StoredAuditEntry | undefined {
    return findEntry(this.#flash, this.#sectors, sequence) ? decodeEntry(this.#flash.view) : undefined;
  }

  get first(): number {
    const oldest = this.#sectors.after(0);
    return oldest < 0 ? this.#next : this.#sectors.firsts[oldest]!;
  }

  get next(): number {
    return this.#next;
  }

  get chain(): "pending" | "intact" | "broken" {
    if (this.#brokenAt !== 0) return "broken";
    return this.#walk.done ? "intact" : "pending";
  }

  /** Sequence of the first entry that is missing or was changed; 0: none is known. */
  get brokenAt(): number {
    return this.#brokenAt;
  }

  /** Slots without an entry in them that the walk has met so far: torn writes, or damage. */
  get tornSlots(): number {
    return this.#walk.tornSlots;
  }

  /** Operations that flash or records refused since power-up. */
  get failures(): number {
    return this.#flash.failures + this.#head.failures;
  }

  /**
   * One piece of what can wait: an erase, a header, a head record, or a few slots of the walk. True while there is more;
   * there is more again after every append. Not while a motor runs: it writes to flash.
   */
  slice(): boolean {
    if (this.#slot === slotsPerSector && this.#prepared) {
      this.#openPrepared();
      return true;
    }
    if (!this.#prepared && this.#prepareFailures < this.#flash.sectorCount) {
      this.#prepare();
      return true;
    }
    if (this.#head.coveredSequence !== this.#next - 1) {
      this.#writeHead();
      return true;
    }
    const foreign = this.#foreign.indexOf(1);
    if (foreign >= 0) {
      this.#foreign[foreign] = 0;
      this.#flash.erase(foreign);
      return true;
    }
    if (this.#walk.done) return false;
    this.#walkOn();
    return !this.#walk.done;
  }

  close(): void {
    this.#flash.close();
  }

  #walkOn(): void {
    const walk = this.#walk;
    walk.step(walkSlots, { sector: this.#sector, slot: this.#slot, next: this.#next });
    if (walk.brokenAt !== 0 && (this.#brokenAt === 0 || walk.brokenAt < this.#brokenAt)) this.#brokenAt = walk.brokenAt;
  }

  #newWalk(): AuditWalk {
    return new AuditWalk({
      flash: this.#flash,
      seal: this.#seal,
      sectors: this.#sectors,
      firstSequence: this.#firstSequence,
    });
  }

  #openSector(): void {
    for (let tries = 0; tries < sectorTries; tries++) {
      if (!this.#prepared && !this.#prepare()) continue;
      if (this.#openPrepared()) return;
    }
    throw new StorageError("audit: no sector can be erased");
  }

  /** Puts the sector that is prepared into use. One that fails is left out until the ring comes round again. */
  #openPrepared(): boolean {
    const sector = this.#upcoming;
    const header = new Uint8Array(frameBytes);
    // A number is never used twice, not even after a failure: of two headers for one entry the newer one counts.
    this.#sectorSequence++;
    encodeHeader(header, { sectorSequence: this.#sectorSequence, firstSequence: this.#next, chain: this.#chain });
    this.#seal.sealHeader(header);
    this.#prepared = false;
    this.#upcoming = this.#sectorAfter(sector);
    if (!this.#flash.writeHeader(sector, header)) {
      this.#prepareFailures++;
      return false;
    }
    // The sector before may hold no entry at all, when every write in it failed.
    if (this.#sector >= 0 && this.#sectors.firsts[this.#sector] === this.#next) this.#giveUp(this.#sector);
    this.#sectors.firsts[sector] = this.#next;
    this.#sector = sector;
    this.#slot = 1;
    this.#prepareFailures = 0;
    return true;
  }

  /** Erases the sector that comes next. The head record gives its entries up first, so that nobody misses them. */
  #prepare(): boolean {
    const sector = this.#upcoming;
    this.#foreign[sector] = 0;
    if (this.#sectors.firsts[sector] !== 0) this.#giveUp(sector);
    this.#prepared = this.#flash.prepare(sector);
    if (!this.#prepared) {
      this.#prepareFailures++;
      this.#upcoming = this.#sectorAfter(sector);
    }
    return this.#prepared;
  }

  #giveUp(sector: number): void {
    this.#sectors.firsts[sector] = 0;
    this.#firstSequence = this.first;
    this.#writeHead();
    // The walk begins anew when it has not got past this sector.
    if (!this.#walk.done && (this.#walk.sector < 0 || this.#walk.sector === sector)) this.#walk = this.#newWalk();
  }

  #sectorAfter(sector: number): number {
    const next = (sector + 1) % this.#flash.sectorCount;
    return next === this.#sector ? (next + 1) % this.#flash.sectorCount : next;
  }

  #writeHead(): void {
    this.#head.write({
      sectorSequence: this.#sectorSequence,
      firstSequence: this.#firstSequence,
      lastSequence: this.#next - 1,
      chain: this.#chain,
    });
  }
}

function checkEntry(entry: AuditEntry): void {
  checkRange("event", entry.event, 1, 0xff);
  checkRange("source", entry.source, 0, 0xff);
  checkRange("userIndex", entry.userIndex, 0, 0xffff);
  checkRange("value", entry.value, -0x8000_0000, 0x7fff_ffff);
  checkRange("utcSeconds", entry.utcSeconds, 0, 0xffff_ffff);
  checkRange("uptimeSeconds", entry.uptimeSeconds, 0, 0xffff_ffff);
}

function checkRange(field: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`${field}: ${min} to ${max} is needed`);
}
