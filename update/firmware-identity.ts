// SPDX-License-Identifier: Apache-2.0
/**
 * What the running firmware is: which images may follow it hangs on that. It comes from the configuration of the build (the
 * manifest's `config`, the SDK's module mc/config), and the keys from the maker's own files (docs/updates.md).
 */
import type { DigestClass } from "../crypto/keyed-hash";
import { bytesOfHex, hexOf } from "../crypto/hex";
import { imageHash } from "./image-hash";

/** The newest format of records and log that this firmware reads. One more whenever a change is made that the firmware before could not read. */
const dataVersion = 1;
const product = "latchkey";
const keyIdBytes = 8;

export interface FirmwareConfig {
  /** "esp32", "esp32s3", "esp32c3", or "virtual". */
  chip: string;
  /** Three numbers up to 999. */
  firmwareVersion: string;
  securityVersion: number;
  /** Public keys of 64 hexadecimal digits, with commas between them; empty: this firmware takes no update. */
  updateKeys: string;
  /** Ids of keys that are no longer to be trusted, of 16 digits, likewise. */
  revokedKeys: string;
}

export interface FirmwareIdentity {
  product: string;
  board: string;
  chip: string;
  version: string;
  securityVersion: number;
  dataVersion: number;
  /** As text, until an image is offered: most power-ups need none of them. */
  updateKeys: readonly string[];
  /** Ids. */
  revokedKeys: readonly string[];
}

export function firmwareIdentity(config: FirmwareConfig, board: string): FirmwareIdentity {
  const { chip, firmwareVersion: version, securityVersion } = config;
  return {
    product,
    board,
    chip,
    version,
    securityVersion,
    dataVersion,
    updateKeys: listOf(config.updateKeys),
    revokedKeys: listOf(config.revokedKeys),
  };
}

/** undefined: this firmware carries none with this id. */
export function publicKeyOf(keyId: string, { updateKeys }: FirmwareIdentity, Digest: DigestClass): Uint8Array | undefined {
  return updateKeys.map(bytesOfHex).find((publicKey) => hexOf(imageHash(Digest, publicKey).subarray(0, keyIdBytes)) === keyId);
}

function listOf(text: string): string[] {
  return text === "" ? [] : text.split(",");
}
