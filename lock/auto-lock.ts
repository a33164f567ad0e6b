// SPDX-License-Identifier: Apache-2.0
/**
 * Locks by itself, AutoRelockTime after unlocking and again after the door closes. It throws the bolt only with the door
 * sensed closed; with the door open, or not known, it waits for it to close. 0 s: off.
 *
 * In operating mode Passage it holds off, and looks once a minute whether that is over: holidays begin and end by
 * themselves, and clock and time zone may be set. UnlockWithTimeout counts instead of AutoRelockTime until it is locked, or
 * somebody else unlocks.
 *
 * It asks through the one `request()` like everybody else. When the bolt did not get there three times in a row it waits for
 * somebody, or for the door: a motor that is run for ever against something empties the battery.
 */
import type { LockState } from "./lock-state";
import type { Loop } from "./loop";
import type { DoorState } from "./request";

const deadline = "autoLock";
const triesMax = 3;
const holdOffMs = 60_000;

export interface AutoLockOptions {
  loop: Loop;
  /** 0: off. Asked each time that it begins to count. */
  relockSeconds: () => number;
  /** Operating mode Passage. */
  holdsOff: () => boolean;
  doorState: () => DoorState;
  lock: () => void;
}

export class AutoLock {
  readonly #loop: Loop;
  readonly #relockSeconds: () => number;
  readonly #holdsOff: () => boolean;
  readonly #doorState: () => DoorState;
  readonly #lock: () => void;
  readonly #due = (): void => this.#relock();
  #lockState: LockState = "unknown";
  #tries = 0;
  /** Of UnlockWithTimeout. */
  #timeoutSeconds: number | undefined;

  constructor(options: AutoLockOptions) {
    this.#loop = options.loop;
    this.#relockSeconds = options.relockSeconds;
    this.#holdsOff = options.holdsOff;
    this.#doorState = options.doorState;
    this.#lock = options.lock;
  }

  /** Somebody unlocks. undefined: AutoRelockTime counts. */
  unlockedFor(timeoutSeconds: number | undefined): void {
    this.#timeoutSeconds = timeoutSeconds;
  }

  /** After each change, and after the first look at power-up. By hand counts like any other. */
  lockStateIs(state: LockState): void {
    this.#lockState = state;
    if (state === "locked") {
      this.#tries = 0;
      this.#timeoutSeconds = undefined;
    }
    if (state === "unlocked" || state === "unknown") this.#count();
    else this.#loop.cancel(deadline);
  }

  /** The door closed, somebody came, or a setting changed. After a jam this is what makes it try again. */
  startOver(): void {
    this.#tries = 0;
    const state = this.#lockState;
    if (state === "unlocked" || state === "unknown" || state === "jammed") this.#count();
  }

  #count(): void {
    const seconds = this.#timeoutSeconds ?? this.#relockSeconds();
    if (seconds === 0 || this.#tries >= triesMax) this.#loop.cancel(deadline);
    else this.#loop.after(deadline, seconds * 1000, this.#due);
  }

  #relock(): void {
    if (this.#doorState() !== "closed") return;
    if (this.#holdsOff()) {
      this.#loop.after(deadline, holdOffMs, this.#due);
      return;
    }
    this.#tries++;
    this.#lock();
  }
}
