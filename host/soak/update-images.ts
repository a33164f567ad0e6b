// SPDX-License-Identifier: Apache-2.0
/** The images of the locks whose updates are cut, garbled and attacked. As small as images may be: three blocks. */
import { hexOf } from "../../crypto/hex";
import { demoSeeds } from "../board/demo-keys";
import { factoryConfig } from "../board/factory-config";
import { signedImage, type HeaderFields, type SignedImage } from "../board/signed-image";

const paddingBytes = 8_000;

/** What the factory put there. Signed like the others, but for security version 1. */
export const oldImage = signedImage({ config: { firmwareVersion: factoryConfig.firmwareVersion }, paddingBytes });

const ofRevokedKey = signedImage({ config: { securityVersion: 2 }, paddingBytes, seed: demoSeeds[1] });
const revokedKeys = hexOf(ofRevokedKey.offer.subarray(96, 104));

/** It raises the security version and revokes a key, which only an image may do that has proved itself. */
export const newVersion = "0.2.0";
export const newImage = signedImage({ config: { firmwareVersion: newVersion, securityVersion: 2, revokedKeys }, paddingBytes: paddingBytes + 40 });

/** Two more that may follow it. */
export const nextVersion = "0.3.0";
export const nextImage = signedImage({ config: { firmwareVersion: nextVersion, securityVersion: 2 }, paddingBytes });
export const otherImage = signedImage({ config: { firmwareVersion: "0.3.1", securityVersion: 2 }, paddingBytes: paddingBytes + 80 });

const otherHeaders: readonly Partial<HeaderFields>[] = [
  { product: "kettle" },
  { board: "esp32-c3" },
  { chip: "esp32" },
  { securityVersion: 1 },
  { imageBytes: 0x1d_0001 },
  { dataVersion: 0 },
];

/** They may not follow `newImage`: too old, of a revoked or an unknown key, or signed for something else. */
export const forbiddenImages: readonly SignedImage[] = [
  oldImage,
  ofRevokedKey,
  signedImage({ config: { firmwareVersion: "9.0.0", securityVersion: 9 }, paddingBytes, seed: "07".repeat(32) }),
  ...otherHeaders.map((header) => signedImage({ config: { securityVersion: 2 }, paddingBytes, header })),
];
