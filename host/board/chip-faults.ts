// SPDX-License-Identifier: Apache-2.0
/** What goes wrong inside the chip, over all its resets, until nature ends it (nature.ts). At first nothing does. */
export class ChipFaults {
  /** Every interrupt of a pin gets lost, or only those of some pins. */
  losesInterrupts: boolean;
  readonly lostPins = new Set<number>();
  /** Each message of an interrupt comes twice. */
  doublesInterrupts = false;

  constructor(losesInterrupts: boolean) {
    this.losesInterrupts = losesInterrupts;
  }

  losesInterruptOf(pin: number): boolean {
    return this.losesInterrupts || this.lostPins.has(pin);
  }
}
