// SPDX-License-Identifier: Apache-2.0
/**
 * Which sector holds which entries: only the sequence of the first entry of each sector is kept in RAM. The order of
 * the log is the order of these, wherever on the partition the sectors lie.
 */
import type { AuditFlash } from "./audit-flash";
import { entrySequence, hasRightCheck, slotsPerSector } from "./audit-format";

export class AuditSectors {
  /** By sector; 0: nothing of the log. */
  readonly firsts: Uint32Array;

  constructor(sectorCount: number) {
    this.firsts = new Uint32Array(sectorCount);
  }

  /** The sector that begins next after this sequence; -1: none. `after(0)` is the oldest. */
  after(sequence: number): number {
    const { firsts } = this;
    const { length } = firsts;
    let found = -1;
    let lowest = Infinity;
    for (let sector = 0; sector < length; sector++) {
      const first = firsts[sector]!;
      if (first <= sequence || first >= lowest) continue;
      lowest = first;
      found = sector;
    }
    return found;
  }

  /** The sector in which this entry would be; -1: none. `holding(0xffff_ffff)` is the newest. */
  holding(sequence: number): number {
    const { firsts } = this;
    const { length } = firsts;
    let found = -1;
    let highest = 0;
    for (let sector = 0; sector < length; sector++) {
      const first = firsts[sector]!;
      if (first > sequence || first <= highest) continue;
      highest = first;
      found = sector;
    }
    return found;
  }
}

/**
 * Reads this entry into `flash.frame`; false: it is not there. Every entry takes a slot and torn writes take more, so
 * the search begins at the earliest slot in which it can be, where it usually is. Somebody who cuts the power again and
 * again can fill a sector with torn slots: what is not this entry is only glanced at.
 */
export function findEntry(flash: AuditFlash, sectors: AuditSectors, sequence: number): boolean {
  const sector = sectors.holding(sequence);
  if (sector < 0) return false;
  let slot = 1 + sequence - sectors.firsts[sector]!;
  while (slot < slotsPerSector) {
    if (!flash.read(sector, slot)) return false;
    if (entrySequence(flash.view) === sequence && hasRightCheck(flash.frame)) return true;
    slot = flash.findSequence(sector, slot + 1, sequence);
  }
  return false;
}
