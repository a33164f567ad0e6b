// SPDX-License-Identifier: Apache-2.0
/**
 * ESP-IDF's boot loader with CONFIG_BOOTLOADER_APP_ROLLBACK_ENABLE and no factory partition (bootloader_utility.c; "Over The Air
 * Updates", App Rollback): an image that is new gets one boot on probation; whatever resets the chip before the firmware has
 * marked itself as valid ends it, and the other image boots. An image is checked whole before it is started, and where it is
 * damaged the other slot is tried. What it writes to otadata are storage operations like any other, and power may be cut there.
 */
import type { AppFlash } from "./app-flash";
import { appImageLength, decodeAppImage, segmentAt, type AppImage, type FirmwareConfig } from "./app-image";
import type { Flash } from "./flash";
import { imageStates, isBlank, isOutOfForce, OtaData, slotOf, type Slot } from "./ota-data";

export interface BootedImage extends AppImage {
  slot: Slot;
}

export class BootLoader {
  readonly slots: readonly [Flash, Flash];
  readonly otadata: OtaData;
  private readonly factory: FirmwareConfig | undefined;
  /** What was found in each slot, and after how many changes to it. */
  private readonly found: ({ changes: number; image: AppImage | undefined } | undefined)[] = [];

  constructor({ ota_0, ota_1, otadata, factory }: AppFlash) {
    this.slots = [ota_0, ota_1];
    this.otadata = new OtaData(otadata);
    this.factory = factory;
  }

  /** Nothing has happened since the factory. */
  private get isNew(): boolean {
    return this.factory !== undefined && this.otadata.flash.untouched && this.slots[0].untouched;
  }

  /** undefined: no slot has a complete image. `block` lets the time of each write pass, and throws when the power is gone. */
  boot(block: (us: number) => void): BootedImage | undefined {
    if (this.isNew) return { slot: 0, config: this.factory as FirmwareConfig, script: undefined };
    const first = this.chosenSlot(block);
    for (const slot of first === 1 ? ([1, 0] as const) : ([0, 1] as const)) {
      const image = this.image(slot);
      if (image === undefined) continue;
      // Both entries blank: from now on there is one that says so.
      if (first !== undefined && this.otadata.read().every(isBlank)) {
        this.otadata.write(0, { sequence: slot + 1, state: imageStates.valid }, block);
      }
      return { ...image, slot };
    }
    return undefined;
  }

  /** The image in a slot; undefined: incomplete or damaged. */
  image(slot: Slot): AppImage | undefined {
    const flash = this.slots[slot];
    if (slot === 0 && this.factory !== undefined && flash.untouched) return { config: this.factory, script: undefined };
    let found = this.found[slot];
    if (found?.changes !== flash.changes) {
      found = { changes: flash.changes, image: decodeAppImage(imageIn(flash)) };
      this.found[slot] = found;
    }
    return found.image;
  }

  /** Bytes of the image in a slot, as its header says; 0: none. */
  imageLength(slot: Slot): number {
    return imageIn(this.slots[slot]).length;
  }

  /** What otadata says, as esp_ota_get_boot_partition reads it; the image there may be damaged. */
  get namedSlot(): Slot {
    if (this.isNew) return 0;
    const { active } = this.otadata;
    return active === undefined ? 0 : slotOf(this.otadata.read()[active]);
  }

  isPending(slot: Slot): boolean {
    if (this.isNew) return false;
    return this.otadata.stateOf(slot) === imageStates.pendingVerify;
  }

  /** undefined: no entry is any good, and the slots are tried in their order. */
  private chosenSlot(block: (us: number) => void): Slot | undefined {
    const { otadata } = this;
    for (const index of [0, 1] as const) {
      const entry = otadata.read()[index];
      if (entry.state === imageStates.pendingVerify) {
        otadata.write(index, { ...entry, state: imageStates.aborted }, block);
      }
    }
    if (otadata.read().every(isOutOfForce)) return 0;
    const { active } = otadata;
    if (active === undefined) return undefined;
    const entry = otadata.read()[active];
    if (entry.state === imageStates.new) otadata.write(active, { ...entry, state: imageStates.pendingVerify }, block);
    return slotOf(entry);
  }
}

/** As many bytes as its header says; none where there is no header, or the partition ends before. */
function imageIn(flash: Flash): Uint8Array {
  const start = new Uint8Array(segmentAt);
  flash.read(0, start);
  const length = appImageLength(start) ?? 0;
  const bytes = new Uint8Array(length <= flash.size ? length : 0);
  flash.read(0, bytes);
  return bytes;
}
