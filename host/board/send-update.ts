// SPDX-License-Identifier: Apache-2.0
/** Sends a firmware image to the console of a virtual board, line by line, as docs/console.md says it. Somebody is logged in. */
import { ask, type Answer } from "./ask";
import { base64, blockBytes, type SignedImage } from "./signed-image";
import type { VirtualBoard } from "./virtual-board";

/** With the hash of the next. */
export const sentBlockBytes = 32 + blockBytes;
/** As many as a line of the console holds. */
export const lineBytes = 342;
const busyMs = 500;

export function offer(board: VirtualBoard, { offer }: SignedImage): Answer {
  return ask(board, "OfferUpdate", { Header: base64(offer) });
}

export function sendLine(board: VirtualBoard, stream: Uint8Array, at: number): Answer {
  return ask(board, "UpdateData", lineOf(stream, at));
}

/** What UpdateData is given for one line, from `at` on: up to the end of its block. */
export function lineOf(stream: Uint8Array, at: number): { At: number; Data: string } {
  const blockEnd = (Math.floor(at / sentBlockBytes) + 1) * sentBlockBytes;
  return { At: at, Data: base64(stream.subarray(at, Math.min(at + lineBytes, blockEnd))) };
}

/** From `Next` on, again where the lock is busy, until `end` or the end of the image; anything else than SUCCESS and BUSY ends it. */
export function send(board: VirtualBoard, { stream }: SignedImage, end = stream.length): Answer {
  let answer = ask(board, "GetUpdate");
  while ((answer["Next"] as number) < end) {
    answer = sendLine(board, stream, answer["Next"] as number);
    if (answer["Status"] === "BUSY") board.run(busyMs);
    else if (answer["Status"] !== "SUCCESS") break;
  }
  return answer;
}
