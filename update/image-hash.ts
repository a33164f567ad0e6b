// SPDX-License-Identifier: Apache-2.0
/** The hash of FORMAT.md: the first 32 bytes of SHA-512. */
import type { DigestClass } from "../crypto/keyed-hash";
import { hashBytes } from "./image-header";

export function imageHash(Digest: DigestClass, ...parts: readonly Uint8Array[]): Uint8Array {
  const digest = new Digest("SHA512");
  for (let index = 0; index < parts.length; index++) digest.write(parts[index]!);
  return new Uint8Array(digest.close(), 0, hashBytes);
}
