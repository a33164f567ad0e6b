// SPDX-License-Identifier: Apache-2.0
/**
 * Counts attempts, and shuts everybody out for a while after too many wrong ones: whatever the source, keypad, card,
 * finger or console.
 *
 * An attempt is counted on flash before anything is compared, and its lockout starts at the same moment: `succeed()`
 * alone forgets what was wrong before too, `takeBack()` only this one. So a power cut, an exception or a forgotten call all
 * end as a wrong attempt. The third wrong one locks out for 30 s, each further one for twice as long, up to 1 h: 32
 * guesses on the first day, 24 a day after. The settings may make it fewer and longer, never more and shorter. After a power cut the current lockout starts over in full, since nobody knows how long the power
 * was off.
 *
 * Somebody with a PIN of his own could guess for ever, two tries at a time, if it took back everything. So wrong
 * attempts are counted a second time, and of that count only the master's PIN takes back all; else it falls by one an
 * hour. From ten on, each wrong attempt is the longest lockout: 33 guesses on his first day, 24 a day after.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import { AuditEvent, RecordCode, type Audit } from "./audit";
import type { Clock, Records } from "./parts";
import type { Settings } from "./settings";

export const attemptsRecord = "attempts";
const formatVersion = 1;
/** `#count` and `#unforgiven` in one byte each; a firmware before da40b73 knew only the first. */
const payloadBytes = 2;

const lastSeconds = 3600;
/**
 * Wrong attempts at which the lockout has reached its longest: three, and 30 s doubled seven times is over 1 h. It
 * counts no further.
 */
const countMax = 3 + 7;
/** So many that only the master, or hours, forgive: then the lockout is the longest at once. */
const unforgivenMax = countMax;
const forgiveMs = 3_600_000;

export class Lockout {
  readonly #records: Records;
  readonly #clock: Clock;
  readonly #audit: Audit;
  readonly #settings: Settings;
  #count = 0;
  #unforgiven = 0;
  /** What both were before the attempt that is being judged. */
  #countBefore = 0;
  #unforgivenBefore = 0;
  /** Since when the next hour counts. */
  #forgivenMs = 0;
  #endMs = 0;

  /** `setUp`: there are users, so there must be a record of attempts. Missing or garbled, it counts as the worst. */
  constructor(options: { records: Records; clock: Clock; audit: Audit; settings: Settings; setUp: boolean }) {
    this.#records = options.records;
    this.#clock = options.clock;
    this.#audit = options.audit;
    this.#settings = options.settings;
    if (!this.#load() && options.setUp) {
      this.#audit.record(AuditEvent.recordDamaged, { value: RecordCode.attempts });
      this.#count = countMax;
      this.#unforgiven = unforgivenMax;
    }
    this.#start();
  }

  /** Wrong attempts since the last valid one; 10 means 10 or more. */
  get wrongCount(): number {
    return this.#count;
  }

  /** 0: attempts are possible. */
  get remainingMs(): number {
    return Math.max(0, this.#endMs - this.#clock.nowMs());
  }

  /**
   * Before any compare. False: the attempt must be refused, because of a lockout or because it could not be counted.
   */
  countAttempt(): boolean {
    if (this.remainingMs > 0) return false;
    this.#forgive();
    const count = Math.min(this.#count + 1, countMax);
    const unforgiven = Math.min(this.#unforgiven + 1, unforgivenMax);
    if (!this.#save(count, unforgiven)) return false;
    this.#countBefore = this.#count;
    this.#unforgivenBefore = this.#unforgiven;
    this.#count = count;
    this.#unforgiven = unforgiven;
    this.#start();
    return true;
  }

  /** After a valid credential, and when a new lock is set up ("master"). False: flash still holds the old counts. */
  succeed(who: "user" | "master"): boolean {
    this.#endMs = 0;
    return this.#recount(0, who === "master" ? 0 : this.#unforgivenBefore);
  }

  /** The attempt that was counted last was no guess; what was wrong before it stays. As for `succeed()`. */
  takeBack(): boolean {
    if (!this.#recount(this.#countBefore, this.#unforgivenBefore)) return false;
    this.#endMs = 0;
    return true;
  }

  #recount(count: number, unforgiven: number): boolean {
    if (!this.#save(count, unforgiven)) return false;
    this.#count = count;
    this.#unforgiven = unforgiven;
    return true;
  }

  #forgive(): void {
    const hours = Math.floor((this.#clock.nowMs() - this.#forgivenMs) / forgiveMs);
    this.#unforgiven = Math.max(0, this.#unforgiven - hours);
    this.#forgivenMs += hours * forgiveMs;
  }

  #start(): void {
    const isLongest = this.#unforgiven >= unforgivenMax;
    const over = this.#count - this.#settings.get("WrongCodeEntryLimit");
    if (over < 0 && !isLongest) return;
    const firstSeconds = this.#settings.get("UserCodeTemporaryDisableTime");
    const seconds = isLongest ? lastSeconds : Math.min(firstSeconds * 2 ** over, lastSeconds);
    this.#endMs = this.#clock.nowMs() + seconds * 1000;
  }

  #save(count: number, unforgiven: number): boolean {
    try {
      this.#records.write(attemptsRecord, sealRecord(attemptsRecord, formatVersion, Uint8Array.of(count, unforgiven)));
      return true;
    } catch {
      this.#audit.record(AuditEvent.recordNotWritten, { value: RecordCode.attempts });
      return false;
    }
  }

  /** False: there is no record, or no whole one. */
  #load(): boolean {
    try {
      const record = this.#records.read(attemptsRecord);
      const payload = record && openRecord(attemptsRecord, formatVersion, record);
      if (payload === undefined || payload.length < 1 || payload.length > payloadBytes) return false;
      const count = payload[0]!;
      // What was wrong since the last valid one is forgiven by nobody yet, so it is the least that the second count can be.
      const unforgiven = payload[1] ?? count;
      if (count > countMax || unforgiven > unforgivenMax) return false;
      this.#count = count;
      this.#unforgiven = unforgiven;
      return true;
    } catch {
      return false;
    }
  }
}
