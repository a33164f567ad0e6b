// SPDX-License-Identifier: Apache-2.0
/**
 * Signed firmware images for the virtual board, made so that each part can be made wrong: for the demo, the bench and the tests.
 * The files that people sign are made by host/app/image-file.ts.
 */
import nacl from "tweetnacl";
import { encodeAppImage, type FirmwareConfig } from "./app-image";
import { demoSeeds } from "./demo-keys";
import { factoryConfig } from "./factory-config";
import { base64, blockBytes, blocksOf, encodeHeader, hash, headerBytes, joined, type HeaderFields } from "./image-bytes";

export { base64, blockBytes, blocksOf, encodeHeader, hash, headerBytes, joined, type HeaderFields };

export interface ImageOptions {
  /** What the image itself says. */
  config?: Partial<FirmwareConfig>;
  /** Of the image, beyond what it needs. */
  paddingBytes?: number;
  /** Which seed signs: of demo-keys.ts, or another's. */
  seed?: string;
  /** What the header says otherwise. */
  header?: Partial<HeaderFields>;
}

export interface SignedImage {
  /** Header and signature. */
  offer: Uint8Array;
  /** Blocks as they are sent. */
  stream: Uint8Array;
  image: Uint8Array;
}

/** Version 0.2.0 for the board esp32-devkit, of some 20 KB. */
export function signedImage({ config = {}, paddingBytes = 18_000, seed = demoSeeds[0], header = {} }: ImageOptions = {}): SignedImage {
  const all = { ...factoryConfig, firmwareVersion: "0.2.0", ...config };
  const image = encodeAppImage({ config: all, paddingBytes });
  const { stream, firstHash } = blocksOf(image);
  const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(bytesOfHex(seed));
  const fields = encodeHeader({
    magic: "LATCHKEY",
    format: 1,
    dataVersion: 1,
    securityVersion: all.securityVersion,
    imageBytes: image.length,
    blockBytes,
    product: "latchkey",
    board: "esp32-devkit",
    chip: all.chip,
    version: all.firmwareVersion,
    keyId: hash(publicKey).subarray(0, 8),
    firstHash,
    ...header,
  });
  return { offer: joined(fields, nacl.sign.detached(fields, secretKey)), stream, image };
}

function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => parseInt(text.slice(2 * at, 2 * at + 2), 16));
}
