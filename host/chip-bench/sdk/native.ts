// SPDX-License-Identifier: Apache-2.0
/**
 * What the C side puts into the firmware's machine (native/chip-calls.c). `chip` calls a native function of the SDK: its name,
 * then numbers, booleans, strings, buffers or callbacks. The virtual board answers, and that is not counted.
 */
type Argument = number | boolean | string | ArrayBuffer | Uint8Array | (() => void) | ((count: number) => void) | undefined;

interface Native {
  readonly chip: (name: string, ...values: Argument[]) => unknown;
  readonly digestStart: () => object;
  readonly digestAdd: (digest: object, bytes: ArrayBuffer | Uint8Array) => void;
  readonly digestEnd: (digest: object) => ArrayBuffer;
}

export const { chip, digestStart, digestAdd, digestEnd } = globalThis as unknown as Native;
