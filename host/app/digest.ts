// SPDX-License-Identifier: Apache-2.0
/** Answers the engine's digest call: byte 0 of the body names the algorithm, the rest is the message, or an AES key and a block. */
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";

const algorithms: readonly string[] = ["sha256", "sha512"];
const aes = "aes-128-ecb";
const aesBytes = 16;

export function answerDigest(body: Uint8Array): Uint8Array {
  const data = body.subarray(1);
  if (body[0] === 2 || body[0] === 3) return answerAes(body[0] === 3, data);
  const algorithm = algorithms[body[0] ?? -1];
  if (algorithm === undefined) throw new Error(`digest algorithm ${body[0]} is unknown`);
  return createHash(algorithm).update(data).digest();
}

function answerAes(isDecryption: boolean, data: Uint8Array): Uint8Array {
  const key = data.subarray(0, aesBytes);
  const cipher = isDecryption ? createDecipheriv(aes, key, null) : createCipheriv(aes, key, null);
  return cipher.setAutoPadding(false).update(data.subarray(aesBytes));
}
