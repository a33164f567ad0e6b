// SPDX-License-Identifier: Apache-2.0
/** What GetBoard answers: which board this firmware was built for, and on what it finds itself. */
import type { Board } from "../boards/board";
import type { ChipFacts } from "../chip/chip-facts";

/** Of chip/partitions.csv. */
const labels: readonly string[] = Object.freeze(["otadata", "phy_init", "nvs", "ota_0", "ota_1", "audit"]);

export interface FactsOptions {
  board: Board;
  config: { readonly firmwareVersion: string };
  /** As the SDK's module resetReason numbers it. */
  resetReason: number;
  chip: ChipFacts;
  partitionBytes: (label: string) => number | undefined;
}

export function boardFacts({ board, config, resetReason, chip, partitionBytes }: FactsOptions): object {
  const partitions: Record<string, number> = {};
  for (const label of labels) {
    const bytes = partitionBytes(label);
    if (bytes !== undefined) partitions[label] = bytes;
  }
  return {
    Board: board.name,
    FirmwareVersion: config.firmwareVersion,
    Chip: chip.model,
    FlashBytes: chip.flashBytes,
    Serial: chip.serial,
    ResetReason: resetReason,
    BrownoutMillivolts: chip.brownoutMillivolts,
    Partitions: partitions,
  };
}
