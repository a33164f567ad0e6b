// SPDX-License-Identifier: Apache-2.0
/**
 * The time of day, known or unknown. It stamps audit entries and judges schedules; it never measures a delay,
 * since it can be set. The latest time ever seen is kept on flash, so that nobody revives an expired code by setting
 * the clock back: the chip itself forgets the time at power-on. Between two writes of it the log keeps it too: whatever was
 * written there, each use of a code and each refusal, was written with its time.
 *
 * A step back of up to a minute is let through: the crystal may run ahead by a second a day (±10 ppm), and a lock that
 * refused every correction would only drift further. The latest time seen never goes back, so steps do not add up.
 *
 * It writes no audit entries, because the audit log needs it: who calls `set()` records `timeSet`.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import type { Loop } from "./loop";
import type { AuditStore, Clock, Records } from "./parts";
import type { Status } from "./status-codes";

export const wallClockRecord = "wallClock";
const formatVersion = 1;
const payloadBytes = 4;

/** 2025-01-01 and 2100-01-01: anything outside is a mistake of whoever sets it. */
const earliestUtcSeconds = 1_735_689_600;
const endUtcSeconds = 4_102_444_800;
const stepBackSecondsMax = 60;
const saveMs = 3_600_000;
const saveDeadline = "wallClockSave";

export class WallClock {
  readonly #records: Records;
  readonly #clock: Clock;
  readonly #loop: Loop;
  #latestUtcSeconds = 0;
  /** UTC at `#setAtMs`; 0: unknown. */
  #setUtcSeconds = 0;
  #setAtMs = 0;
  #damaged = false;

  /** To be made before anything of this power-up is in the log: then its newest entry is the last one before. */
  constructor(options: { records: Records; clock: Clock; loop: Loop; auditStore: Pick<AuditStore, "next" | "read"> }) {
    this.#records = options.records;
    this.#clock = options.clock;
    this.#loop = options.loop;
    this.#load();
    this.#loadLogged(options.auditStore);
  }

  /** 0 while unknown. */
  get utcSeconds(): number {
    if (this.#setUtcSeconds === 0) return 0;
    return this.#setUtcSeconds + Math.floor((this.#clock.nowMs() - this.#setAtMs) / 1000);
  }

  /**
   * The time to judge codes and schedules by: like `utcSeconds`, but never earlier than any time seen. After a correction
   * it stands still until the clock has caught up. 0 while the time is unknown.
   */
  get judgedUtcSeconds(): number {
    const { utcSeconds } = this;
    return utcSeconds === 0 ? 0 : Math.max(utcSeconds, this.#latestUtcSeconds);
  }

  /** The latest time seen could not be read at power-up, so the clock could be set back. */
  get damaged(): boolean {
    return this.#damaged;
  }

  /** Whole seconds since 1970-01-01 UTC. On flash when it answers SUCCESS. */
  set(utcSeconds: number): Status {
    if (!Number.isInteger(utcSeconds)) return "CONSTRAINT_ERROR";
    if (utcSeconds < earliestUtcSeconds || utcSeconds >= endUtcSeconds) return "CONSTRAINT_ERROR";
    const latest = Math.max(this.#latestUtcSeconds, this.utcSeconds);
    if (utcSeconds < latest - stepBackSecondsMax) return "CONSTRAINT_ERROR";
    if (!this.#save(Math.max(latest, utcSeconds))) return "FAILURE";
    this.#setUtcSeconds = utcSeconds;
    this.#setAtMs = this.#clock.nowMs();
    this.#saveLater();
    return "SUCCESS";
  }

  #saveLater(): void {
    this.#loop.after(saveDeadline, saveMs, () => {
      this.#save(Math.max(this.#latestUtcSeconds, this.utcSeconds));
      this.#saveLater();
    });
  }

  #save(utcSeconds: number): boolean {
    const payload = new Uint8Array(payloadBytes);
    new DataView(payload.buffer).setUint32(0, utcSeconds, true);
    try {
      this.#records.write(wallClockRecord, sealRecord(wallClockRecord, formatVersion, payload));
    } catch {
      return false;
    }
    this.#latestUtcSeconds = utcSeconds;
    return true;
  }

  #load(): void {
    try {
      const record = this.#records.read(wallClockRecord);
      if (record === undefined) return;
      const payload = openRecord(wallClockRecord, formatVersion, record);
      if (payload?.length === payloadBytes) {
        this.#latestUtcSeconds = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
        return;
      }
    } catch {
      // Reported like a garbled record.
    }
    this.#damaged = true;
  }

  /** Saved at once: the entries that follow come without a time, until somebody sets it. */
  #loadLogged(auditStore: Pick<AuditStore, "next" | "read">): void {
    const loggedUtcSeconds = auditStore.read(auditStore.next - 1)?.utcSeconds ?? 0;
    if (loggedUtcSeconds <= this.#latestUtcSeconds) return;
    this.#latestUtcSeconds = loggedUtcSeconds;
    this.#save(loggedUtcSeconds);
  }
}
