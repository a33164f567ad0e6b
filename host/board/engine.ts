// SPDX-License-Identifier: Apache-2.0
/**
 * What the virtual board needs from the engine that it runs in. The XS worker has all of it; on Node the host puts
 * stand-ins into the global object (host/app/node-engine.ts). Where a stand-in is missing, as in a bare test, the meter
 * reads 0.
 */
interface EngineGlobals {
  issueCommand?: (request: ArrayBuffer) => ArrayBuffer;
  resetMeter?: (limit: number, units: number) => number;
  takeInstructions?: () => number;
  gc?: () => void;
  System?: unknown;
  /** The SDK's hook (`defines.xs.abortHook`): the firmware puts it there, the chip calls it before it restarts at a fault. */
  abort?: ((message: string, error: unknown) => unknown) | undefined;
  TextEncoder: new () => { encode(text: string): Uint8Array };
  TextDecoder: new () => { decode(bytes: Uint8Array): string };
}

export const engine = globalThis as unknown as EngineGlobals;

/** `swapMeter(0, units)` sets the count of XS compute units and returns what it was; the 0 keeps the worker's own limit off. */
export const swapMeter = engine.resetMeter ?? ((): number => 0);

/** Instructions that the firmware executed since the last call, where a processor counts them: host/chip-bench. */
export const takeInstructions = engine.takeInstructions ?? ((): number => 0);

export function encodeText(text: string): Uint8Array {
  return new engine.TextEncoder().encode(text);
}

export function decodeText(bytes: Uint8Array): string {
  return new engine.TextDecoder().decode(bytes);
}
