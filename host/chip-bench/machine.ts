// SPDX-License-Identifier: Apache-2.0
/** What the C side puts into the machine of the virtual board (native/chip-calls.c). */
import type { Creation } from "./memory";

interface Native {
  readonly startFirmware: (...sizes: number[]) => void;
  /** A callback's number and its argument, or the name of a function in flash. Throws what the firmware throws. */
  readonly callFirmware: (callback: number | string, count?: number) => void;
  readonly releaseCallback: (callback: number) => void;
  readonly memoryFigure: (index: number) => number;
  readonly collectAtCalls: (interval: number) => void;
  readonly print: (text: string) => void;
}

export const { callFirmware, releaseCallback, collectAtCalls, print, startFirmware, memoryFigure } =
  globalThis as unknown as Native;

export function powerFirmware({ staticBytes, chunkBytes, chunkStep, slots, slotStep, stackSlots }: Creation): void {
  startFirmware(staticBytes, chunkBytes, chunkStep, slots, slotStep, stackSlots);
}
