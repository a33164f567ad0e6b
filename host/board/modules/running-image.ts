// SPDX-License-Identifier: Apache-2.0
/** Our own native "running-image" (chip/running-image.c). */
import type { BootLoader } from "../boot-loader";
import type { Chip } from "../chip";
import type { Slot } from "../ota-data";

const chargeUnits = 200;

export function runningImageModule(chip: Chip, bootLoader: BootLoader, slot: Slot): object {
  return {
    isOnProbation: (): boolean => chip.native(chargeUnits, () => bootLoader.isPending(slot)),
    markValid: (): void => chip.native(chargeUnits, () => bootLoader.otadata.markValid((us) => chip.block(us))),
  };
}
