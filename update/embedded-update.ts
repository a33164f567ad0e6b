// SPDX-License-Identifier: Apache-2.0
/** The SDK's module `embedded:update` as it runs (8.2.3, modules/io/update/esp32), and our own "running-image", as far as they are used here. */
import type { FlashPartition } from "../storage/embedded-storage";

export interface UpdateModule {
  /**
   * Mode "w" erases the first `byteLength` bytes of the slot, rounded up to sectors, and takes offsets; "a" erases as it goes, but always
   * begins at 0, so it cannot go on after a power cut.
   */
  open(options: { partition: FlashPartition; mode: "w"; byteLength: number }): {
    write(bytes: Uint8Array, byteOffset: number): void;
    /** Checks the whole image, and makes it the one that boots next. Throws when it is damaged. */
    complete(): void;
    close(): void;
  };
}

/** chip/running-image.ts. */
export interface RunningImage {
  /** The boot loader goes back to the image before at the next reset, unless this one is marked as valid. */
  isOnProbation(): boolean;
  markValid(): void;
  /** After the boot loader fell back to it: else the next update would get no probation. */
  bootsFromNowOn(): void;
}
