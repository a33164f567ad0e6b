// SPDX-License-Identifier: Apache-2.0
/**
 * What people and nature do to a lock in the simulator, as flat data: it can be written to a file, told in words, left
 * out one by one, and done again. An act never depends on what the firmware did before; it is tried, and the world
 * decides what comes of it (a door that the bolt holds stays shut).
 */
import type { Chemistry } from "../../lock/parts";
import type { ImageName } from "./images";
import type { GuestWish } from "./model-guest";

export type Act =
  /** Keys of the outside keypad, `gapMs` from one press to the next. A PIN ends with "#". */
  | { do: "type"; keys: string; gapMs: number }
  | { do: "holdKey"; key: string; holdMs: number }
  | { do: "button"; holdMs: number }
  /** 0 draws the bolt back, 1 throws it. */
  | { do: "thumb"; to: number; holdMs: number }
  | { do: "openDoor" }
  | { do: "closeDoor" }
  | { do: "forceDoor" }
  /** One line to the console. */
  | { do: "line"; text: string }
  /**
   * Somebody's computer offers an image and sends up to so many blocks of it, from where the lock wants to go on; with the master's login,
   * or in whatever session is open. `then`, if it comes so far: nothing, log out, or install it now. `spoil`: what it sends is not what it
   * says, by a bit of the offer, a bit of a block, blocks of another image, or blocks out of order.
   */
  | { do: "update"; image: ImageName; login: boolean; blocks: number; then: "leave" | "logout" | "install"; spoil?: Spoil }
  /** Random bytes to the console, made from `seed`. */
  | { do: "garbage"; bytes: number; seed: number }
  /** Card reader and fingerprint module, where the board has any, are plugged in or unplugged, with the power off for a second. */
  | { do: "readers"; on: boolean }
  /** Held up to the reader. */
  | { do: "card"; uid: string; holdMs: number }
  /** Laid on the module. */
  | { do: "finger"; finger: string; holdMs: number }
  /** The keys of a guest code that the owner has made, and `#`. */
  | { do: "guest"; wish: GuestWish; gapMs: number }
  | { do: "cover"; on: boolean }
  /** A magnet held to the reed, so that an open door looks closed. */
  | { do: "magnet"; on: boolean }
  /** Something in the bolt's way; undefined: taken away. */
  | { do: "block"; at?: number }
  | { do: "stickSwitch"; end: "locked" | "unlocked"; stuck?: boolean }
  /** Cells taken out and others put in, a moment later. */
  | { do: "cells"; chargePercent: number; chemistry: Chemistry; offMs: number }
  /** The charge goes down with nobody touching anything. */
  | { do: "drain"; chargePercent: number }
  | { do: "cutPower"; offMs: number }
  /** At the n-th operation on flash or NVS from now, done to the part `torn` (0 to 1). */
  | { do: "cutAtOperation"; operation: number; torn: number; offMs: number }
  /** So long after the motor starts next. */
  | { do: "cutAtMotor"; delayMs: number; offMs: number }
  | { do: "reset" }
  /** Somebody on the wires of card reader and module: so many answers are spoiled, more than one has stray bytes before it. */
  | { do: "readerNoise"; answers: number }
  /** Somebody has put a board in the module's place that agrees to everything and finds this slot; undefined: it is gone. */
  | { do: "forgedFinger"; slot?: number }
  | { do: "keypadNoise"; perSecond: number }
  | { do: "bounce"; ms: number }
  | { do: "temperature"; celsius: number }
  | { do: "friction"; factor: number }
  | { do: "loseInterrupts"; on: boolean }
  | { do: "doubleInterrupts"; on: boolean }
  | { do: "delayTimers"; maxMs: number }
  | { do: "clockDrift"; ppm: number }
  /** Bits of the audit partition that flip by themselves. */
  | { do: "flipBits"; count: number; seed: number }
  /** A bit of the firmware's flash: of the image that does not run, of the one that runs, of what says which one boots, or of what is noted of an update. */
  | { do: "flipFirmware"; where: "idle" | "running" | "otadata" | "records"; seed: number }
  | { do: "fillNvs"; on: boolean }
  | { do: "randomFails"; on: boolean }
  /** Ends every fault that is on: what an owner does who comes with tools and new cells. */
  | { do: "repair" }
  /** Proves that the lock is usable: within the stated time the master's PIN opens it, and it locks itself again. */
  | { do: "prove" };

export interface Spoil {
  what: "offer" | "block" | "splice" | "order";
  seed: number;
}

export type ActName = Act["do"];

export type Actor = "household" | "attacker" | "nature" | "owner";

export interface TimedAct {
  /** From the moment at which the lock is set up and locked. */
  atMs: number;
  by: Actor;
  act: Act;
}

export interface Story {
  seed: number;
  days: number;
  /** In order of time. */
  acts: readonly TimedAct[];
}
