// SPDX-License-Identifier: Apache-2.0
/** Reads the audit log, a page at a time. Codes become words; one that has no word stays a number. */
import { AuditEvent, OperationSource } from "../lock/audit";
import type { StoredAuditEntry } from "../lock/parts";
import { argument, integerArgument, type Command, type CommandContext, type Reply } from "./command";
import type { Arguments } from "./request";
import { asWord } from "./word";

const entriesMax = 20;
const sequenceMax = 0xffff_ffff;
/** So that a reply fits the output queue of the console, and making it fits into a turn: an entry costs about 4,000 units. */
const pageCharactersMax = 1000;

export const logCommands: readonly Command[] = Object.freeze([
  Object.freeze({
    name: "GetLog",
    needsLogin: true,
    arguments: Object.freeze([
      Object.freeze({ name: "From", kind: "integer", min: 1, max: sequenceMax, optional: true } as const),
      Object.freeze({ name: "Count", kind: "integer", min: 1, max: entriesMax, optional: true } as const),
    ]),
    run: getLog,
  }),
]);

/** By code. */
const eventWords = wordsByCode(AuditEvent);
const sourceWords = wordsByCode(OperationSource);

/** Without From: the newest. `Next` is where to go on, null at the end; a number left out was overwritten or torn. */
function getLog(given: Arguments, { target: { auditStore } }: CommandContext): Reply {
  const count = argument(given, "Count") === undefined ? entriesMax : integerArgument(given, "Count");
  const from = argument(given, "From") === undefined ? auditStore.next - count : integerArgument(given, "From");
  let sequence = Math.max(from, auditStore.first);
  const end = Math.min(sequence + count, auditStore.next);
  const entries = [];
  let characters = 0;
  for (; sequence < end; sequence++) {
    const stored = auditStore.read(sequence);
    if (stored === undefined) continue;
    const entry = inWords(stored);
    characters += JSON.stringify(entry).length;
    if (characters > pageCharactersMax) break;
    entries.push(entry);
  }
  const next = sequence < auditStore.next ? sequence : null;
  return { Status: "SUCCESS", First: auditStore.first, Chain: asWord(auditStore.chain), Entries: entries, Next: next };
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

/** `boltJammed: 22` becomes "BoltJammed" at 22. */
function wordsByCode(codes: Readonly<Record<string, number>>): readonly (string | undefined)[] {
  const words: (string | undefined)[] = [];
  for (const [name, code] of Object.entries(codes)) words[code] = asWord(name);
  return Object.freeze(words);
}
