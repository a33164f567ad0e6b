// SPDX-License-Identifier: Apache-2.0
/**
 * Counts attempts, and shuts everybody out for a while after too many wrong ones: whatever the source, keypad or
 * console.
 *
 * An attempt is counted on flash before anything is compared, and its lockout starts at the same moment: `succeed()`
 * alone takes both back. So a power cut, an exception or a forgotten call all end as a wrong attempt. Three wrong ones
 * are allowed; the third locks out for 30 s, each further one for twice as long, up to 1 h: 32 guesses on the first
 * day, 24 a day after. After a power cut the current lockout starts over in full, since nobody knows how long the power
 * was off.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import { AuditEvent, RecordCode, type Audit } from "./audit";
import type { Clock, Records } from "./parts";

export const attemptsRecord = "attempts";
const formatVersion = 1;

const wrongAllowed = 3;
const firstSeconds = 30;
const lastSeconds = 3600;
/**
 * Wrong attempts at which the lockout reaches its longest: 30 s doubled seven times is over 1 h. It counts no further.
 */
const countMax = wrongAllowed + 7;

export class Lockout {
  readonly #records: Records;
  readonly #clock: Clock;
  readonly #audit: Audit;
  #count = 0;
  #endMs = 0;

  /** `setUp`: there are users, so there must be a record of attempts. Missing or garbled, it counts as the worst. */
  constructor(options: { records: Records; clock: Clock; audit: Audit; setUp: boolean }) {
    this.#records = options.records;
    this.#clock = options.clock;
    this.#audit = options.audit;
    const count = this.#load();
    if (count === undefined && options.setUp) {
      this.#audit.record(AuditEvent.recordDamaged, { value: RecordCode.attempts });
      this.#count = countMax;
    } else {
      this.#count = count ?? 0;
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
    const count = Math.min(this.#count + 1, countMax);
    if (!this.#save(count)) return false;
    this.#count = count;
    this.#start();
    return true;
  }

  /** After a valid credential, and when a new lock is set up. False: flash still holds the old count. */
  succeed(): boolean {
    this.#endMs = 0;
    if (!this.#save(0)) return false;
    this.#count = 0;
    return true;
  }

  #start(): void {
    if (this.#count < wrongAllowed) return;
    const seconds = Math.min(firstSeconds * 2 ** (this.#count - wrongAllowed), lastSeconds);
    this.#endMs = this.#clock.nowMs() + seconds * 1000;
  }

  #save(count: number): boolean {
    try {
      this.#records.write(attemptsRecord, sealRecord(attemptsRecord, formatVersion, Uint8Array.of(count)));
      return true;
    } catch {
      this.#audit.record(AuditEvent.recordNotWritten, { value: RecordCode.attempts });
      return false;
    }
  }

  #load(): number | undefined {
    try {
      const record = this.#records.read(attemptsRecord);
      const payload = record && openRecord(attemptsRecord, formatVersion, record);
      return payload?.length === 1 && payload[0]! <= countMax ? payload[0] : undefined;
    } catch {
      return undefined;
    }
  }
}
