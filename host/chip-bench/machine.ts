// SPDX-License-Identifier: Apache-2.0
/** What the C side puts into the machine of the virtual board (native/chip-calls.c). */
import type { Creation } from "./memory";

interface Native {
  startFirmware(...sizes: number[]): void;
  /** A callback's number and its argument, or the name of a function in flash. Throws what the firmware throws. */
  callFirmware(callback: number | string, count?: number): void;
  releaseCallback(callback: number): void;
  memoryFigure(index: number): number;
  collectAtCalls(interval: number): void;
  print(text: string): void;
}

export const { callFirmware, releaseCallback, collectAtCalls, print, startFirmware, memoryFigure } =
  globalThis as unknown as Native;

export function powerFirmware({ staticBytes, chunkBytes, chunkStep, slots, slotStep, stackSlots }: Creation): void {
  startFirmware(staticBytes, chunkBytes, chunkStep, slots, slotStep, stackSlots);
}
