// SPDX-License-Identifier: Apache-2.0
/** What goes wrong inside the chip, over all its resets, until nature ends it (nature.ts). At first nothing does. */
import type { Random } from "./random";

export class ChipFaults {
  /** Every interrupt of a pin gets lost, or only those of some pins. */
  losesInterrupts: boolean;
  readonly lostPins = new Set<number>();
  /** Each message of an interrupt comes twice. */
  doublesInterrupts = false;
  /** How much later than it should a timer fires at most. */
  timerDelayUsMax = 0;
  /** How fast the chip's clock is, in millionths. */
  clockPpm = 0;
  private readonly random: Random;

  constructor(random: Random, losesInterrupts: boolean) {
    this.random = random;
    this.losesInterrupts = losesInterrupts;
  }

  losesInterruptOf(pin: number): boolean {
    return this.losesInterrupts || this.lostPins.has(pin);
  }

  /** For the timer that is set now. */
  timerDelayUs(): number {
    return this.timerDelayUsMax === 0 ? 0 : this.random.below(this.timerDelayUsMax + 1);
  }
}
