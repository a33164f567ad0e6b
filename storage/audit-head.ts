// SPDX-License-Identifier: Apache-2.0
/**
 * The head record: how far the audit log has come, kept in the records and not on the audit partition, so that cutting
 * off the newest entries or wiping the oldest is noticed. It is sealed like an entry; only an older one can be put
 * back.
 */
import type { Records } from "../lock/parts";
import { decodeHead, encodeHead, frameBytes, type HeadRecord } from "./audit-format";
import type { AuditSeal } from "./audit-seal";

const headRecordKey = "audit.head";

/**
 * For a factory reset, which also replaces the key: the ring then finds nothing of its own, starts at 1, and erases
 * what the partition still holds in its idle slices.
 */
export function eraseAuditLog(records: Records): void {
  records.delete(headRecordKey);
}

export class AuditHead {
  /** Sequence of the newest entry that the record on flash covers. */
  coveredSequence = 0;
  /** Writes that failed since power-up. */
  failures = 0;
  #records: Records;
  #seal: AuditSeal;

  constructor(options: { records: Records; seal: AuditSeal }) {
    this.#records = options.records;
    this.#seal = options.seal;
  }

  /** undefined: there is none that we wrote under this key. */
  read(): HeadRecord | undefined {
    let stored;
    try {
      stored = this.#records.read(headRecordKey);
    } catch {
      this.failures++;
    }
    if (stored === undefined) return undefined;
    const head = decodeHead(stored);
    return head !== undefined && this.#seal.isHead(stored) ? head : undefined;
  }

  /** A failure is only counted: the log itself must go on. */
  write(head: HeadRecord): void {
    const frame = new Uint8Array(frameBytes);
    encodeHead(frame, head);
    this.#seal.sealHead(frame);
    // Also when it fails, so that it is tried again after the next entries and not for ever.
    this.coveredSequence = head.lastSequence;
    try {
      // NVS compares first: what has not changed costs no write.
      this.#records.write(headRecordKey, frame);
    } catch {
      this.failures++;
    }
  }
}
