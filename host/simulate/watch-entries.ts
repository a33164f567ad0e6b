// SPDX-License-Identifier: Apache-2.0
/**
 * "guesses": each entry that is judged, seen where its hash is made: that is where the lock gets to know anything about it. It
 * must be what was typed or sent; counted on flash before, once; not during a lockout, which a start of the chip starts
 * over; and taken back only for a valid one. Not more wrong ones than SECURITY.md says.
 *
 * Under all faults. What was typed is known to the letter while the keypad is calm and each key was pressed clearly; else an
 * entry must be part of what was typed. While NVS is full nothing can be counted, and then nothing may be judged.
 */
import type { AccessWatch } from "./watch-access";
import type { Authority } from "./watch-authority";
import type { ConsoleModel } from "./model-console";
import { forgiven, kinds, opening, type Verdict } from "./model-access";
import { listenToHashes } from "./hashes";
import { countings, guessesMax, hoursIn, lockoutSeconds, type Attempts, type Counting } from "./model-lockout";
import type { LogWatch } from "./watch-log";
import type { ReadersWatch } from "./watch-readers";
import { RowsWatch } from "./watch-rows";
import type { DeviceKeys, RecordsWatch } from "./watch-records";
import type { Scene } from "./watch-scene";
import type { TypedWatch } from "./watch-typed";

const masterIndex = 1;
/** From the count to the verdict: there are turns between. */
const judgingMsMax = 2_000;
/** Of a row, there are twenty turns between, and timers may be late. */
const rowMsMax = 10_000;
/** The chip's clock began a moment before or after this model's. */
const clockSlackMs = 60_000;
const lockoutSlackMs = 30;
/** A line that lost bytes is judged so soon after. */
const lossMs = 10_000;

export interface Judged {
  /** Type of the credential. */
  kind: number;
  /** 0: nobody's, or a guest's. */
  user: number;
  guest?: number | undefined;
  /** What it may come to. */
  verdicts: ReadonlySet<Verdict>;
  atMs: number;
  isTyped: boolean;
  isSent: boolean;
  /** The newest entry in the log then. */
  lastSequence: number;
  /** `RecordsWatch.userChanges` then. */
  userChanges: number;
}

interface Open {
  before: Attempts;
  countings: readonly Counting[];
  atMs: number;
  judged?: Judged;
  isRow?: true;
}

export class EntriesWatch {
  /** Nothing is judged before. */
  lockedOutUntilMs = 0;
  /** The newest; in the event under way if `isNew`. */
  judged: Judged | undefined;
  isNew = false;
  /** One was counted, and nothing is decided about it yet, or just in the event under way. */
  #open: Open | undefined;
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
  readonly #typed: TypedWatch;
  readonly #authority: Authority;
  readonly #access: AccessWatch;
  readonly #log: LogWatch;
  readonly #readers: ReadersWatch;
  readonly #rows: RowsWatch;

  constructor(parts: {
    scene: Scene;
    records: RecordsWatch;
    console: ConsoleModel;
    typed: TypedWatch;
    authority: Authority;
    access: AccessWatch;
    log: LogWatch;
    readers: ReadersWatch;
    keys: DeviceKeys;
  }) {
    this.#scene = parts.scene;
    this.#records = parts.records;
    this.#console = parts.console;
    this.#typed = parts.typed;
    this.#authority = parts.authority;
    this.#access = parts.access;
    this.#log = parts.log;
    this.#readers = parts.readers;
    this.#rows = new RowsWatch(parts);
    parts.records.isGuestUsed = () => this.beingJudged?.guest !== undefined && this.#isIn(opening);
    parts.records.onAttempts = (next) => this.#attempts(next);
    parts.records.isUsed = (index) => this.beingJudged?.user === index && this.#isIn(opening);
    listenToHashes(parts.keys, (digits) => this.#hashed(digits), (uid) => this.#cardHashed(uid));
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
    const open = this.#open;
    if (open !== undefined && open.judged === undefined && !this.#isTakenBack && this.#scene.running) this.#notHashed(open);
    if (open?.judged !== undefined) this.#decided(open, open.judged);
    this.#access.look();
    this.#isTakenBack = false;
    this.isNew = false;
  }

  #decided({ atMs, isRow }: Open, judged: Judged): void {
    const isDecided = this.#access.isDecided && this.#scene.running;
    const isLate = this.#scene.nowMs - atMs > (isRow === true ? rowMsMax : judgingMsMax);
    if (isRow === true && (isDecided || isLate) && !this.#rows.wasLookedAt) this.#scene.fail("guesses", "an attempt is counted that nobody made");
    if (isDecided) this.#access.judged(judged);
    if (this.#isTakenBack) this.#open = undefined;
    else if (isDecided || isLate) this.#endOpen();
  }

  /** It was wrong. */
  #endOpen(): void {
    if (this.#open !== undefined) this.#countWrong();
    this.#open = undefined;
  }

  #cardHashed(uid: string): void {
    const open = this.#open;
    if (open === undefined || open.judged !== undefined) {
      const isSet = this.#console.recent.some(({ fields }) => String(fields["CredentialData"]).toLowerCase() === uid);
      if (!isSet && !this.#records.mayProgram()) this.#scene.fail("guesses", "a card is judged before it is counted");
      return;
    }
    if (!this.#readers.mayBeHeld(uid)) this.#scene.fail("guesses", "a card is judged that nobody held up");
    this.#isJudged(open, kinds.card, this.#records.userWithCard(uid));
  }

  /** Nothing is hashed for a finger, and nothing yet for a row of digits. */
  #notHashed(open: Open): void {
    const user = this.#readers.fingerUser;
    if (user !== undefined) return this.#isJudged(open, kinds.finger, user);
    if (!this.#rows.mayBeEntered) return this.#scene.fail("guesses", "an attempt is counted that nobody made");
    open.isRow = true;
    this.#take(open, this.#rows.begin());
    if (this.#isIn(opening)) this.#authority.mayUnlock();
  }

  /** False: it is no part of the row. */
  #isOfRow(judged: Judged, digits: string): boolean {
    const found = this.#rows.hashed(digits);
    if (found !== undefined) Object.assign(judged, found);
    if (this.#isIn(opening)) this.#authority.mayUnlock();
    return found !== undefined;
  }

  #isJudged(open: Open, kind: number, user: number): void {
    this.#take(open, { kind, user, verdicts: this.#access.verdicts(user, kind, false) });
    if (this.#isIn(opening)) this.#authority.mayUnlock();
  }

  #take(open: Open, what: Pick<Judged, "kind" | "user" | "verdicts"> & Partial<Judged>): void {
    const { nowMs } = this.#scene.stage;
    const { userChanges } = this.#records;
    this.judged = { isTyped: false, isSent: false, userChanges, atMs: nowMs, lastSequence: this.#log.lastSequence, ...what };
    open.judged = this.judged;
    this.isNew = true;
  }

  #hashed(digits: string): void {
    const nowMs = this.#scene.stage.nowMs;
    const open = this.#open;
    if (open?.judged !== undefined && open.isRow === true && this.#isOfRow(open.judged, digits)) return;
    if (open === undefined || open.judged !== undefined) {
      this.#records.newPin = digits;
      const isSet = this.#console.recent.some(
        ({ command, fields }) => command === "SetCredential" && fields["CredentialData"] === digits,
      );
      if (!isSet && !this.#records.mayProgram()) this.#scene.fail("guesses", "an entry is judged before it is counted");
      return;
    }
    const { recent } = this.#console;
    const isLogin = recent.some(({ command, fields }) => command === "Login" && fields["PIN"] === digits);
    const isRemote = recent.some(({ fields }) => fields["PINCode"] === digits);
    const isSent = isLogin || isRemote;
    const isTyped = this.#typed.isTyped(digits);
    this.#lookForLoss(nowMs);
    if (!isSent && !this.#typed.mayBe(digits) && nowMs - this.#lostMs > lossMs) {
      this.#scene.fail("guesses", "an entry is judged that nobody made");
    }
    const user = this.#records.userWithPin(digits);
    const verdicts = new Set<Verdict>();
    const add = (more: ReadonlySet<Verdict>): void => more.forEach((verdict) => verdicts.add(verdict));
    if (isLogin || (isTyped && this.#records.mayProgram())) add(this.#access.verdicts(user, kinds.pin, true, true));
    if (isRemote) add(this.#access.verdicts(user, kinds.pin, true));
    const typed = isTyped || !isSent ? this.#access.typed(digits) : undefined;
    if (typed !== undefined) add(typed.verdicts);
    this.#take(open, { kind: kinds.pin, user, guest: typed?.guest, verdicts, isTyped, isSent });
    if ((isTyped || isRemote) && this.#isIn(opening)) this.#authority.mayUnlock();
    if (isRemote && this.#isIn(opening)) this.#authority.mayLock();
  }

  #isIn(verdicts: ReadonlySet<Verdict>): boolean {
    for (const verdict of this.beingJudged?.verdicts ?? []) if (verdicts.has(verdict)) return true;
    return false;
  }

  #lookForLoss(nowMs: number): void {
    const { lostBytes } = this.#scene.board.line;
    if (lostBytes !== this.#lostBytes) this.#lostMs = nowMs;
    this.#lostBytes = lostBytes;
  }

  /** Counts are about to be written. */
  #attempts(next: Attempts): void {
    const { attempts } = this.#records;
    if (next.count === 0 || this.#open !== undefined) {
      this.#takeBack(next);
      return;
    }
    const nowMs = this.#scene.stage.nowMs;
    const uptimeMs = nowMs - this.#scene.bootMs;
    const mostHours = hoursIn(uptimeMs * (1 + this.#scene.driftPart) + clockSlackMs);
    const leastHours = hoursIn(Math.max(0, uptimeMs * (1 - this.#scene.driftPart) - clockSlackMs));
    const found = countings(attempts, next, this.#hours, [leastHours, mostHours]);
    if (found.length === 0) {
      this.#scene.fail("guesses", `attempts are counted as ${text(next)} after ${text(attempts)}`);
      return;
    }
    this.#open = { before: attempts, countings: found, atMs: nowMs };
    this.#wasCounted(found);
    const leftMs = this.lockedOutUntilMs - nowMs;
    const drifted = lockoutSeconds(attempts) * 1_000 * this.#scene.driftPart;
    if (leftMs > lockoutSlackMs + drifted) {
      this.#scene.fail("guesses", `an entry is judged ${Math.round(leftMs)} ms before the lockout is over`);
    }
    this.lockedOutUntilMs = nowMs + lockoutSeconds(next) * 1_000;
  }

  #wasCounted(all: readonly Counting[]): void {
    const hours = all.map((each) => each.hours);
    this.#hours = [Math.min(...hours), Math.max(...hours)];
  }

  #takeBack(next: Attempts): void {
    const { user = 0, guest } = this.beingJudged ?? {};
    const { before = next, countings: all = [] } = this.#open ?? {};
    const fitting = all.filter(({ unforgiven }) => unforgiven === next.unforgiven);
    const isForgotten = next.count === 0 && (user === masterIndex ? next.unforgiven === 0 : fitting.length > 0);
    const isForgiven = next.count === before.count && fitting.length > 0;
    if (user === 0 && guest === undefined) {
      this.#scene.fail("authority", "what is nobody's is accepted");
    } else if (!this.#isIn(opening) && !(this.#isIn(forgiven) && isForgiven)) {
      this.#scene.fail("authority", `user ${user} is accepted, who may not open`);
    } else if (!(isForgotten && this.#isIn(opening)) && !(isForgiven && this.#isIn(forgiven))) {
      this.#scene.fail("guesses", `attempts are taken back to ${text(next)}`);
    } else if (!this.#isIn(forgiven) && (this.#records.isUnused(user) || this.#access.isUnusedGuest(guest))) {
      this.#scene.fail("authority", `user ${user}, whose use has to be written down, is accepted before`);
    }
    if (fitting.length > 0 && user !== masterIndex) this.#wasCounted(fitting);
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
