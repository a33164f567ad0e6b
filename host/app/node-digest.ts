// SPDX-License-Identifier: Apache-2.0
/** SHA-512 in the SDK's shape, for the lock's own arithmetic on this computer, without a board. */
import { createHash } from "node:crypto";
import type { Digest } from "../../crypto/keyed-hash";

export class NodeDigest implements Digest {
  readonly #hash = createHash("sha512");

  write(data: Uint8Array): void {
    this.#hash.update(data);
  }

  close(): ArrayBuffer {
    return new Uint8Array(this.#hash.digest()).buffer;
  }
}
