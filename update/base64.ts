// SPDX-License-Identifier: Apache-2.0
/** Bytes that come as text. The engine decodes: 500 characters in JavaScript would take a whole turn. */

/** TypeScript's library does not have it yet. */
interface Base64Target {
  setFromBase64(text: string): { read: number; written: number };
}

/** How many bytes were put at the beginning of `target`; undefined: it is no base64, or more than there is room for. */
export function decodeBase64(text: string, target: Uint8Array): number | undefined {
  try {
    const { read, written } = (target as unknown as Base64Target).setFromBase64(text);
    return read === text.length ? written : undefined;
  } catch {
    return undefined;
  }
}
