// SPDX-License-Identifier: Apache-2.0
/** Memory for JavaScript: what a machine is created with, and what was found in use. A slot has 16 bytes. */
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

export const slotBytes = 16;

/** In the order of native/firmware.h. What is alive is known when garbage was collected; at power-up the machine is bare. */
export const memoryFigures = Object.freeze([
  "slotsAtPowerUp",
  "chunkBytesAtPowerUp",
  "slotsPeak",
  "chunkBytesPeak",
  "slotsNow",
  "chunkBytesNow",
  "stackSlotsPeak",
  "keysNow",
] as const);

export type Memory = Record<(typeof memoryFigures)[number], number>;
