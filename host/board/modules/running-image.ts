// SPDX-License-Identifier: Apache-2.0
/** Our own native "running-image" (chip/running-image.c). */
import type { BootLoader } from "../boot-loader";
import type { Chip } from "../chip";
import type { Slot } from "../ota-data";

const chargeUnits = 200;

export function runningImageModule(chip: Chip, bootLoader: BootLoader, slot: Slot): object {
  const block = (us: number): void => chip.block(us);
  return {
    isOnProbation: (): boolean => chip.native(chargeUnits, () => bootLoader.isPending(slot)),
    markValid: (): void => chip.native(chargeUnits, () => bootLoader.otadata.markValid(block)),
    bootsFromNowOn: (): void =>
      chip.native(chargeUnits, () => {
        if (bootLoader.namedSlot === slot) return;
        bootLoader.otadata.setBootSlot(slot, block);
        bootLoader.otadata.markValid(block);
      }),
  };
}
