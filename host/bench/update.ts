// SPDX-License-Identifier: Apache-2.0
/** What a firmware update costs: the offer with its signature, a block, and the heap while many blocks come. */
import { askSuccess } from "../board/ask";
import { offer, send, sentBlockBytes } from "../board/send-update";
import { signedImage, type SignedImage } from "../board/signed-image";
import type { VirtualBoard } from "../board/virtual-board";
import { logIn, measured, must, readyLock, type Bench, type Figures } from "./scenarios";

/** So many that the board's list of lines is full. */
const blocksMax = 90;

/** Until the answer: its header judged, its signature checked. */
export function offerCosts(bench: Bench): Figures {
  const image = imageFor(bench, 3);
  const lock = loggedIn(bench);
  return measured(lock, () => must(offer(lock, image)["Status"] === "SUCCESS", "the offer is taken"));
}

/** From its first line until it is on flash; not the first block, which is kept elsewhere. */
export function blockCosts(bench: Bench): Figures {
  const image = imageFor(bench, 4);
  const lock = loggedIn(bench);
  offer(lock, image);
  send(lock, image, sentBlockBytes);
  return measured(lock, () => must(send(lock, image, 2 * sentBlockBytes)["Status"] === "SUCCESS", "the block is taken"));
}

/** A lock to which a whole image was sent and which forgot it: what the virtual board itself keeps of that is there by now. */
export function readyToReceive(bench: Bench): { lock: VirtualBoard; image: SignedImage } {
  const image = imageFor(bench, blocksMax);
  const lock = loggedIn(bench);
  offer(lock, image);
  must(send(lock, image)["Status"] === "SUCCESS", "an image is taken");
  askSuccess(lock, "CancelUpdate");
  offer(lock, image);
  return { lock, image };
}

/** Up to the middle of a block. */
export function receive({ lock, image }: ReturnType<typeof readyToReceive>, blocks: number): void {
  must(send(lock, image, blocks * sentBlockBytes + 342)["Status"] === "SUCCESS", "blocks are taken");
}

function imageFor({ board }: Bench, blocks: number): SignedImage {
  return signedImage({ paddingBytes: (blocks - 1) * 4_096, header: { board: board.name } });
}

function loggedIn(bench: Bench): VirtualBoard {
  const lock = readyLock(bench);
  logIn(lock);
  return lock;
}
