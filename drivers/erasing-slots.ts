// SPDX-License-Identifier: Apache-2.0
/** Which slots of a module are still to be erased: as often as it takes, but not for ever from one that does not do it. */
const slotMax = 999;
const triesMax = 3;
export const allSlots = -1;

export class ErasingSlots {
  readonly #slots = new Set<number>();
  #tries = 0;

  get isEmpty(): boolean {
    return this.#slots.size === 0;
  }

  add(slot: number): void {
    this.#slots.add(slot);
  }

  /** The one to try next, which was added first; undefined: none. */
  get first(): number | undefined {
    for (const slot of this.#slots) return slot;
    return undefined;
  }

  /** False: that is enough. */
  mayTry(): boolean {
    return ++this.#tries <= triesMax;
  }

  remove(slot: number): void {
    this.#slots.delete(slot);
    this.#tries = 0;
  }

  includes(slot: number): boolean {
    return this.#slots.has(slot) || this.#slots.has(allSlots);
  }
}

export function checkSlot(slot: number): void {
  if (!Number.isInteger(slot) || slot < 0 || slot > slotMax) throw new RangeError(`slot ${slot}`);
}
