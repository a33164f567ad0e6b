// SPDX-License-Identifier: Apache-2.0
/**
 * Which sector holds which entries: only the sequence of the first entry of each sector is kept in RAM. The order of
 * the log is the order of these, wherever on the partition the sectors lie.
 */
import type { AuditFlash } from "./audit-flash";
import { entrySequence, hasRightCheck, isBlank, slotsPerSector } from "./audit-format";

export class AuditSectors {
  /** By sector; 0: nothing of the log. */
  readonly firsts: Uint32Array;

  constructor(sectorCount: number) {
    this.firsts = new Uint32Array(sectorCount);
  }

  /** The sector that begins next after this sequence; -1: none. `after(0)` is the oldest. */
  after(sequence: number): number {
    let found = -1;
    for (let sector = 0; sector < this.firsts.length; sector++) {
      const first = this.firsts[sector]!;
      if (first > sequence && (found < 0 || first < this.firsts[found]!)) found = sector;
    }
    return found;
  }

  /** The sector in which this entry would be; -1: none. `holding(0xffff_ffff)` is the newest. */
  holding(sequence: number): number {
    let found = -1;
    for (let sector = 0; sector < this.firsts.length; sector++) {
      const first = this.firsts[sector]!;
      if (first !== 0 && first <= sequence && (found < 0 || first > this.firsts[found]!)) found = sector;
    }
    return found;
  }
}

/**
 * Reads this entry into `flash.frame`; false: it is not there. Every entry takes a slot and torn writes take more, so
 * the search begins at the earliest slot in which it can be, where it usually is.
 */
export function findEntry(flash: AuditFlash, sectors: AuditSectors, sequence: number): boolean {
  const sector = sectors.holding(sequence);
  if (sector < 0) return false;
  for (let slot = 1 + sequence - sectors.firsts[sector]!; slot < slotsPerSector; slot++) {
    if (!flash.read(sector, slot) || isBlank(flash.words)) return false;
    if (!hasRightCheck(flash.frame)) continue;
    const found = entrySequence(flash.view);
    if (found >= sequence) return found === sequence;
  }
  return false;
}
