// SPDX-License-Identifier: Apache-2.0
/** Reads the audit log, a page at a time. Codes become words; one that has no word stays a number. */
import { AuditEvent, OperationSource } from "../lock/audit";
import type { StoredAuditEntry } from "../lock/parts";
import { optionalInteger, type Command, type CommandContext, type Reply } from "./command";
import type { Arguments } from "./request";
import { asWord, wordsByCode } from "./word";

const countMax = 20;
/** So many can be read and told within one turn, garbage collections included (docs/cost.md), however long they are. */
const entriesPerAnswerMax = 3;
const sequenceMax = 0xffff_ffff;

export const logCommands: readonly Command[] = Object.freeze([
  Object.freeze({
    name: "GetLog",
    needsLogin: true,
    arguments: Object.freeze([
      Object.freeze({ name: "From", kind: "integer", min: 1, max: sequenceMax, optional: true } as const),
      Object.freeze({ name: "Count", kind: "integer", min: 1, max: countMax, optional: true } as const),
    ]),
    run: getLog,
  }),
]);

/** By code. */
const eventWords = Object.freeze(wordsByCode(AuditEvent));
const sourceWords = Object.freeze(wordsByCode(OperationSource));

/** Without From: the newest. `Next` is where to go on, null at the end; a number left out was overwritten or torn. */
function getLog(given: Arguments, { target: { auditStore } }: CommandContext): Reply {
  const count = Math.min(optionalInteger(given, "Count") ?? countMax, entriesPerAnswerMax);
  const { first, next } = auditStore;
  const start = Math.max(optionalInteger(given, "From") ?? next - count, first);
  const end = Math.min(start + count, next);
  const entries = [];
  for (let sequence = start; sequence < end; sequence++) {
    const stored = auditStore.read(sequence);
    if (stored !== undefined) entries.push(inWords(stored));
  }
  const chain = asWord(auditStore.chain);
  return { Status: "SUCCESS", First: first, Chain: chain, Entries: entries, Next: end < next ? end : null };
}

function inWords(entry: StoredAuditEntry): object {
  return {
    Sequence: entry.sequence,
    Boot: entry.boot,
    UtcTime: entry.utcSeconds || null,
    Uptime: entry.uptimeSeconds,
    Event: eventWords[entry.event] ?? entry.event,
    Source: sourceWords[entry.source] ?? entry.source,
    UserIndex: entry.userIndex || null,
    Value: entry.value,
  };
}
