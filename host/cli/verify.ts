// SPDX-License-Identifier: Apache-2.0
/** `npx latchkey verify`: whether one of these keys signed an image, and every block of it is the one that was signed. */
import { readFileSync } from "node:fs";
import { brokenBlock, type ImageFile } from "../app/image-file";
import { isSignedBy, keyIdOf, parsePublicKey } from "../app/image-keys";
import { readImage } from "./read-image";

export interface VerifyOptions {
  public: string[];
  json: boolean;
}

export function verifyCommand(path: string, { public: keyFiles, json }: VerifyOptions): number {
  let keys: Buffer[];
  try {
    keys = keyFiles.map((file) => parsePublicKey(readFileSync(file, "utf8")));
  } catch (error) {
    // Nothing is said about the image.
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
  const fault = faultOf(path, keys);
  if (json) console.log(JSON.stringify({ File: path, Good: fault === undefined, Why: fault ?? null }));
  else console.log(fault === undefined ? `${path}: good` : `${path}: BAD: ${fault}`);
  return fault === undefined ? 0 : 1;
}

function faultOf(path: string, keys: readonly Buffer[]): string | undefined {
  let image: ImageFile;
  try {
    image = readImage(path);
  } catch (error) {
    // The system's errors mean that nothing could be read.
    if (!(error instanceof Error) || "code" in error) throw error;
    return error.message;
  }
  const { keyId } = image.header;
  const key = keys.find((each) => keyIdOf(each) === keyId);
  if (key === undefined) return `it names key ${keyId}, which is none of those given`;
  if (!isSignedBy(image, key)) return `key ${keyId} did not sign this header`;
  const broken = brokenBlock(image);
  return broken === undefined ? undefined : `block ${broken} is not the one that was signed`;
}
