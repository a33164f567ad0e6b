// SPDX-License-Identifier: Apache-2.0
/**
 * The partitions of firmware images: the slots ota_0 and ota_1, and otadata, which says which of them boots. A new board has the
 * factory's image in ota_0 and has booted it once; it takes no memory until somebody looks.
 */
import { encodeAppImage, type FirmwareConfig } from "./app-image";
import { Flash } from "./flash";
import { imageStates, otaEntryBytes } from "./ota-data";
import { otadataBytes, slotBytes, type AppPartition } from "./partitions";
import { Random } from "./random";
import type { StorageOperations } from "./storage-operations";

/** Hears what is in those partitions now: what a host needs to keep files in step. */
export type AppFlashSink = (partition: AppPartition, address: number, bytes: Uint8Array) => void;

export interface AppFlash extends Readonly<Record<AppPartition, Flash>> {
  /** Whose image is in ota_0 as long as that is untouched; undefined: something else is there. */
  factory: FirmwareConfig | undefined;
}

interface AppFlashOptions {
  operations: StorageOperations;
  /** The first of three. */
  seed: number;
  factory: FirmwareConfig;
  /** What is there instead of what a new board has; too short: the rest is erased. */
  images: Partial<Record<AppPartition, Uint8Array>>;
  sink: AppFlashSink | undefined;
}

export function appFlash({ operations, seed, factory, images, sink }: AppFlashOptions): AppFlash {
  const partition = (name: AppPartition, number: number, size: number, image?: () => Uint8Array): Flash => {
    const first = images[name] ?? image;
    return new Flash({
      operations,
      random: new Random(seed + number),
      size,
      ...(first && { image: first }),
      ...(sink && { sink: (address, bytes) => sink(name, address, bytes) }),
    });
  };
  return {
    ota_0: partition("ota_0", 0, slotBytes, () => encodeAppImage({ config: factory })),
    ota_1: partition("ota_1", 1, slotBytes),
    otadata: partition("otadata", 2, otadataBytes, () => otaEntryBytes({ sequence: 1, state: imageStates.valid })),
    factory: images.ota_0 === undefined ? factory : undefined,
  };
}
