// SPDX-License-Identifier: Apache-2.0
/** Our own native "chip-facts" (chip/chip-facts.c), of a chip that has what chip/partitions.csv and chip/sdkconfig ask for. */
import type { ChipFacts } from "../../../chip/chip-facts";
import type { Chip } from "../chip";
import { nvsBytes } from "../nvs";
import { otadataBytes, slotBytes } from "../partitions";

const chargeUnits = 200;
const flashBytes = 4 * 1024 * 1024;
const serial = "240ac4c0ffee";
const phyInitBytes = 0x1000;

/** `boardName`: "esp32-s3...", "esp32-c3...", anything else is an ESP32, as in chip-rules.ts. */
export function chipFactsModule(chip: Chip, boardName: string, auditBytes: number): object {
  const bytesByLabel: Readonly<Record<string, number>> = {
    otadata: otadataBytes,
    phy_init: phyInitBytes,
    nvs: nvsBytes,
    ota_0: slotBytes,
    ota_1: slotBytes,
    audit: auditBytes,
  };
  return {
    chipFacts: (): ChipFacts => chip.native(chargeUnits, () => ({ ...modelOf(boardName), flashBytes, serial })),
    partitionBytes: (label: string): number | undefined => chip.native(chargeUnits, () => bytesByLabel[label]),
  };
}

/** Level 5 of the brown-out detector (HW-29). */
function modelOf(boardName: string): { model: string; brownoutMillivolts: number } {
  if (boardName.startsWith("esp32-s3")) return { model: "esp32s3", brownoutMillivolts: 2670 };
  if (boardName.startsWith("esp32-c3")) return { model: "esp32c3", brownoutMillivolts: 2760 };
  return { model: "esp32", brownoutMillivolts: 2700 };
}
