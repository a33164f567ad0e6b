// SPDX-License-Identifier: Apache-2.0
/** The part of the SDK's `crypt` (8.2.3, modules/crypt/digest) that we use: native hashes and AES. */
export class Digest {
  constructor(type: "SHA256" | "SHA512");
  write(bytes: string | ArrayBuffer | Uint8Array): void;
  /** The hash. Afterwards only `reset()` is allowed. */
  close(): ArrayBuffer;
  reset(): void;
}

/** Blocks of 16 bytes; both may be one buffer. */
export class BlockCipher {
  /** 16 bytes. */
  constructor(type: "AES", key: ArrayBuffer);
  encrypt(data: ArrayBuffer, result: ArrayBuffer): ArrayBuffer;
  decrypt(data: ArrayBuffer, result: ArrayBuffer): ArrayBuffer;
}
