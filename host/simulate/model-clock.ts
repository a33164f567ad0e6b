// SPDX-License-Identifier: Apache-2.0
/**
 * What time it is to the lock, as docs/time.md has it: unknown until somebody sets it after power-up, set back by a minute at
 * most, and for judging never earlier than the latest time seen, which is on flash. Local time is that of the zone that was
 * set; none, and there is no local time. Where it may have been set without anybody knowing, nobody knows it here either.
 */
import { localSecondsOf, zones } from "./calendar";

/** A time that it may be now by which the lock judges. */
export interface Moment {
  /** 0: unknown to the lock. */
  utcSeconds: number;
  /** As Matter counts; undefined: unknown to the lock. */
  localSeconds: number | undefined;
}

const second = 1_000;
const saidSlackSeconds = 3;
/** Between the lock's setting it and its answer. */
const judgedSlackSeconds = 1.5;
/** By a minute it may be set back; a minute more for a clock that has drifted since it was set. */
const stepBackSecondsMax = 120;

export class ClockModel {
  /** As it stands on flash. */
  latestUtcSeconds = 0;
  /** The zone's rule, as it stands on flash. */
  rule: string | undefined;
  /** UTC less story time, in seconds; 0: not set since power-up; undefined: nobody knows. */
  #offset: number | undefined;
  /** What it was when it was asked to be set. */
  #offsetBefore: number | undefined;
  /** The least that it was then. */
  #leastBefore = 0;

  /** The chip has begun anew. */
  lost(): void {
    this.#offset = 0;
  }

  /** Its clock runs wrong. */
  isDoubtful(): void {
    this.#offset = undefined;
  }

  /** Somebody wants to set it. */
  asked(nowMs: number, driftPart: number): void {
    this.#leastBefore = this.moments(nowMs, driftPart)?.[0]?.utcSeconds ?? 0;
    this.#offsetBefore = this.#offset;
    this.#offset = undefined;
  }

  refused(): void {
    this.#offset ??= this.#offsetBefore;
  }

  /** False: it may not have been set so. */
  wasSet(utcSeconds: number, nowMs: number): boolean {
    this.#offset = utcSeconds - nowMs / second;
    const isFarBack = !!this.#offsetBefore && this.#offset < this.#offsetBefore - stepBackSecondsMax;
    return !isFarBack && this.latestUtcSeconds >= Math.max(this.#leastBefore, utcSeconds) && utcSeconds >= this.latestUtcSeconds - stepBackSecondsMax;
  }

  /** Every time that it may be to the lock, from the earliest on; undefined: nobody knows. */
  moments(nowMs: number, driftPart: number): readonly Moment[] | undefined {
    if (this.#offset === undefined) return undefined;
    if (this.#offset === 0) return [{ utcSeconds: 0, localSeconds: undefined }];
    const zone = zones.find(({ rule }) => rule === this.rule);
    if (zone === undefined && this.rule !== undefined) return undefined;
    const now = this.#offset + nowMs / second;
    const slack = judgedSlackSeconds + (driftPart * nowMs) / second;
    return [now - slack, now, now + slack].map((seconds) => {
      const utcSeconds = Math.max(Math.floor(seconds), this.latestUtcSeconds);
      return { utcSeconds, localSeconds: zone && localSecondsOf(zone, utcSeconds) };
    });
  }

  /** Whether it may be what the lock says: seconds, or 0 for unknown. */
  mayBe(utcSeconds: number, nowMs: number, driftPart: number): boolean {
    if (this.#offset === undefined) return true;
    if (this.#offset === 0) return utcSeconds === 0;
    const driftedSeconds = (driftPart * nowMs) / second;
    return Math.abs(utcSeconds - this.#offset - nowMs / second) <= saidSlackSeconds + driftedSeconds;
  }
}
