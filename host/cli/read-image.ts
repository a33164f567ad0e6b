// SPDX-License-Identifier: Apache-2.0
/** Reads a binary or an image from a file, once and whole: neither is larger than a slot and its hashes. */
import { readFileSync, statSync } from "node:fs";
import { decodeImage, fileBytesMax, type ImageFile } from "../app/image-file";

export function readSmallFile(path: string): Buffer {
  const { size } = statSync(path);
  if (size > fileBytesMax) throw new Error(`${path} has ${size} bytes, more than any firmware`);
  return readFileSync(path);
}

export function readImage(path: string): ImageFile {
  return decodeImage(readSmallFile(path));
}
