// SPDX-License-Identifier: Apache-2.0
/**
 * Each cell of tests/fixtures/access-rules.ts on a whole lock with its console, through to the last credential that is asked for:
 * whether the bolt is moved, what the light and the beeper or the console answer, each line of the log, what counts as a wrong attempt,
 * and what it changes of the user on flash.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { cardName } from "../../lock/card-name";
import { openUser, sealUser } from "../../lock/user-bytes";
import { CredentialType, templateData, userRecord, UserStatus, type Credential, type StoredUser } from "../../lock/user-record";
import { expiringMinutes, personOf, sources, utcSeconds } from "../fixtures/access-people";
import { everyCell, modes, nameOf, outcomeOf, rules, type Cell, type Outcome } from "../fixtures/access-rules";
import { consoleOnLock } from "../fixtures/console-on-lock";
import { byMaster, credentials, pin, wrongPin } from "../fixtures/credentials";
import { FakeKeyedHash, FakeRecords } from "../fixtures/fake-lock-parts";
import { holdCard, layFinger, slot, uid } from "../fixtures/guest-bench";

type Bench = ReturnType<typeof consoleOnLock>;

/** Of seven digits, so that they can be hidden in a row. */
const masterPin = "7395182";
const guestPin = "2846179";
const rowAnswerMs = 400;
const provingUid = Uint8Array.of(4, 1, 2, 3, 4, 5, 6);
const hash = new FakeKeyedHash(Uint8Array.of(1, 2, 3));
const guest: readonly Credential[] = [
  { type: CredentialType.pin, index: 7, data: hash.mac(pin(guestPin)) },
  { type: CredentialType.rfid, index: 5, data: hash.mac(uid) },
  { type: CredentialType.rfid, index: 6, data: hash.mac(cardName(provingUid, true)) },
  { type: CredentialType.fingerprint, index: 3, data: templateData(slot) },
];
const values: Readonly<Record<Cell["way"], number>> = {
  "PIN at the keypad": 0x1_0007,
  "PIN from afar": 0x1_0007,
  row: 0x1_0007,
  "row while rows are off": 0x1_0007,
  card: 0x2_0005,
  "card that opens alone": 0x2_0005,
  "card that proves itself": 0x2_0006,
  finger: 0x3_0003,
};
/** Of the credential. */
const kindOf = (way: Cell["way"]): number => values[way] >> 16;
const isAfar = ({ way }: Cell): boolean => way === "PIN from afar";

const masterOnly = credentials();
masterOnly.users.setPin(1, pin(masterPin), byMaster);
masterOnly.settings.set("ExpiringUserTimeout", expiringMinutes, byMaster);

/** Powered up with this user, at noon if the time is known. */
function lockWith(user: StoredUser, cell: Cell): Bench {
  const records = masterOnly.records.copyTo(new FakeRecords());
  if (cell.type === "master") records.delete(userRecord(2));
  else records.write(userRecord(2), sealUser(2, user));
  const bench = consoleOnLock({ records });
  if (!cell.timeKnown) return bench;
  assert.equal(bench.lock.wallClock.set(utcSeconds), "SUCCESS");
  assert.equal(bench.lock.localTime.setTimeZone("GMT0", byMaster), "SUCCESS");
  return bench;
}

/** What else the cell says, one wrong attempt or three before it, and an empty log. */
function prepare({ lock, session, ask, store, indicator }: Bench, cell: Cell): void {
  lock.lockout.succeed("master");
  if (isAfar(cell) && !session.open) assert.equal(ask("Login", { PIN: masterPin }).Status, "SUCCESS");
  const wanted = {
    OperatingMode: modes.indexOf(cell.mode),
    CardOpensAlone: cell.way === "card that opens alone" ? 1 : 0,
    ScrambledEntry: cell.way === "row" ? 1 : 0,
  } as const;
  for (const [name, value] of Object.entries(wanted) as [keyof typeof wanted, number][]) {
    if (lock.settings.get(name) !== value) lock.settings.set(name, value, byMaster);
  }
  for (let tries = cell.lockedOut ? 3 : 1; tries > 0; tries--) lock.verifier.check(pin(wrongPin), OperationSource.keypad);
  store.entries.length = 0;
  indicator.shown.length = 0;
}

function digitsOf(cell: Cell): string {
  const digits = cell.type === "master" ? masterPin : guestPin;
  return cell.way.startsWith("row") ? `530${digits}64` : digits;
}

/** What is answered. */
function present(bench: Bench, cell: Cell): string {
  const { shown } = bench.indicator;
  shown.length = 0;
  if (isAfar(cell)) return String(bench.ask("UnlockDoor", { PINCode: digitsOf(cell) }).Status);
  if (cell.way === "finger") layFinger(bench);
  else if (cell.way === "card that proves itself") {
    bench.loop.post({ type: "card", uid: provingUid.slice(), proved: true });
    bench.time.advance(rowAnswerMs);
  } else if (kindOf(cell.way) === kindOf("card")) holdCard(bench, uid.slice());
  else {
    bench.type(`${digitsOf(cell)}#`);
    bench.time.advance(rowAnswerMs);
  }
  return shown.filter((pattern) => pattern !== "key").join();
}

function expectedAnswer(cell: Cell, { what, shows }: Outcome, isLast: boolean): string {
  if (!isAfar(cell)) return what === "opens" ? (isLast ? "ok" : "waiting") : shows!;
  if (what === "opens" && isLast) return "SUCCESS";
  // A lockout ends the session; what may come in only together with something else does not come in from afar.
  if (what === "ignored") return "UNSUPPORTED_ACCESS";
  return shows === "timeUnknown" ? "INVALID_IN_STATE" : "FAILURE";
}

/** As many credentials as the rule asks for, the cell's own first. */
function parts(cell: Cell): Cell[] {
  const others: Cell["way"][] = ["card", "finger", "PIN at the keypad"];
  const ways = [cell.way, ...others.filter((way) => kindOf(way) !== kindOf(cell.way))];
  return ways.slice(0, 1 + rules.indexOf(cell.rule)).map((way) => ({ ...cell, way }));
}

/** Event, source, user and value of each line. */
function expectedLog(cell: Cell, outcome: Outcome, isLast: boolean): number[][] {
  const userIndex = cell.type === "master" ? 1 : 2;
  const value = cell.type === "master" ? 0 : values[cell.way];
  const source = sources[cell.way];
  const alarm = outcome.alarm === true && (isLast || outcome.what !== "opens");
  const alarmed = alarm ? [[AuditEvent.forcedUser, source, userIndex, value]] : [];
  if (outcome.what === "no entry") return [];
  if (outcome.what === "ignored") {
    if (isAfar(cell)) return [[AuditEvent.consoleLogout, source, 1, 3]];
    const typingMs = kindOf(cell.way) !== kindOf("row") ? 0 : digitsOf(cell).length * 100;
    return [[AuditEvent.ignoredDuringLockout, source, 0, Math.ceil((30_000 - typingMs) / 1000)]];
  }
  if (outcome.what === "written down") return [[AuditEvent.nonAccessUser, source, userIndex, value]];
  if (outcome.what === "denied") return [...alarmed, [AuditEvent.denied, source, userIndex, outcome.denial!]];
  if (!isLast) return [[AuditEvent.partAccepted, source, userIndex, value]];
  const requested = isAfar(cell) ? [[AuditEvent.requestAccepted, source, userIndex, 1]] : [];
  return [...alarmed, [AuditEvent.accepted, source, userIndex, value], ...requested];
}

/** Of wrong attempts there was one before; a lockout comes of three. */
function expectedCount({ what, counts }: Outcome, isLast: boolean, lockedOut: boolean): number {
  if (what === "ignored" || lockedOut) return 3;
  if (what === "opens" && isLast) return 0;
  return counts === true ? 2 : 1;
}

/** `timeOfEntry` is in the log too. */
function expectedUser(user: StoredUser, { type }: Cell, timeOfEntry: number): StoredUser {
  if (type === "disposable") return { ...user, status: UserStatus.occupiedDisabled };
  return type === "expiring" && user.firstUsedUtcSeconds === 0 ? { ...user, firstUsedUtcSeconds: timeOfEntry } : user;
}

/** What the bench stands for: cells that differ in nothing else share one, until it opens. */
function groupOf({ type, enabled, rule, weekDay, yearDay, expiry, timeKnown }: Cell): string {
  return [type, enabled, rule, weekDay, yearDay, expiry, timeKnown].join();
}

test("access: every cell opens, answers and logs what the table says", () => {
  const count = { cells: 0, opened: 0, waited: 0, alarms: 0 };
  let bench: Bench | undefined;
  let group = "";
  everyCell((cell) => {
    count.cells++;
    const where = nameOf(cell);
    const user: StoredUser = { ...personOf(cell), credentials: [...guest] };
    // Whoever's time is over within the minute needs a clock that stands at noon.
    const isByTheMinute = cell.type === "expiring" && cell.timeKnown;
    if (bench === undefined || isByTheMinute || group !== groupOf(cell)) bench = lockWith(user, cell);
    group = groupOf(cell);
    prepare(bench, cell);
    const { lock, store, bolt, records } = bench;

    let opened = false;
    let timeOfEntry = 0;
    const all = parts(cell);
    for (const [place, part] of all.entries()) {
      const isLast = place === all.length - 1;
      const outcome = outcomeOf(part);
      const what = `${where}, credential ${place + 1} of ${all.length}`;
      opened = outcome.what === "opens" && isLast;
      const answer = present(bench, part);
      assert.equal(answer, expectedAnswer(part, outcome, isLast), what);
      assert.equal(bolt.moves.join(), opened ? "unlocked" : "", what);
      timeOfEntry = store.entries[0]?.utcSeconds ?? 0;
      const log = store.entries.splice(0).map((entry) => [entry.event, entry.source, entry.userIndex, entry.value]);
      assert.deepEqual(log, expectedLog(part, outcome, isLast), what);
      assert.equal(lock.lockout.wrongCount, expectedCount(outcome, isLast, cell.lockedOut), what);
      if (log.some(([event]) => event === AuditEvent.forcedUser)) count.alarms++;
      if (answer === "waiting" || (isAfar(part) && outcome.what === "opens" && !isLast)) count.waited++;
      if (outcome.what !== "opens") break;
    }
    if (opened) count.opened++;
    assert.deepEqual(bench.faults, [], where);
    if (cell.type !== "master") {
      const after = openUser(2, records.read(userRecord(2))!);
      assert.deepEqual(after, opened ? expectedUser(user, cell, timeOfEntry) : user, `${where}, the user afterwards`);
    }
    if (opened) bench = undefined;
  });
  assert.deepEqual(count, { cells: 95_120, opened: 4774, waited: 5130, alarms: 1890 });
});
