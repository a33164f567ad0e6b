// SPDX-License-Identifier: Apache-2.0
/** The audit log for the pages: all of it for a page that opens, then what each write to flash adds. */
import type { StoredAuditEntry } from "../../lock/parts";
import { auditEntries } from "./audit-entries";
import { auditText, isAlarm } from "./audit-text";
import type { FromServer, PanelLogEntry } from "./panel-protocol";

type LogMessage = Extract<FromServer, { type: "log" }>;

const entriesGreeted = 200;

export class PanelLog {
  #lastSequence = 0;

  /** What a page that has just opened has to know. */
  whole(flash: Uint8Array): LogMessage {
    const entries = auditEntries(flash, 0, flash.length).slice(-entriesGreeted);
    return { type: "log", fresh: true, entries: entries.map(panelEntry) };
  }

  /** After these bytes were written; undefined: no entry is among them. */
  written(flash: Uint8Array, address: number, length: number): LogMessage | undefined {
    const entries = auditEntries(flash, address, length);
    const first = entries[0];
    const last = entries.at(-1);
    if (first === undefined || last === undefined) return undefined;
    // A sequence is used again only after a factory reset.
    const isNewLog = first.sequence <= this.#lastSequence;
    this.#lastSequence = last.sequence;
    return isNewLog ? this.whole(flash) : { type: "log", fresh: false, entries: entries.map(panelEntry) };
  }
}

function panelEntry(entry: StoredAuditEntry): PanelLogEntry {
  const { sequence, boot, uptimeSeconds, utcSeconds } = entry;
  return { sequence, boot, uptimeSeconds, utcSeconds, text: auditText(entry), isAlarm: isAlarm(entry) };
}
