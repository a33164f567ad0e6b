// SPDX-License-Identifier: Apache-2.0
/**
 * The memory for JavaScript that the SDK's manifest gives each chip (`creation` in build/devices/esp32/targets/; facts B5). Ours
 * changes nothing of it.
 */
export interface Creation {
  /** One block for slots, chunks and stack; 0: a block for each. */
  staticBytes: number;
  chunkBytes: number;
  /** By which chunks grow; 0: not at all. */
  chunkStep: number;
  slots: number;
  slotStep: number;
  stackSlots: number;
}

const ordinary: Creation = {
  staticBytes: 0,
  chunkBytes: 78_848,
  chunkStep: 0,
  slots: 4_928,
  slotStep: 0,
  stackSlots: 512,
};

export const creations: Readonly<Record<string, Creation>> = Object.freeze({
  "esp32-devkit": ordinary,
  "esp32-s3": ordinary,
  "esp32-c3": { staticBytes: 94_208, chunkBytes: 1_536, chunkStep: 512, slots: 512, slotStep: 64, stackSlots: 384 },
});
