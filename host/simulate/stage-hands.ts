// SPDX-License-Identifier: Apache-2.0
/**
 * The hands at the lock: keys, button, thumb-turn, door and cover. They go on in virtual time while others do other
 * things, and each contact is told at the moment when it really closes or opens.
 */
import type { VirtualBoard } from "../board/virtual-board";
import { later } from "./stage-later";

export type HandEvent =
  | { what: "keyDown" | "keyUp"; key: string }
  | { what: "buttonDown" | "buttonUp" }
  /** The hand begins to turn. `board.world.bolt.turnedByHand` tells how long it stays there. */
  | { what: "thumb"; to: number }
  /** Only when the door really moved. */
  | { what: "door"; open: boolean; forced: boolean }
  /** Held up, or laid on: for so long. */
  | { what: "card"; uid: string; holdMs: number }
  | { what: "finger"; finger: string; holdMs: number }
  | { what: "cover"; on: boolean }
  | { what: "magnet"; on: boolean }
  /** The cells' contact, not the brown-outs. */
  | { what: "power"; on: boolean }
  | { what: "reset" };

const keyMsMax = 120;
const keyMsMin = 10;
/** Held for 10 s with the cover off, the button resets to factory state. Nobody does that by accident here. */
const coverOffHoldMsMax = 9_000;

export class StageHands {
  readonly #board: VirtualBoard;
  readonly #tell: (event: HandEvent) => void;
  readonly #keysDown = new Set<string>();
  #buttonDown = false;

  constructor(board: VirtualBoard, tell: (event: HandEvent) => void) {
    this.#board = board;
    this.#tell = tell;
  }

  type(keys: string, gapMs: number): void {
    const holdMs = Math.max(keyMsMin, Math.min(keyMsMax, gapMs / 2));
    Array.from(keys, (key, place) => later(this.#board, place * gapMs, () => this.holdKey(key, holdMs)));
  }

  holdKey(key: string, holdMs: number): void {
    this.#setKey(key, true);
    later(this.#board, holdMs, () => this.#setKey(key, false));
  }

  button(holdMs: number): void {
    this.#setButton(true);
    const ms = this.#board.world.coverOn ? holdMs : Math.min(holdMs, coverOffHoldMsMax);
    later(this.#board, ms, () => this.#setButton(false));
  }

  thumb(to: number, holdMs: number): void {
    this.#tell({ what: "thumb", to });
    this.#board.turnThumb(to, holdMs);
  }

  openDoor(forced: boolean): void {
    const { door } = this.#board.world;
    if (door.open || !door.tryOpen(forced)) return;
    this.#tell({ what: "door", open: true, forced });
  }

  closeDoor(): void {
    const { door } = this.#board.world;
    if (!door.open || !door.tryClose()) return;
    this.#tell({ what: "door", open: false, forced: false });
  }

  card(uid: string, holdMs: number): void {
    const { cardReader } = this.#board.world;
    if (cardReader === undefined || cardReader.field.uids.includes(uid)) return;
    this.#tell({ what: "card", uid, holdMs });
    cardReader.field.hold(uid);
    later(this.#board, holdMs, () => cardReader.field.takeAway(uid));
  }

  /** One at a time. */
  finger(finger: string, holdMs: number): void {
    const { fingerprint } = this.#board;
    if (fingerprint === undefined || fingerprint.finger !== "") return;
    this.#tell({ what: "finger", finger, holdMs });
    fingerprint.lay(finger);
    later(this.#board, holdMs, () => fingerprint.lay(undefined));
  }

  cover(on: boolean): void {
    if (!on) this.#setButton(false);
    this.#board.setCover(on);
    this.#tell({ what: "cover", on });
  }

  magnet(on: boolean): void {
    this.#tell({ what: "magnet", on });
    this.#board.setMagnet(on);
  }

  /** Lets go of everything. */
  letGo(): void {
    for (const key of [...this.#keysDown]) this.#setKey(key, false);
    this.#setButton(false);
  }

  #setKey(key: string, down: boolean): void {
    if (this.#keysDown.has(key) === down) return;
    if (down) this.#keysDown.add(key);
    else this.#keysDown.delete(key);
    this.#tell({ what: down ? "keyDown" : "keyUp", key });
    if (down) this.#board.holdKey(key);
    else this.#board.releaseKey(key);
  }

  #setButton(down: boolean): void {
    if (this.#buttonDown === down) return;
    this.#buttonDown = down;
    this.#tell({ what: down ? "buttonDown" : "buttonUp" });
    this.#board.setButton(down);
  }
}
