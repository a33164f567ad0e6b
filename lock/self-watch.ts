// SPDX-License-Identifier: Apache-2.0
/**
 * What the lock notices about itself, for the log: how it was powered up, exceptions that were caught, events that were lost, and
 * whether the audit log is whole. It also drives the slices of work that the log's flash needs, never while the motor runs: an erase can hold
 * everything up for 400 ms (facts A8). A single entry, such as that of a door that opens meanwhile, is not kept back: it takes a millisecond,
 * needs no erase, and is noticed if the supply breaks down in it.
 */
import { AuditEvent, RecordCode, type Audit } from "./audit";
import type { Loop } from "./loop";
import type { AuditStore, Bolt } from "./parts";
import type { PowerUp } from "./power-up";

const auditJob = "audit";

const keyCodes = Object.freeze({ damaged: 1, missing: 2, randomUntrusted: 3, flashFailed: 4 });

export interface SelfWatchOptions {
  loop: Loop;
  bolt: Bolt;
  audit: Audit;
  auditStore: AuditStore;
  powerUp: PowerUp;
  /** The time of day could not be read. */
  wallClockDamaged: boolean;
}

export class SelfWatch {
  readonly #loop: Loop;
  readonly #bolt: Bolt;
  readonly #audit: Audit;
  readonly #auditStore: AuditStore;
  readonly #slice = (): boolean => this.#workOnLog();
  #faults = 0;
  #overflows = 0;
  #nextSequence = 0;
  #chainTold = false;

  constructor({ loop, bolt, audit, auditStore, powerUp, wallClockDamaged }: SelfWatchOptions) {
    this.#loop = loop;
    this.#bolt = bolt;
    this.#audit = audit;
    this.#auditStore = auditStore;
    audit.record(AuditEvent.powerUp, { value: powerUp.resetReason });
    if (powerUp.factoryReset === "done") audit.record(AuditEvent.factoryResetCompleted);
    if (powerUp.factoryReset === "failed") {
      audit.record(AuditEvent.recordNotWritten, { value: RecordCode.factoryReset });
    }
    const { status } = powerUp.deviceKey;
    if (status !== "loaded" && status !== "made") audit.record(AuditEvent.deviceKeyUnusable, { value: keyCodes[status] });
    if (powerUp.calibration.refused.length > 0) audit.record(AuditEvent.recordDamaged, { value: RecordCode.calibration });
    if (wallClockDamaged) audit.record(AuditEvent.recordDamaged, { value: RecordCode.wallClock });
    this.#loop.job(auditJob, this.#slice);
  }

  /** Counts, and writes at 1, 2, 4, 8 and so on: a fault in every turn must not wear out the flash. */
  fault(): void {
    this.#faults++;
    if (isPowerOfTwo(this.#faults)) this.#audit.record(AuditEvent.fault, { value: this.#faults });
  }

  /** After each event. */
  turnEnds(): void {
    const { overflows } = this.#loop;
    if (overflows >= Math.max(1, this.#overflows * 2)) {
      this.#audit.record(AuditEvent.queueOverflow, { value: overflows });
      this.#overflows = overflows;
    }
    const { next } = this.#auditStore;
    if (next === this.#nextSequence) return;
    this.#nextSequence = next;
    this.#loop.job(auditJob, this.#slice);
  }

  #workOnLog(): boolean {
    if (this.#bolt.moving) {
      // The event that ends the move begins it again.
      this.#nextSequence = 0;
      return false;
    }
    const more = this.#auditStore.slice();
    if (this.#auditStore.chain === "broken" && !this.#chainTold) {
      this.#chainTold = true;
      this.#audit.record(AuditEvent.chainBroken);
    }
    return more;
  }
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}
