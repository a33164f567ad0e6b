// SPDX-License-Identifier: Apache-2.0
/** The door and its reed switch. A bolt that is out keeps a closed door closed, and hits the frame when an open one is closed. */
import type { Bolt } from "./bolt";
import type { GroundSwitch } from "./ground-switch";

/** A bolt further out than this holds the door. */
const boltHolds = 0.15;

export class Door {
  open = false;
  /** A magnet held against the reed switch from outside. */
  magnet = false;
  /** The wire to the reed switch, and what is in series with it. */
  private loop = true;
  private normallyClosed = false;
  private readonly bolt: Bolt;
  private readonly reed: GroundSwitch;

  constructor(bolt: Bolt, reed: GroundSwitch) {
    this.bolt = bolt;
    this.reed = reed;
    this.sense();
  }

  /** False: the bolt holds it. `force` breaks the frame. */
  tryOpen(force: boolean): boolean {
    this.bolt.advance();
    if (!this.open && this.bolt.position > boltHolds && !force) return false;
    this.open = true;
    this.sense();
    return true;
  }

  /** False: the bolt sticks out and hits the frame. */
  tryClose(): boolean {
    this.bolt.advance();
    if (this.bolt.position > boltHolds) return false;
    this.open = false;
    this.sense();
    return true;
  }

  setMagnet(magnet: boolean): void {
    this.magnet = magnet;
    this.sense();
  }

  setLoop(closed: boolean): void {
    this.loop = closed;
    this.sense();
  }

  /** The reed switch opens when its magnet is near. */
  setNormallyClosed(normallyClosed: boolean): void {
    this.normallyClosed = normallyClosed;
    this.sense();
  }

  private sense(): void {
    const isNear = !this.open || this.magnet;
    this.reed.set(this.loop && isNear !== this.normallyClosed);
  }
}
