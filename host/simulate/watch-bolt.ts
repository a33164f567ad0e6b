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
  /** When it closed, having been open for long enough to be noticed. */
  doorClosedMs = -Infinity;
  doorOpen: boolean;
  /** At the very moment, inside the firmware's turn. */
  onDriveStart: (() => void) | undefined;
  onDriveEnd: (() => void) | undefined;
  readonly #scene: Scene;
  #leftMs = -Infinity;

  constructor(scene: Scene) {
    this.#scene = scene;
    const { bolt, door } = scene.board.world;
    this.position = bolt.position;
    this.doorOpen = door.open;
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
    if (world.door.open === this.doorOpen) return;
    if (this.doorOpen && nowMs - this.doorChangedMs > noticedMs) this.doorClosedMs = nowMs;
    this.doorOpen = world.door.open;
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
