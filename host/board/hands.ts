// SPDX-License-Identifier: Apache-2.0
/** What people do to the lock with their hands, and what gets in the way of them and of its parts. */
import type { Scheduler } from "./scheduler";
import { Task } from "./task-queue";
import type { Card } from "./world/card";
import type { CardReader } from "./world/card-reader";
import type { FingerprintModule, PrintQuality } from "./world/fingerprint-module";
import type { World } from "./world/world";

const typeIntervalMs = 250;
const pressMs = 120;
const thumbHoldMs = 300;

export abstract class Hands {
  abstract readonly scheduler: Scheduler;
  abstract readonly world: World;
  abstract readonly fingerprint: FingerprintModule | undefined;

  abstract run(durationMs: number): void;

  press(key: string, holdMs = pressMs): void {
    this.holdKey(key);
    this.later(holdMs, () => this.releaseKey(key));
  }

  /** Presses the keys 250 ms apart, and lets that time pass. */
  type(keys: string): void {
    for (const key of keys) {
      this.press(key);
      this.run(typeIntervalMs);
    }
  }

  holdKey(key: string): void {
    this.world.keypad.setKey(key, true);
  }

  releaseKey(key: string): void {
    this.world.keypad.setKey(key, false);
  }

  /** Spurious contacts of the keypad, so many a second. */
  setKeypadNoise(perSecond: number): void {
    this.world.keypad.setNoise(perSecond);
  }

  /** Whose finger; where no module is fitted nothing feels it. */
  layFinger(finger: string, quality: PrintQuality = "good"): void {
    this.fingerprint?.lay(finger, quality);
  }

  liftFinger(): void {
    this.fingerprint?.lay(undefined);
  }

  /** A board in the module's place that agrees to everything and finds this slot; undefined: the module again. */
  forgeFinger(slot: number | undefined): void {
    if (this.fingerprint !== undefined) this.fingerprint.faults.forgedSlot = slot;
  }

  /** False: the bolt holds it. */
  openDoor(): boolean {
    return this.world.door.tryOpen(false);
  }

  /** Breaks it open, whatever the bolt does. */
  forceDoor(): void {
    this.world.door.tryOpen(true);
  }

  /** False: the bolt sticks out and hits the frame. */
  closeDoor(): boolean {
    return this.world.door.tryClose();
  }

  /** 1 or "locked": thrown; 0 or "unlocked": drawn back. The hand stays there for `holdMs`. */
  turnThumb(target: number | "locked" | "unlocked", holdMs = thumbHoldMs): void {
    this.world.bolt.turn(target === "locked" ? 1 : target === "unlocked" ? 0 : target, holdMs);
  }

  /** The hand holds it there against everything; undefined: it lets go, wherever it is. */
  holdThumb(at: number | undefined): void {
    if (at === undefined) this.world.bolt.letGo();
    else this.world.bolt.turn(at, Infinity);
  }

  pressButton(holdMs = pressMs): void {
    this.setButton(true);
    this.later(holdMs, () => this.setButton(false));
  }

  setButton(pressed: boolean): void {
    this.world.button.set(pressed);
  }

  setMagnet(on: boolean): void {
    this.world.door.setMagnet(on);
  }

  setCover(on: boolean): void {
    this.world.setCover(on);
  }

  /** Something in the bolt's way at this position; undefined: free again. */
  blockBolt(at: number | undefined): void {
    this.world.bolt.block(at);
  }

  /** A position switch sticks closed (true) or open (false), or works again (undefined). */
  stickBoltSwitch(end: "locked" | "unlocked", stuck: boolean | undefined): void {
    this.world.boltSwitches?.[end].stick(stuck);
  }

  /** A card in front of the reader: its UID in hexadecimal, 4, 7 or 10 bytes. It stays there, beside others, until it is taken away. */
  holdCard(card: string | Card, sak?: number): void {
    this.cardReader.field.hold(card, sak);
  }

  /** A card that can prove itself; the same one whenever it has the same UID, of 7 bytes. */
  holdProofCard(uid: string): void {
    this.cardReader.field.holdNtag424(uid);
  }

  /** This one, or all. */
  takeCard(uid?: string): void {
    this.cardReader.field.takeAway(uid);
  }

  get cardReader(): CardReader {
    const { cardReader } = this.world;
    if (cardReader === undefined) throw new Error("no card reader: the board has no pins for one, or the option cardReader is off");
    return cardReader;
  }

  private later(delayMs: number, action: () => void): void {
    this.scheduler.after(this.scheduler.world, new Task(action), Math.round(delayMs * 1000));
  }
}
