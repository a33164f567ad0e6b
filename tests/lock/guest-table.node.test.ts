// SPDX-License-Identifier: Apache-2.0
/**
 * Nine digits of a guest on a whole lock with its console, for every state of the code, the guest key, the mode, the time, the lockout
 * and every way in: what moves, what is answered, what is logged, what counts, and whether a code for one use is dead afterwards. What
 * has to be is a list of sentences, of which the first that fits decides.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { digitsOfGuestId, guestCodeId } from "../../crypto/guest-code";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { guestCodesRecord } from "../../lock/guest-codes";
import { noon, utcSeconds } from "../fixtures/access-people";
import { modes } from "../fixtures/access-rules";
import { consoleOnLock } from "../fixtures/console-on-lock";
import { byMaster, credentials, pin, wrongPin } from "../fixtures/credentials";
import { FakeKeyedHash, FakeRecords } from "../fixtures/fake-lock-parts";

const codes = ["now", "a second early", "a second late", "revoked", "used up", "of another key"] as const;
const keys = ["made", "never made", "damaged"] as const;
const ways = ["keypad", "afar", "row"] as const;

interface Cell {
  code: (typeof codes)[number];
  once: boolean;
  key: (typeof keys)[number];
  mode: (typeof modes)[number];
  timeKnown: boolean;
  lockedOut: boolean;
  way: (typeof ways)[number];
}

interface Outcome {
  /** The pattern at the lock, or the status of the console. */
  answers: string;
  /** Event, source, user, value. "id": of the code. */
  log: (number | "id")[][];
  wrongCount: number;
  opens?: boolean;
}

const keypad = OperationSource.keypad;
const console = OperationSource.proprietaryRemote;
/** There was one wrong attempt before. */
const wrong = (answers: string, source: number): Outcome => ({ answers, log: [[AuditEvent.refused, source, 0, 2]], wrongCount: 2 });

const sentences: readonly [when: (cell: Cell) => boolean, then: Outcome][] = [
  // A lockout ends the session of the console, and is told once at the lock; a second of it has passed, or one and a half.
  [(cell) => cell.lockedOut && cell.way === "afar", { answers: "UNSUPPORTED_ACCESS", log: [[AuditEvent.consoleLogout, console, 1, 3]], wrongCount: 3 }],
  [(cell) => cell.lockedOut && cell.way === "row", { answers: "lockedOut", log: [[AuditEvent.ignoredDuringLockout, keypad, 0, 29]], wrongCount: 3 }],
  [(cell) => cell.lockedOut, { answers: "lockedOut", log: [[AuditEvent.ignoredDuringLockout, keypad, 0, 30]], wrongCount: 3 }],
  // Only the whole entry at the keypad may be a guest's.
  [(cell) => cell.way === "afar", wrong("FAILURE", console)],
  [(cell) => cell.way === "row", wrong("refused", keypad)],
  // Without a key there are no guests, whatever the time is.
  [(cell) => cell.key !== "made", wrong("refused", keypad)],
  // Without the time nine digits say nothing; they count all the same.
  [(cell) => !cell.timeKnown, wrong("timeUnknown", keypad)],
  // Early, late, dead, or no code at all: all one.
  [(cell) => cell.code !== "now", wrong("refused", keypad)],
  [
    (cell) => cell.mode === "privacy" || cell.mode === "vacation",
    { answers: "refused", log: [[AuditEvent.denied, keypad, 0, 21]], wrongCount: 2 },
  ],
  [() => true, { answers: "ok", log: [[AuditEvent.guestAccepted, keypad, 0, "id"]], wrongCount: 0, opens: true }],
];

const startHour = noon / 3600;
const masterOnly = credentials().records;

function lockFor({ key, mode, timeKnown, code, way }: Cell) {
  const records = masterOnly.copyTo(new FakeRecords());
  if (key === "damaged") records.write(guestCodesRecord, Uint8Array.of(1, 2, 3));
  const bench = consoleOnLock({ records });
  const { lock } = bench;
  if (key === "made") assert.equal(lock.access.guests.newKey(byMaster), "SUCCESS");
  const seconds = code === "a second early" ? -1 : code === "a second late" ? 3600 : 0;
  if (timeKnown) {
    lock.wallClock.set(utcSeconds + seconds);
    lock.localTime.setTimeZone("GMT0", byMaster);
  }
  lock.settings.set("OperatingMode", modes.indexOf(mode), byMaster);
  lock.settings.set("ScrambledEntry", 1, byMaster);
  if (way === "afar") bench.login();
  return bench;
}

function play(cell: Cell): Outcome {
  const bench = lockFor(cell);
  const { lock, store, indicator, bolt, time } = bench;
  const { guests } = lock.access;
  const id = guestCodeId({ startHour, hours: 1, once: cell.once, serial: 3 })!;
  const hash = new FakeKeyedHash(cell.code === "of another key" ? Uint8Array.of(9) : (guests.key() ?? Uint8Array.of(8)));
  const digits = digitsOfGuestId(id, hash).join("");
  if (cell.code === "revoked") guests.revoke(id, noon, byMaster);
  if (cell.code === "used up") guests.use(id, noon, byMaster);
  for (let tries = cell.lockedOut ? 3 : 1; tries > 0; tries--) lock.verifier.check(pin(wrongPin), keypad);
  store.entries.length = 0;
  indicator.shown.length = 0;
  const deadBefore = guests.deadCodes().length;
  let answers = "";
  if (cell.way === "afar") answers = String(bench.ask("UnlockDoor", { PINCode: digits }).Status);
  else {
    bench.type(cell.way === "row" ? `9${digits}27#` : `${digits}#`);
    time.advance(400);
    answers = indicator.shown.filter((pattern) => pattern !== "key").join();
  }
  const opens = bolt.moves.length > 0;
  assert.equal(guests.deadCodes().length - deadBefore, opens && cell.once ? 1 : 0);
  assert.deepEqual(bench.faults, []);
  const log = store.entries.map(({ event, source, userIndex, value }) => [event, source, userIndex, value === id ? "id" : value]);
  return { answers, log: log as Outcome["log"], wrongCount: lock.lockout.wrongCount, ...(opens && { opens }) };
}

test("guests: every cell opens, answers and logs what the sentences say", () => {
  let cells = 0;
  let opened = 0;
  for (const code of codes)
    for (const once of code === "used up" ? [true] : [false, true])
      for (const key of keys)
        for (const mode of modes)
          for (const timeKnown of [true, false])
            for (const lockedOut of [false, true])
              for (const way of ways) {
                const cell: Cell = { code, once, key, mode, timeKnown, lockedOut, way };
                const [, outcome] = sentences.find(([when]) => when(cell))!;
                const is = play(cell);
                assert.deepEqual(is, outcome, JSON.stringify(cell));
                cells++;
                if (is.opens === true) opened++;
              }
  assert.deepEqual([cells, opened], [1980, 6]);
});
