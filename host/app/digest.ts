// SPDX-License-Identifier: Apache-2.0
/** Answers the engine's digest call: byte 0 of the body names the algorithm, the rest is the message. */
import { createHash } from "node:crypto";

const algorithms: readonly string[] = ["sha256", "sha512"];

export function answerDigest(body: Uint8Array): Uint8Array {
  const algorithm = algorithms[body[0] ?? -1];
  if (algorithm === undefined) throw new Error(`digest algorithm ${body[0]} is unknown`);
  return createHash(algorithm).update(body.subarray(1)).digest();
}
