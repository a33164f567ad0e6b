// SPDX-License-Identifier: Apache-2.0
/**
 * Card reader and fingerprint module of the staged lock. They keep the chip busy, so that idle time cannot be leapt over: so they
 * are plugged in for a while only, and a lock that is started without them takes them for not fitted or gone.
 */
import type { VirtualBoard } from "../board/virtual-board";

/** What the module has in its flash. */
export interface Prints {
  password: number;
  templates: readonly (readonly [slot: number, finger: string])[];
}

export class StageReaders {
  on = false;
  readonly #board: VirtualBoard;

  constructor(board: VirtualBoard, prints: Prints | undefined) {
    this.#board = board;
    this.plug(false);
    if (board.fingerprint === undefined || prints === undefined) return;
    board.fingerprint.password = prints.password;
    for (const [slot, finger] of prints.templates) board.fingerprint.templates.set(slot, finger);
  }

  plug(on: boolean): void {
    const { world, fingerprint } = this.#board;
    this.on = on;
    if (world.cardReader !== undefined) world.cardReader.faults.unplugged = !on;
    if (fingerprint !== undefined) fingerprint.faults.isSilent = !on;
  }
}
