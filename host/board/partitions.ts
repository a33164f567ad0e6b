// SPDX-License-Identifier: Apache-2.0
/** The partitions of chip/partitions.csv that the virtual board has as flash; NVS is a world of its own (nvs.ts). */

/** Bytes of ota_0 and of ota_1. */
export const slotBytes = 0x1d_0000;
export const otadataBytes = 0x2000;

/** Slots of firmware images, and what says which of them boots. */
export const appPartitions = Object.freeze(["ota_0", "ota_1", "otadata"] as const);

export type AppPartition = (typeof appPartitions)[number];

/** By the numbers that stand for them between engine and host. */
export const flashPartitions = Object.freeze(["audit", ...appPartitions] as const);
