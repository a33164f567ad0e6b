// SPDX-License-Identifier: Apache-2.0
/**
 * Walks the whole audit log once, from the oldest entry to the newest, and verifies every MAC and every sequence. A few
 * slots at a time, so that the keypad stays alive; the log may grow meanwhile.
 */
import type { AuditFlash } from "./audit-flash";
import {
  decodeHeader,
  entrySequence,
  hasRightCheck,
  isBlank,
  isSame,
  macBytes,
  macOf,
  slotsPerSector,
} from "./audit-format";
import type { AuditSeal } from "./audit-seal";
import type { AuditSectors } from "./audit-sectors";

/** Where the log ends at the moment. */
export interface LogEnd {
  sector: number;
  slot: number;
  next: number;
}

export class AuditWalk {
  /** Sector that is being walked; -1: not begun. */
  sector = -1;
  done = false;
  /** The first entry that is missing or changed; 0: none so far. */
  brokenAt = 0;
  /** Slots without an entry in them: torn writes, or damage. */
  tornSlots = 0;
  #flash: AuditFlash;
  #seal: AuditSeal;
  #sectors: AuditSectors;
  #slot = 0;
  /** The sequence that must come next, and the MAC that it must follow. */
  #expected: number;
  #previous = new Uint8Array(macBytes);

  constructor(options: { flash: AuditFlash; seal: AuditSeal; sectors: AuditSectors; firstSequence: number }) {
    this.#flash = options.flash;
    this.#seal = options.seal;
    this.#sectors = options.sectors;
    this.#expected = options.firstSequence;
  }

  /** So many slots further. A slot that cannot be read counts as missing. */
  step(slotCount: number, end: LogEnd): void {
    for (let count = 0; count < slotCount && !this.done; count++) this.#slotFurther(end);
  }

  #slotFurther(end: LogEnd): void {
    if (this.sector < 0) this.sector = this.#sectors.after(0);
    if (this.sector < 0 || (this.sector === end.sector && this.#slot >= end.slot)) {
      this.done = true;
      if (this.#expected !== end.next) this.brokenAt = this.#expected;
      return;
    }
    if (this.#slot === slotsPerSector) {
      this.sector = this.#sectors.after(this.#sectors.firsts[this.sector]!);
      this.#slot = 0;
    }
    const isRight =
      this.#flash.read(this.sector, this.#slot) && (this.#slot === 0 ? this.#isHeaderRight() : this.#isSlotRight());
    this.#slot++;
    if (isRight) return;
    this.brokenAt = this.#expected;
    this.done = true;
  }

  #isHeaderRight(): boolean {
    const { frame } = this.#flash;
    const header = decodeHeader(frame);
    if (header === undefined || !this.#seal.isHeader(frame) || header.firstSequence !== this.#expected) return false;
    // The oldest sector begins in the middle of the chain; its header vouches for what came before.
    const isOldest = this.sector === this.#sectors.after(0);
    if (!isOldest && !isSame(header.chain, this.#previous)) return false;
    this.#previous.set(header.chain);
    return true;
  }

  #isSlotRight(): boolean {
    const { frame, view, words } = this.#flash;
    if (isBlank(words)) return true;
    if (!hasRightCheck(frame)) {
      this.tornSlots++;
      return true;
    }
    if (entrySequence(view) !== this.#expected || !this.#seal.isEntry(frame, this.#previous)) return false;
    this.#previous.set(macOf(frame));
    this.#expected++;
    return true;
  }
}
