// SPDX-License-Identifier: Apache-2.0
/**
 * The time that schedules are judged by: the wall clock's, on the clock of the place where the lock is. The time zone is a
 * POSIX rule in a record. While the time of day is unknown, or no zone was set, or its record is garbled, local time is
 * undefined, and whoever needs it is refused: a lock that took UTC instead would open at the wrong hours.
 *
 * It never goes back but where the zone's own clock does (autumn) or somebody sets another zone.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import { AuditEvent, RecordCode, type Actor, type Audit } from "./audit";
import type { Records } from "./parts";
import type { Status } from "./status-codes";
import { localSecondsOf, type TimeZone } from "./time-zone";
import { parseTimeZone } from "./time-zone-text";
import type { WallClock } from "./wall-clock";

export const timeZoneRecord = "timeZone";
const formatVersion = 1;

export interface LocalTimeOptions {
  records: Records;
  audit: Audit;
  wallClock: Pick<WallClock, "judgedUtcSeconds">;
}

export class LocalTime {
  readonly #options: LocalTimeOptions;
  #rule: string | undefined;
  #zone: TimeZone | undefined;

  constructor(options: LocalTimeOptions) {
    this.#options = options;
    if (!this.#load()) options.audit.record(AuditEvent.recordDamaged, { value: RecordCode.timeZone });
  }

  /** Matter's epoch-s; undefined: unknown. */
  get localSeconds(): number | undefined {
    const { judgedUtcSeconds } = this.#options.wallClock;
    if (this.#zone === undefined || judgedUtcSeconds === 0) return undefined;
    return localSecondsOf(this.#zone, judgedUtcSeconds);
  }

  /** The rule as it was set; undefined: none. */
  get timeZone(): string | undefined {
    return this.#rule;
  }

  /** `rule` comes from outside. On flash when it answers SUCCESS. */
  setTimeZone(rule: string, by: Actor): Status {
    const { records, audit } = this.#options;
    const zone = parseTimeZone(rule);
    if (zone === undefined) return "CONSTRAINT_ERROR";
    if (rule === this.#rule) return "SUCCESS";
    const payload = Uint8Array.from(rule, (character) => character.charCodeAt(0));
    try {
      records.write(timeZoneRecord, sealRecord(timeZoneRecord, formatVersion, payload));
    } catch {
      audit.record(AuditEvent.recordNotWritten, { ...by, value: RecordCode.timeZone });
      return "FAILURE";
    }
    this.#rule = rule;
    this.#zone = zone;
    audit.record(AuditEvent.timeZoneSet, { ...by, value: zone.standardSeconds });
    return "SUCCESS";
  }

  /** False: there is a record, but no rule in it. */
  #load(): boolean {
    try {
      const record = this.#options.records.read(timeZoneRecord);
      if (record === undefined) return true;
      const payload = openRecord(timeZoneRecord, formatVersion, record);
      if (payload === undefined) return false;
      const rule = String.fromCharCode(...payload);
      this.#zone = parseTimeZone(rule);
      if (this.#zone === undefined) return false;
      this.#rule = rule;
      return true;
    } catch {
      return false;
    }
  }
}
