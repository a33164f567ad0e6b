// SPDX-License-Identifier: Apache-2.0
/**
 * What the C side puts into the firmware's machine (native/chip-calls.c). `chip` calls a native function of the SDK: its name,
 * then numbers, booleans, strings, buffers or callbacks. The virtual board answers, and that is not counted.
 */
type Argument = number | boolean | string | ArrayBuffer | Uint8Array | (() => void) | ((count: number) => void) | undefined;

interface Native {
  chip(name: string, ...values: Argument[]): unknown;
  digestStart(): object;
  digestAdd(digest: object, bytes: ArrayBuffer | Uint8Array): void;
  digestEnd(digest: object): ArrayBuffer;
}

export const { chip, digestStart, digestAdd, digestEnd } = globalThis as unknown as Native;
