// SPDX-License-Identifier: Apache-2.0
/** What the SDK's native code takes as a buffer: an ArrayBuffer or a view on one. */
export function bytesOf(buffer: unknown): Uint8Array {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  if (ArrayBuffer.isView(buffer)) return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  throw new TypeError("not a buffer");
}
