// SPDX-License-Identifier: Apache-2.0
/** What goes over a lock's console when it gets an update: requests that carry an image, and the answers to all of ours. */
import { blockBytes, hashBytes } from "./image-file";

/** A block in 13 lines of the same length, each of which fits the console's 512 characters. */
const lineDataBytes = 318;
const chainedBytes = hashBytes + blockBytes;

export interface Answer {
  Id: string;
  Status: string;
  Reason?: unknown;
  Next?: unknown;
  LockedOutSeconds?: unknown;
  Stage?: unknown;
  FirmwareVersion?: unknown;
  LastResult?: unknown;
}

/** One line, from there on, of one block: the lock has no room for more before it has answered. */
export function dataRequest(stream: Uint8Array, from: number): object {
  const blockEnd = (Math.floor(from / chainedBytes) + 1) * chainedBytes;
  const data = stream.subarray(from, Math.min(from + lineDataBytes, blockEnd));
  return { Command: "UpdateData", At: from, Data: Buffer.from(data).toString("base64") };
}

/** undefined: noise, or an answer to nobody. */
export function parseAnswer(text: string): Answer | undefined {
  try {
    const answer = JSON.parse(text) as Partial<Answer> | null;
    return typeof answer?.Id === "string" && typeof answer.Status === "string" ? (answer as Answer) : undefined;
  } catch {
    return undefined;
  }
}

export function reasonOf({ Status, Reason }: Answer): string {
  return typeof Reason === "string" ? Reason : Status;
}
