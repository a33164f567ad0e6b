// SPDX-License-Identifier: Apache-2.0
/**
 * Each time the motor starts, why it may:
 *
 * - "authority": towards unlocked only by an authority (watch-authority.ts), or because the door opens while it locks. Under
 *   all faults; these only lengthen the time for which an authority holds.
 * - "autoLock": towards locked only by the button, by the console, or by itself when AutoRelockTime is over.
 * - "log": the entry that lets it begin is on flash before. Not while NVS is full or after flipped bits: a log that cannot be
 *   written must not keep anybody in.
 * - "motor": not to throw a bolt that is known to be thrown, in calm; and what follows at once is a try again, at most two of them, or a short move back from a jam.
 */
import type { Authority } from "./watch-authority";
import { backTo, sensedThrownFrom, thrownFrom, type BoltWatch } from "./watch-bolt";
import type { Scene } from "./watch-scene";

/** From one try to the next, with pause and rest; longer when timers are late. */
const followsMsMax = 900;
const followsMsMaxInFaults = 3_000;
/** A short move back: 100 ms after what it follows, for 150 ms, and each one look late. */
const backOffGapMsMax = 200;
const backOffMsMax = 200;
const triesMax = 3;
const doorNoticedMs = 2_000;
const calmMs = 3_000;
const handHelpedMs = 1_000;

export class DriveWatch {
  /** Moves towards locked that ended elsewhere, since the last one that succeeded: the lock may give up. */
  failedLocks = 0;
  readonly #scene: Scene;
  readonly #bolt: BoltWatch;
  readonly #authority: Authority;
  /** Says why not yet; undefined: AutoRelockTime is over. */
  readonly #tooEarlyToLock: () => string | undefined;
  /** Where the request under way leads. */
  #wish = 0;
  #tries = 0;
  #spentUnlockEntry = 0;
  #spentLockEntry = 0;
  /** What is wrong with the drive under way if it is more than a short move back. */
  #wrong: (() => void) | undefined;
  #isBackOff = false;

  constructor(scene: Scene, bolt: BoltWatch, authority: Authority, tooEarlyToLock: () => string | undefined) {
    this.#scene = scene;
    this.#bolt = bolt;
    this.#authority = authority;
    this.#tooEarlyToLock = tooEarlyToLock;
    this.#spentUnlockEntry = authority.unlockEntry;
    this.#spentLockEntry = authority.lockEntry;
  }

  /** Nothing is under way any more. */
  restarted(): void {
    this.#wish = 0;
    this.failedLocks = 0;
  }

  starts(): void {
    const { way } = this.#bolt;
    const gapMs = this.#scene.calmFor(calmMs) ? followsMsMax : followsMsMaxInFaults;
    const follows = this.#wish !== 0 && this.#bolt.followsOnMs <= gapMs;
    this.#isBackOff = false;
    if (way > 0 && this.#isLockedForLong) this.#scene.fail("motor", "the motor throws a bolt that is thrown");
    if (follows && way === this.#wish && this.#tries < triesMax) {
      this.#tries += 1;
      return;
    }
    const wrong = this.#whatIsWrong(way, follows);
    // Too late for a short move back, and there is a request for it: it was made soon after another one had ended.
    const isRequest = wrong === undefined && this.#bolt.followsOnMs > backOffGapMsMax && !this.#scene.has("delayTimers");
    if (!follows || way === this.#wish || isRequest) {
      wrong?.();
      this.#begin(way);
      return;
    }
    // A hand that helps it to the end makes it stall there, which looks like a jam.
    const handHelped = this.#scene.nowMs - this.#bolt.handMs < handHelpedMs;
    if (this.#bolt.position >= thrownFrom && way < 0 && this.#scene.calmFor(calmMs) && !handHelped) wrong?.();
    this.#isBackOff = true;
    this.#wrong = wrong;
  }

  /** True: there will be no other try. */
  ends(): boolean {
    const { lastWay, position } = this.#bolt;
    const isBackOff = this.#isBackOff;
    this.#isBackOff = false;
    if (isBackOff) return false;
    if (lastWay > 0) this.failedLocks = position >= thrownFrom ? 0 : this.failedLocks + 1;
    // It was drawn back, so somebody was there.
    else if (position <= backTo) this.failedLocks = 0;
    return this.#tries >= triesMax;
  }

  /** After every event while the motor is on. */
  look(): void {
    if (!this.#isBackOff || this.#scene.nowMs - this.#bolt.driveStartMs <= backOffMsMax) return;
    if (this.#scene.has("delayTimers") || this.#scene.nowMs - this.#scene.stage.calmSinceMs < calmMs) return;
    this.#isBackOff = false;
    this.#wrong?.();
    this.#begin(this.#bolt.way);
  }

  /** At rest, where the switches say so, so that the lock must know. */
  get #isLockedForLong(): boolean {
    const { position, handMs, driveEndMs } = this.#bolt;
    const isSensed = this.#scene.board.world.boltSwitches !== undefined && position >= sensedThrownFrom;
    return isSensed && this.#scene.calmFor(calmMs) && this.#scene.nowMs - Math.max(handMs, driveEndMs) > calmMs;
  }

  #begin(way: number): void {
    this.#wish = way;
    this.#tries = 1;
    if (way < 0) this.#spentUnlockEntry = this.#authority.unlockEntry;
    else this.#spentLockEntry = this.#authority.lockEntry;
    if (way < 0) this.#authority.spendUnlock();
  }

  #whatIsWrong(way: number, follows: boolean): (() => void) | undefined {
    const problem = way < 0 ? this.#wrongWithUnlocking(follows) : this.#wrongWithLocking();
    return problem && (() => this.#scene.fail(problem[0], problem[1]));
  }

  #wrongWithUnlocking(follows: boolean): ["authority" | "log", string] | undefined {
    const { doorOpen, doorChangedMs } = this.#bolt;
    const doorOpens = follows && (doorOpen || this.#scene.stage.nowMs - doorChangedMs < doorNoticedMs);
    if (!this.#authority.unlocks && !doorOpens) {
      return ["authority", "the motor unlocks, and nobody with a right to it is there"];
    }
    const isLogged = this.#authority.unlockEntry > this.#spentUnlockEntry || this.#logMayFail;
    return isLogged ? undefined : ["log", "the motor unlocks before the log says so"];
  }

  #wrongWithLocking(): ["autoLock" | "log", string] | undefined {
    const tooEarly = this.#authority.locks ? undefined : this.#tooEarlyToLock();
    if (tooEarly !== undefined) return ["autoLock", tooEarly];
    const isLogged = this.#authority.lockEntry > this.#spentLockEntry || this.#logMayFail;
    return isLogged ? undefined : ["log", "the motor locks before the log says so"];
  }

  get #logMayFail(): boolean {
    return this.#scene.stage.logDamaged || this.#scene.has("fillNvs");
  }
}
