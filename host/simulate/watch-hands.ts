// SPDX-License-Identifier: Apache-2.0
/**
 * What hands do. "gettingOut": a short press of the inside button draws a thrown bolt back within three seconds; in calm, and
 * under all faults that leave button, bolt and battery alone. With lost interrupts and late timers only a press of half a second
 * or more counts, and it may take five. Also with a low battery: getting out is always tried, and works from 15 % on.
 *
 * "guesses": the PIN of a user, clearly typed while nobody is locked out, opens within three seconds; in calm, and under faults that
 * leave keypad, bolt and battery alone.
 */
import { kinds } from "./model-access";
import type { AccessWatch } from "./watch-access";
import type { Authority } from "./watch-authority";
import { backTo, thrownFrom, type BoltWatch } from "./watch-bolt";
import type { EntriesWatch } from "./watch-entries";
import type { TypedKeys } from "./model-keypad";
import type { ReadersWatch } from "./watch-readers";
import type { RecordsWatch } from "./watch-records";
import type { Faults, Scene } from "./watch-scene";
import type { HandEvent } from "./stage";

const shortMsMin = 100;
const shortMsMax = 1_900;
const longPressMs = 500;
/** A press that is longer is not short for a lock whose clock is right. */
const meantMsMax = 2_100;
const programMs = 4_800;
const programIdleMs = 61_000;
const opensMs = 3_000;
const opensLateMs = 5_000;
const chargeMin = 15;
const settledMs = 1_500;
const privacy = 2;
/** Contacts that bounce for longer than a key has to be up, less what a clock may be wrong (HW-10). */
const twiceUsMin = 19_000;
/** Readers that failed are set up anew within half a minute. */
const readersMs = 40_000;
const apartMs = 2_500;
const presentedMsMin = 1_200;

const notButton: Faults = new Set(["magnet", "keypadNoise", "randomFails", "fillNvs", "clockDrift", "doubleInterrupts", "cells"]);
const notButtonMuch: Faults = new Set([...notButton, "loseInterrupts"]);
const notKeypad: Faults = new Set(["magnet", "randomFails"]);
const noFaults: Faults = new Set();

export class HandsWatch {
  /** Programming at the keypad may be open. */
  mayProgramUntilMs = -Infinity;
  #touchedMs = -Infinity;
  readonly #scene: Scene;
  readonly #bolt: BoltWatch;
  readonly #authority: Authority;
  readonly #typed: TypedKeys;
  readonly #entries: EntriesWatch;
  readonly #records: RecordsWatch;
  readonly #access: AccessWatch;
  readonly #readers: ReadersWatch;
  #buttonDownMs = -Infinity;
  #buttonUpMs = -Infinity;
  /** It was let go for so short a time that two presses may look like one. */
  #blurredMs = -Infinity;
  #isDown = false;

  constructor(parts: {
    scene: Scene;
    bolt: BoltWatch;
    authority: Authority;
    typed: TypedKeys;
    entries: EntriesWatch;
    records: RecordsWatch;
    access: AccessWatch;
    readers: ReadersWatch;
  }) {
    this.#readers = parts.readers;
    this.#access = parts.access;
    this.#scene = parts.scene;
    this.#bolt = parts.bolt;
    this.#authority = parts.authority;
    this.#typed = parts.typed;
    this.#entries = parts.entries;
    this.#records = parts.records;
  }

  get mayProgram(): boolean {
    const isHeld = this.#isDown && this.#scene.stage.nowMs - this.#buttonDownMs > programMs;
    return isHeld || this.#scene.stage.nowMs <= this.mayProgramUntilMs;
  }

  /** When somebody last was at keypad, button or readers, as far as the lock must have noticed. */
  get touchedMs(): number {
    return Math.max(this.#touchedMs, this.#typed.noticedMs);
  }

  restarted(): void {
    this.mayProgramUntilMs = -Infinity;
    // Held since before, it counts from now.
    this.#buttonDownMs = this.#scene.nowMs;
    this.#typed.isDoubtful();
  }

  hand(event: HandEvent): void {
    const { nowMs } = this.#scene.stage;
    this.#readers.hand(event);
    if (event.what === "buttonUp" || event.what === "thumb") this.#access.insideMs = nowMs;
    if (event.what === "buttonDown") {
      this.#isDown = true;
      this.#buttonDownMs = nowMs;
      if (nowMs - this.#buttonUpMs < shortMsMin) this.#blurredMs = nowMs;
    } else if (event.what === "buttonUp") {
      this.#isDown = false;
      this.#buttonUp(nowMs);
    } else if (event.what === "card") {
      this.#presented(kinds.card, this.#records.userWithCard(event.uid), event.holdMs);
    } else if (event.what === "finger") {
      this.#presented(kinds.finger, this.#readers.fingerUser ?? 0, event.holdMs);
    } else if (event.what === "keyDown") {
      this.#typed.keyDown(event.key, nowMs, this.#keypadIsClear, this.#mayCountTwice);
      if (this.mayProgram) this.mayProgramUntilMs = nowMs + programIdleMs;
    } else if (event.what === "keyUp" && this.#typed.keyUp(event.key, nowMs, this.#keypadIsClear)) {
      this.#entered();
    }
  }

  #buttonUp(nowMs: number): void {
    const heldMs = nowMs - this.#buttonDownMs;
    this.#buttonUpMs = nowMs;
    if (heldMs > programMs) this.mayProgramUntilMs = nowMs + programIdleMs;
    if (heldMs > meantMsMax * (1 + this.#scene.driftPart) && !this.#scene.has("delayTimers", "loseInterrupts")) return;
    this.#authority.mayUnlock();
    this.#authority.mayLock();
    if (heldMs >= shortMsMin && this.#blurredMs !== this.#buttonDownMs) this.#touchedMs = this.#buttonDownMs;
    const isOwed = heldMs >= shortMsMin && heldMs <= shortMsMax && this.#isThrown && this.#isAble;
    if (!isOwed || this.#blurredMs === this.#buttonDownMs) return;
    const isLong = heldMs >= longPressMs;
    const tolerates = isLong ? notButtonMuch : notButton;
    if (this.#scene.calmFor(settledMs, tolerates)) {
      this.#mustOpen("gettingOut", "the inside button does not open", isLong ? opensLateMs : opensMs, tolerates);
      if (this.#records.setting("OperatingMode") === privacy) this.#mustEndPrivacy();
    }
  }

  /** `#` was pressed so that the lock must have noticed. */
  #entered(): void {
    const { entry } = this.#typed;
    const isDue = entry?.isCertain === true && entry.digits.length >= 6 && entry.digits.length <= 10;
    if (!isDue || this.mayProgram || !this.#scene.calmFor(settledMs, notKeypad)) return;
    // One that is just over is nobody's fault.
    if (Math.abs(entry.atMs - this.#entries.lockedOutUntilMs) < 1_000) return;
    const isJudged = (): boolean => (this.#entries.judged?.atMs ?? -Infinity) >= entry.atMs;
    if (entry.atMs < this.#entries.lockedOutUntilMs && !isJudged()) return;
    this.#scene.owe({
      promise: "guesses",
      what: "what was typed is not judged",
      withinMs: 1_000,
      tolerates: notKeypad,
      isDone: () => isJudged() || this.#entries.lockedOutUntilMs > entry.atMs,
    });
    const user = this.#records.userWithPin(entry.digits);
    if (this.#access.opensTyped(entry.digits) && this.#isThrown) this.#mustOpen("guesses", `the PIN of user ${user} does not open`, opensMs, notKeypad);
  }

  /** Long enough, alone, and to readers that have been there for a while. */
  #presented(kind: number, user: number, holdMs: number): void {
    const { nowMs } = this.#scene.stage;
    const isClear = this.#scene.stage.readersOn && this.#scene.calmFor(readersMs) && nowMs - this.#readers.beforeMs > apartMs;
    const isNoticed = isClear && holdMs >= presentedMsMin;
    if (isNoticed) this.#touchedMs = nowMs;
    const isDue = isNoticed && !this.mayProgram && nowMs > this.#entries.lockedOutUntilMs;
    if (isDue && this.#access.opensNow(user, kind) && this.#isThrown) {
      this.#mustOpen("guesses", `card or finger of user ${user} does not open`, opensLateMs, noFaults);
    }
  }

  #mustEndPrivacy(): void {
    const isDone = (): boolean => this.#records.setting("OperatingMode") !== privacy || this.#blurredMs >= this.#buttonDownMs;
    this.#scene.owe({ promise: "access", what: "privacy does not end when somebody inside opens", withinMs: opensMs, isDone });
  }

  #mustOpen(promise: "gettingOut" | "guesses", what: string, withinMs: number, tolerates: Faults): void {
    const fromMs = this.#scene.stage.nowMs;
    const isDone = (): boolean => {
      const { backMs, position, handMs } = this.#bolt;
      const isLockedOut = promise === "guesses" && this.#entries.lockedOutUntilMs > fromMs;
      const isBlurred = this.#blurredMs >= fromMs && this.#blurredMs - fromMs < shortMsMin;
      return backMs >= fromMs || position <= backTo || handMs >= fromMs || isLockedOut || (promise === "gettingOut" && isBlurred);
    };
    this.#scene.owe({ promise, what, withinMs, tolerates, isDone });
  }

  /** At rest, for so long that the lock knows. */
  get #isThrown(): boolean {
    const { position, way, handMs, driveEndMs, byHand, movedUnseen, lastWay } = this.#bolt;
    // The lock takes it for drawn back still: its first press locks.
    if (movedUnseen && lastWay < 0 && driveEndMs > this.#scene.bootMs) return false;
    const rests = this.#scene.stage.nowMs - Math.max(handMs, driveEndMs) > settledMs;
    return position >= thrownFrom && !byHand && ((way === 0 && rests) || way < 0);
  }

  get #isAble(): boolean {
    return this.#scene.board.world.battery.chargePercent >= chargeMin;
  }

  get #mayCountTwice(): boolean {
    return this.#scene.board.world.bounce.usMax >= twiceUsMin;
  }

  get #keypadIsClear(): boolean {
    const bad = this.#scene.has("keypadNoise", "bounce", "loseInterrupts", "doubleInterrupts", "delayTimers", "clockDrift");
    return this.#scene.running && !bad && this.#scene.stage.nowMs - this.#scene.bootMs > settledMs;
  }
}
