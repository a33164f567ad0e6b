// SPDX-License-Identifier: Apache-2.0
/**
 * The firmware images of the simulator: those of the maker, and what others would like to pass off as one. All of them are for the
 * board esp32-devkit; every other board has to refuse them. Signing takes a second in XS, so the signatures stand in image-signatures.ts.
 */
import { encodeAppImage } from "../board/app-image";
import { demoPublicKeys } from "../board/demo-keys";
import { factoryConfig } from "../board/factory-config";
import { base64, blockBytes, blocksOf, encodeHeader, hash, joined } from "../board/image-bytes";
import { imageSignatures } from "./image-signatures";

interface ImageSpec {
  version: string;
  securityVersion: number;
  /** Beyond what it needs. */
  paddingBytes: number;
  /** Whose key signs it: 0 and 1 are the maker's (demo-keys.ts), 2 is a stranger's. */
  signer: 0 | 1 | 2;
  /** Whose key it says signed it, if not the one that did. */
  claims?: 0 | 1;
  /** It calls the key 1 revoked. */
  revokes?: true;
  product?: string;
  board?: string;
  chip?: string;
  dataVersion?: number;
}

const specs = Object.freeze({
  newer: { version: "0.2.0", securityVersion: 1, paddingBytes: 12_000, signer: 0 },
  older: { version: "0.0.9", securityVersion: 1, paddingBytes: 8_300, signer: 1 },
  second: { version: "0.2.5", securityVersion: 1, paddingBytes: 15_000, signer: 1 },
  safer: { version: "0.3.0", securityVersion: 2, paddingBytes: 16_500, signer: 0 },
  late: { version: "0.3.5", securityVersion: 2, paddingBytes: 9_000, signer: 1 },
  revoking: { version: "0.4.0", securityVersion: 2, paddingBytes: 10_000, signer: 0, revokes: true },
  safest: { version: "0.5.0", securityVersion: 3, paddingBytes: 19_000, signer: 0 },
  /** Restarts as soon as it runs. */
  crashing: { version: "0.6.6", securityVersion: 3, paddingBytes: 8_300, signer: 0 },
  outdated: { version: "0.9.0", securityVersion: 0, paddingBytes: 8_300, signer: 0 },
  strangers: { version: "0.9.1", securityVersion: 9, paddingBytes: 8_300, signer: 2 },
  forged: { version: "0.9.2", securityVersion: 9, paddingBytes: 8_300, signer: 2, claims: 0 },
  otherProduct: { version: "0.9.3", securityVersion: 3, paddingBytes: 8_300, signer: 0, product: "doorbell" },
  otherBoard: { version: "0.9.4", securityVersion: 3, paddingBytes: 8_300, signer: 0, board: "esp32-s3" },
  otherChip: { version: "0.9.5", securityVersion: 3, paddingBytes: 8_300, signer: 0, chip: "esp32" },
  forgetful: { version: "0.9.6", securityVersion: 3, paddingBytes: 8_300, signer: 0, dataVersion: 0 },
} satisfies Record<string, ImageSpec>);

export type ImageName = keyof typeof specs;

export const imageNames: readonly ImageName[] = Object.freeze(Object.keys(specs) as ImageName[]);

export interface FirmwareImage {
  name: ImageName;
  version: string;
  securityVersion: number;
  /** Key ids, in hexadecimal. */
  keyId: string;
  revokedKeys: readonly string[];
  /** Header and signature, and the same in base64. */
  offer: Uint8Array;
  offerText: string;
  /** As it is on flash. */
  image: Uint8Array;
  /** Blocks as they are sent. */
  stream: Uint8Array;
  /** The signature is right, by a key of the maker's, and it is for this product, board and chip, and their data. */
  isForThisLock: boolean;
  /** Why it is not, as FORMAT.md calls it. */
  faults: readonly string[];
}

/** Of this version nothing works. */
export const crashingVersion = specs.crashing.version;

const board = "esp32-devkit";
const strangersKeyId = "5742a6a2b2b0c5f1";
const made = new Map<ImageName, FirmwareImage>();

export function imageNamed(name: ImageName): FirmwareImage {
  let image = made.get(name);
  if (image === undefined) made.set(name, (image = makeImage(name, imageSignatures[name])));
  return image;
}

/** undefined: nobody made one with this header and signature. */
export function imageOfOffer(isIt: (image: FirmwareImage) => boolean): FirmwareImage | undefined {
  const name = imageNames.find((each) => isIt(imageNamed(each)));
  return name && imageNamed(name);
}

/** Without a signature: 64 zeros in its place. */
export function makeImage(name: ImageName, signature = "00".repeat(64)): FirmwareImage {
  const spec: ImageSpec = specs[name];
  const { version, securityVersion, paddingBytes, signer, claims = signer } = spec;
  const chip = spec.chip ?? factoryConfig.chip;
  const revokedKeys = spec.revokes === true ? [keyIdOf(1)] : [];
  const config = { ...factoryConfig, chip, firmwareVersion: version, securityVersion, revokedKeys: revokedKeys.join() };
  const image = encodeAppImage({ config, paddingBytes, salt: imageNames.indexOf(name) + 1 });
  const { stream, firstHash } = blocksOf(image);
  const header = encodeHeader({
    magic: "LATCHKEY",
    format: 1,
    dataVersion: spec.dataVersion ?? 1,
    securityVersion,
    imageBytes: image.length,
    blockBytes,
    product: spec.product ?? "latchkey",
    board: spec.board ?? board,
    chip,
    version,
    keyId: bytesOf(keyIdOf(claims)),
    firstHash,
  });
  const offer = joined(header, bytesOf(signature));
  const faults = ["product", "board", "chip", "dataVersion"].filter((field) => field in spec).map((field) => field[0]!.toUpperCase() + field.slice(1));
  if (signer === 2) faults.push(spec.claims === undefined ? "UnknownKey" : "Signature");
  const isForThisLock = faults.length === 0;
  return { name, version, securityVersion, keyId: keyIdOf(claims), revokedKeys, offer, offerText: base64(offer), image, stream, isForThisLock, faults };
}

function keyIdOf(signer: 0 | 1 | 2): string {
  if (signer === 2) return strangersKeyId;
  return Array.from(hash(bytesOf(demoPublicKeys[signer])).subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

/** For a test: who signs it. */
export function signerOf(name: ImageName): number {
  return specs[name].signer;
}
