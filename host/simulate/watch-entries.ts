// SPDX-License-Identifier: Apache-2.0
/**
 * "guesses": each entry that is judged, seen where its hash is made: that is where the lock gets to know anything about it. It
 * must be what was typed or sent; counted on flash before, once; not during a lockout, which a start of the chip starts
 * over; and taken back only for a valid one. Not more wrong ones than SECURITY.md says.
 *
 * Under all faults. What was typed is known to the letter while the keypad is calm and each key was pressed clearly; else an
 * entry must be part of what was typed. While NVS is full nothing can be counted, and then nothing may be judged.
 */
import { engine } from "../board/engine";
import { hostOpcodes } from "../board/host-calls";
import type { Authority } from "./watch-authority";
import type { ConsoleModel } from "./model-console";
import { HashKey } from "./model-hash";
import type { TypedKeys } from "./model-keypad";
import { guessesMax, hoursIn, lockoutSeconds, nextAttempt, type Attempts } from "./model-lockout";
import type { LogWatch } from "./watch-log";
import type { RecordsWatch } from "./watch-records";
import type { Scene } from "./watch-scene";

const digestHeaderBytes = 2;
const pinLengthMin = 6;
const pinLengthMax = 10;
const masterIndex = 1;
/** Between the `#` and its turn. */
const enteredMsMax = 1_000;
const enteredMsMaxInFaults = 8_000;
/** From the count to the verdict: there are turns between. */
const judgingMsMax = 1_000;
/** The chip's clock began a moment before or after this model's. */
const clockSlackMs = 60_000;
const lockoutSlackMs = 30;
/** A line that lost bytes is judged so soon after. */
const lossMs = 10_000;
const calmMs = 3_000;

export interface Judged {
  digits: string;
  /** 0: nobody's. */
  user: number;
  /** It is valid, and nothing keeps its user out. */
  mayOpen: boolean;
  atMs: number;
  isTyped: boolean;
  isSent: boolean;
  /** The newest entry in the log then. */
  lastSequence: number;
}

type Hooked = typeof engine.issueCommand & { original?: typeof engine.issueCommand };

export class EntriesWatch {
  /** Nothing is judged before. */
  lockedOutUntilMs = 0;
  /** The newest; in the event under way if `isNew`. */
  judged: Judged | undefined;
  isNew = false;
  /** One was counted, and nothing is decided about it yet, or just in the event under way. */
  #open: { unforgiven: number; atMs: number; judged?: Judged } | undefined;
  #isTakenBack = false;
  /** Hours that had passed by the chip's clock when the last one was counted: at least, at most. */
  #hours: readonly [number, number] = [0, 0];
  #wrong = 0;
  #firstWrongMs = 0;
  #lostBytes = 0;
  #lostMs = -Infinity;
  readonly #scene: Scene;
  readonly #records: RecordsWatch;
  readonly #console: ConsoleModel;
  readonly #typed: TypedKeys;
  readonly #authority: Authority;
  readonly #log: LogWatch;

  constructor(parts: {
    scene: Scene;
    records: RecordsWatch;
    console: ConsoleModel;
    typed: TypedKeys;
    authority: Authority;
    log: LogWatch;
    pinKey: HashKey;
  }) {
    this.#scene = parts.scene;
    this.#records = parts.records;
    this.#console = parts.console;
    this.#typed = parts.typed;
    this.#authority = parts.authority;
    this.#log = parts.log;
    parts.records.onAttempts = (next) => this.#attempts(next);
    this.#listen(parts.pinKey.inner);
  }

  /** Counted, and not decided before the event under way. */
  get beingJudged(): Judged | undefined {
    return this.#open?.judged;
  }

  /** The lockout that stands on flash starts over. */
  restarted(): void {
    this.#endOpen();
    this.lockedOutUntilMs = this.#scene.bootMs + lockoutSeconds(this.#records.attempts) * 1_000;
    this.#hours = [0, 0];
  }

  /** After every event. */
  look(): void {
    this.#lookForLoss(this.#scene.nowMs);
    if (this.#isTakenBack) this.#open = undefined;
    else if (this.#open !== undefined && this.#scene.nowMs - this.#open.atMs > judgingMsMax) this.#endOpen();
    this.#isTakenBack = false;
    this.isNew = false;
  }

  /** It was wrong. */
  #endOpen(): void {
    if (this.#open !== undefined) this.#countWrong();
    this.#open = undefined;
  }

  #listen(inner: Uint8Array): void {
    const now = engine.issueCommand as Hooked | undefined;
    if (now === undefined) return;
    const original = now.original ?? now;
    const hooked: Hooked = (request) => {
      const bytes = new Uint8Array(request);
      const length = bytes.length - digestHeaderBytes - inner.length;
      if (!HashKey.isBusy && bytes[0] === hostOpcodes.digest && length >= pinLengthMin && length <= pinLengthMax) {
        const begins = digestHeaderBytes + inner.length;
        if (isBlock(bytes, inner)) this.#hashed(Array.from(bytes.subarray(begins)).join(""));
      }
      return original(request);
    };
    hooked.original = original;
    engine.issueCommand = hooked;
  }

  #hashed(digits: string): void {
    const nowMs = this.#scene.stage.nowMs;
    if (this.#open === undefined || this.#open.judged !== undefined) {
      this.#records.newPin = digits;
      const isSet = this.#console.recent.some(
        ({ command, fields }) => command === "SetCredential" && fields["CredentialData"] === digits,
      );
      if (!isSet && !this.#records.mayProgram()) this.#scene.fail("guesses", "an entry is judged before it is counted");
      return;
    }
    const isSent = this.#console.recent.some(({ command, fields }) => command === "Login" && fields["PIN"] === digits);
    const isTyped = this.#isTyped(digits, nowMs);
    // False contacts that bounce last longer than a press has to.
    const isGhost = this.#scene.has("keypadNoise") && this.#scene.has("bounce");
    this.#lookForLoss(nowMs);
    if (!isSent && !isTyped && !isGhost && nowMs - this.#lostMs > lossMs) {
      this.#scene.fail("guesses", "an entry is judged that nobody made");
    }
    const user = this.#records.userWith(digits);
    this.judged = { digits, user, mayOpen: this.#records.mayOpen(user), atMs: nowMs, isTyped, isSent, lastSequence: this.#log.lastSequence };
    this.#open.judged = this.judged;
    this.isNew = true;
    if (isTyped && this.#records.mayOpen(user)) this.#authority.mayUnlock();
  }

  #lookForLoss(nowMs: number): void {
    const { lostBytes } = this.#scene.board.line;
    if (lostBytes !== this.#lostBytes) this.#lostMs = nowMs;
    this.#lostBytes = lostBytes;
  }

  #isTyped(digits: string, nowMs: number): boolean {
    const { entry } = this.#typed;
    const withinMs = this.#scene.calmFor(calmMs) ? enteredMsMax : enteredMsMaxInFaults;
    if (entry?.isCertain === true && nowMs - entry.atMs <= withinMs) return entry.digits === digits;
    // The `#` itself may be a ghost of bad contacts.
    const mayHaveEnded = this.#scene.has("keypadNoise") || (entry !== undefined && nowMs - entry.atMs <= withinMs);
    return mayHaveEnded && this.#typed.mayHold(digits, nowMs);
  }

  /** Counts are about to be written. */
  #attempts(next: Attempts): void {
    const { attempts } = this.#records;
    if (next.count === 0) {
      this.#takeBack(next);
      return;
    }
    if (this.#open?.judged !== undefined) this.#endOpen();
    const nowMs = this.#scene.stage.nowMs;
    const uptimeMs = nowMs - this.#scene.bootMs;
    const mostHours = hoursIn(uptimeMs * (1 + this.#scene.driftPart) + clockSlackMs);
    const leastHours = hoursIn(Math.max(0, uptimeMs * (1 - this.#scene.driftPart) - clockSlackMs));
    const fitting: number[] = [];
    for (let hours = leastHours; hours <= mostHours; hours++) {
      for (let before = this.#hours[0]; before <= Math.min(hours, this.#hours[1]); before++) {
        const expected = nextAttempt(attempts, hours - before);
        if (expected.count !== next.count || expected.unforgiven !== next.unforgiven) continue;
        this.#open ??= { unforgiven: Math.max(0, attempts.unforgiven - (hours - before)), atMs: nowMs };
        fitting.push(hours);
      }
    }
    if (fitting.length === 0) {
      this.#scene.fail("guesses", `attempts are counted as ${text(next)} after ${text(attempts)}`);
      return;
    }
    this.#hours = [Math.min(...fitting), Math.max(...fitting)];
    const leftMs = this.lockedOutUntilMs - nowMs;
    const drifted = lockoutSeconds(attempts) * 1_000 * this.#scene.driftPart;
    if (leftMs > lockoutSlackMs + drifted) {
      this.#scene.fail("guesses", `an entry is judged ${Math.round(leftMs)} ms before the lockout is over`);
    }
    this.lockedOutUntilMs = nowMs + lockoutSeconds(next) * 1_000;
  }

  #takeBack(next: Attempts): void {
    const judged = this.beingJudged;
    const user = judged?.user ?? 0;
    const unforgiven = user === masterIndex ? 0 : this.#open?.unforgiven;
    if (user === 0) {
      this.#scene.fail("authority", "a PIN that is nobody's is accepted");
    } else if (judged?.mayOpen === false && !this.#records.mayBeForgiven(user)) {
      this.#scene.fail("authority", `user ${user} is accepted, who may not open`);
    } else if (this.#records.isOfOneUse(user) && this.#records.mayOpen(user)) {
      this.#scene.fail("authority", `user ${user}, who has one use, is accepted and may come again`);
    } else if (next.unforgiven !== unforgiven) {
      this.#scene.fail("guesses", `attempts are taken back to ${text(next)}`);
    }
    this.#isTakenBack = true;
    this.lockedOutUntilMs = 0;
    if (user === masterIndex) this.#wrong = 0;
  }

  #countWrong(): void {
    const { nowMs } = this.#scene;
    if (this.#wrong === 0) this.#firstWrongMs = nowMs;
    this.#wrong += 1;
    const elapsedMs = (nowMs - this.#firstWrongMs) * (1 + this.#scene.driftPart);
    if (this.#wrong > guessesMax(elapsedMs)) {
      this.#scene.fail("guesses", `${this.#wrong} wrong attempts in ${Math.round(elapsedMs / 60_000)} minutes`);
    }
  }
}

function text({ count, unforgiven }: Attempts): string {
  return `${count} and ${unforgiven}`;
}

function isBlock(request: Uint8Array, inner: Uint8Array): boolean {
  for (let at = 0; at < inner.length; at++) if (request[digestHeaderBytes + at] !== inner[at]) return false;
  return true;
}
