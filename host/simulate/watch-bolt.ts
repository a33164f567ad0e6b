// SPDX-License-Identifier: Apache-2.0
/** Where the bolt is and was, how the motor drives it, and whose hand is on it: what the other watches ask. No judgement. */
import type { Scene } from "./watch-scene";

/** Beyond this a bolt counts as thrown or drawn back. The switches close at 0.97 and 0.03. */
export const thrownFrom = 0.95;
export const backTo = 0.05;
/** From here on the position switches say so. */
export const sensedThrownFrom = 0.97;
export const sensedBackTo = 0.03;
/** At the switch. */
const atBack = 0.03;
/** What lasts less long may go unnoticed. */
const noticedMs = 600;

export class BoltWatch {
  position: number;
  /** When it was last seen there. */
  thrownMs = -Infinity;
  backMs = -Infinity;
  /** When it came to its switch from elsewhere. */
  backSinceMs = -Infinity;
  handMs = -Infinity;
  /** 1: the motor drives it towards locked, -1: towards unlocked. */
  way = 0;
  driveStartMs = -Infinity;
  driveEndMs = -Infinity;
  /** Of the drive before this one, or of the last one. */
  lastWay = 0;
  doorChangedMs = -Infinity;
  /** As it is wired: where the cover switch is in series with the door's, an open cover is an open door (HW-14). */
  doorOpen: boolean;
  /** When it closed, having been open for long enough to be noticed. */
  doorClosedMs = -Infinity;
  /** At the very moment, inside the firmware's turn. */
  onDriveStart: (() => void) | undefined;
  onDriveEnd: (() => void) | undefined;
  readonly #scene: Scene;
  #leftMs = -Infinity;

  constructor(scene: Scene) {
    this.#scene = scene;
    const { bolt } = scene.board.world;
    this.position = bolt.position;
    this.doorOpen = this.doorIsOpenNow;
    const pinChanged = bolt.pinChanged.bind(bolt);
    bolt.pinChanged = () => {
      pinChanged();
      this.#wayMayHaveChanged();
    };
    this.look();
  }

  get byHand(): boolean {
    return this.#scene.board.world.bolt.turnedByHand;
  }

  /** Inside an event under way, too. */
  get doorIsOpenNow(): boolean {
    const { door, tamper, coverOn } = this.#scene.board.world;
    return door.open || (tamper === undefined && !coverOn);
  }

  /** Without position switches the lock does not notice that a hand has turned the bolt since the motor did. */
  get movedUnseen(): boolean {
    return this.#scene.board.world.boltSwitches === undefined && this.handMs >= this.driveEndMs;
  }

  /**
   * Whether the lock can know that the bolt is at this end. Without position switches it goes by its own moves since it started, and
   * no longer takes the bolt for thrown when the door has opened.
   */
  mayBeKnownAt(end: "thrown" | "back"): boolean {
    if (this.#scene.board.world.boltSwitches !== undefined) return true;
    if (this.movedUnseen || this.driveEndMs < this.#scene.bootMs) return false;
    return end === "back" ? this.lastWay < 0 : this.lastWay > 0 && this.driveEndMs > this.doorChangedMs;
  }

  /** After every event. */
  look(): void {
    const { world } = this.#scene.board;
    const { nowMs } = this.#scene;
    const { position } = world.bolt;
    if (position >= thrownFrom) this.thrownMs = nowMs;
    else if (position <= backTo) this.backMs = nowMs;
    if (position <= atBack !== this.position <= atBack) this.#atBackChanged(position <= atBack);
    this.position = position;
    if (world.bolt.turnedByHand) this.handMs = nowMs;
    const { doorIsOpenNow } = this;
    if (doorIsOpenNow === this.doorOpen) return;
    if (this.doorOpen && nowMs - this.doorChangedMs > noticedMs) this.doorClosedMs = nowMs;
    this.doorOpen = doorIsOpenNow;
    this.doorChangedMs = nowMs;
  }

  /** A move is tried again, or a short one back from a jam is made, so soon after the one before. */
  get followsOnMs(): number {
    return this.#scene.stage.nowMs - this.driveEndMs;
  }

  #atBackChanged(isThere: boolean): void {
    const { nowMs } = this.#scene;
    if (!isThere) this.#leftMs = nowMs;
    else if (nowMs - this.#leftMs > noticedMs) this.backSinceMs = nowMs;
  }

  #wayMayHaveChanged(): void {
    const { way } = this.#scene.board.world.bolt.actuator;
    if (way === this.way) return;
    if (this.way !== 0) {
      this.driveEndMs = this.#scene.stage.nowMs;
      this.lastWay = this.way;
      this.way = 0;
      this.onDriveEnd?.();
    }
    this.way = way;
    if (way === 0) return;
    this.driveStartMs = this.#scene.stage.nowMs;
    this.onDriveStart?.();
  }
}
