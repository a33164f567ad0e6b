// SPDX-License-Identifier: Apache-2.0
/**
 * "firmware", of the flash: nothing is written to the slot that runs; to the other one only what belongs there of the image under way, block
 * by block, and its first sector last; and which slot boots is only changed to a whole image that is to be installed. "motor": no
 * slot is erased or written while the motor runs. Under all faults; after bits have flipped by themselves too.
 */
import type { Flash } from "../board/flash";
import { imageStates, slotOf, type Slot } from "../board/ota-data";
import { blockBytes } from "../board/image-bytes";
import type { FirmwareImage } from "./images";
import { stages, type FirmwareModel, type UpdateRecord } from "./model-firmware";
import { sameBytes } from "./model-hash";
import type { Scene } from "./watch-scene";

export interface SlotsOptions {
  scene: Scene;
  model: FirmwareModel;
  /** The other slot boots next. */
  onSwitched: () => void;
  /** The running image stays. */
  onValid: () => void;
}

export class SlotsWatch {
  readonly #options: SlotsOptions;

  constructor(options: SlotsOptions) {
    this.#options = options;
    const { ota_0, ota_1, otadata } = options.scene.board.appFlash;
    this.#follow(0, ota_0);
    this.#follow(1, ota_1);
    this.#followOtaData(otadata);
  }

  /** Its bytes are these, from the first on. */
  holds(slot: Slot, { image }: FirmwareImage): boolean {
    const bytes = new Uint8Array(image.length);
    this.#options.scene.board.bootLoader.slots[slot].read(0, bytes);
    return sameBytes(bytes, image);
  }

  /** This sector is as the image has it. */
  holdsBlock(slot: Slot, { image }: FirmwareImage, block: number): boolean {
    const expected = image.subarray(block * blockBytes, (block + 1) * blockBytes);
    const bytes = new Uint8Array(expected.length);
    this.#options.scene.board.bootLoader.slots[slot].read(block * blockBytes, bytes);
    return sameBytes(bytes, expected);
  }

  #follow(slot: Slot, flash: Flash): void {
    const program = flash.program.bind(flash);
    const erase = flash.erase.bind(flash);
    flash.program = (address, data, block) => {
      const { image } = this.#mayTouch(slot, Math.floor(address / blockBytes));
      const expected = image?.image.subarray(address, address + data.length);
      if (expected !== undefined && !sameBytes(expected, data)) this.#fail("what is written to the slot is not the image that was offered");
      program(address, data, block);
    };
    flash.erase = (first, end, block) => {
      this.#mayTouch(slot, first);
      if (end !== first + 1) this.#fail("more of the slot is erased than the next sector");
      erase(first, end, block);
    };
  }

  #mayTouch(slot: Slot, sector: number): UpdateRecord {
    const { scene, model } = this.#options;
    model.sync();
    const { stage, image } = model.update;
    if (scene.board.world.bolt.actuator.driven) scene.fail("motor", "a slot is erased or written while the motor runs");
    if (slot === model.slot) this.#fail("the image that runs is overwritten");
    else if (model.isOnProbation) this.#fail("the image to fall back to is overwritten while the new one is on probation");
    else if (image === undefined) this.#fail("a slot is written, and no image is under way");
    else if (sector === 0 ? stage !== stages.installed : stage !== stages.receiving || sector !== model.blocksDone) {
      this.#fail(`sector ${sector} is written at stage ${stage} after ${model.blocksDone} blocks`);
    }
    return model.update;
  }

  #followOtaData(flash: Flash): void {
    const program = flash.program.bind(flash);
    flash.program = (address, data, block) => {
      // Else it is the boot loader.
      const isFirmware = this.#options.scene.board.power.stopped === undefined;
      if (isFirmware) this.#options.model.sync();
      program(address, data, block);
      if (isFirmware && this.#options.scene.board.power.on) this.#changed();
    };
  }

  #changed(): void {
    const { scene, model, onSwitched, onValid } = this.#options;
    const { otadata } = scene.board.bootLoader;
    const entry = otadata.active === undefined ? undefined : otadata.read()[otadata.active];
    if (entry === undefined) return this.#fail("nothing says any more which slot boots");
    if (slotOf(entry) === model.slot) {
      if (entry.state === imageStates.valid) onValid();
      return;
    }
    const { stage, image } = model.update;
    if (image === undefined || stage !== stages.installed || !this.holds(slotOf(entry), image)) return this.#fail("the slot that boots next does not hold the image that was received");
    onSwitched();
  }

  #fail(what: string): void {
    this.#options.scene.fail("firmware", what);
  }
}
