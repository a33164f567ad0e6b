// SPDX-License-Identifier: Apache-2.0
/**
 * Each cell of tests/fixtures/access-rules.ts on the real verifier, users and lockout, through to the last credential that is
 * asked for: what it opens, what is answered, what is logged, what counts as a wrong attempt, what it changes of the user.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { openUser, sealUser } from "../../lock/user-bytes";
import { CredentialType, templateData, userRecord, UserStatus, type Credential, type StoredUser } from "../../lock/user-record";
import type { Verdict } from "../../lock/verifier";
import { circumstancesOf, personOf, sources } from "../fixtures/access-people";
import { everyCell, nameOf, outcomeOf, rules, type Cell, type Outcome } from "../fixtures/access-rules";
import { CountingHash, credentials, guestPin, masterPin, pin, wrongPin, type Credentials } from "../fixtures/credentials";
import { atOnce } from "../../lock/in-turns";

const uid = Uint8Array.of(4, 9, 200, 17);
const slot = 12;
const hash = new CountingHash();
const guest: readonly Credential[] = [
  { type: CredentialType.pin, index: 7, data: hash.mac(pin(guestPin)) },
  { type: CredentialType.rfid, index: 5, data: hash.mac(uid) },
  { type: CredentialType.fingerprint, index: 3, data: templateData(slot) },
];
/** Value in the log: type × 2^16 + index. */
const pinValue = 0x1_0007;
const values: Readonly<Record<Cell["way"], number>> = {
  "PIN at the keypad": pinValue,
  "PIN from afar": pinValue,
  card: 0x2_0005,
  "card that opens alone": 0x2_0005,
  finger: 0x3_0003,
};
const { records: masterOnly } = credentials({ hasUsers: true });

function present({ verifier }: Credentials, cell: Cell): Verdict {
  if (cell.way === "finger") return atOnce(verifier.checkFinger(slot));
  if (values[cell.way] === values.card) return atOnce(verifier.checkCard(uid.slice()));
  return verifier.check(pin(cell.type === "master" ? masterPin : guestPin), sources[cell.way]);
}

/** As many credentials as the rule asks for, the cell's own first. */
function parts(cell: Cell): Cell[] {
  const others: Cell["way"][] = ["card", "finger", "PIN at the keypad"];
  const ways = [cell.way, ...others.filter((way) => values[way] !== values[cell.way])];
  return ways.slice(0, 1 + rules.indexOf(cell.rule)).map((way) => ({ ...cell, way }));
}

function expectedLog(cell: Cell, outcome: Outcome, isLast: boolean): number[][] {
  const userIndex = cell.type === "master" ? 1 : 2;
  const value = cell.type === "master" ? 0 : values[cell.way];
  const source = sources[cell.way];
  const alarm = outcome.alarm === true && (isLast || outcome.what !== "opens");
  const alarmed = alarm ? [[AuditEvent.forcedUser, source, userIndex, value]] : [];
  if (outcome.what === "ignored") return [[AuditEvent.ignoredDuringLockout, source, 0, 30]];
  if (outcome.what === "written down") return [[AuditEvent.nonAccessUser, source, userIndex, value]];
  if (outcome.what === "denied") return [...alarmed, [AuditEvent.denied, source, userIndex, outcome.denial!]];
  return [...alarmed, [isLast ? AuditEvent.accepted : AuditEvent.partAccepted, source, userIndex, value]];
}

/** Of wrong attempts there was one before; a lockout comes of three. */
function expectedCount({ what, counts }: Outcome, isLast: boolean): number {
  if (what === "ignored") return 3;
  if (what === "opens" && isLast) return 0;
  return counts === true ? 2 : 1;
}

function expectedUser(user: StoredUser, cell: Cell): StoredUser {
  if (cell.type === "disposable") return { ...user, status: UserStatus.occupiedDisabled };
  if (cell.type !== "expiring" || user.firstUsedUtcSeconds !== 0) return user;
  return { ...user, firstUsedUtcSeconds: circumstancesOf(cell).utcSeconds };
}

test("access: every cell opens, answers and logs what the table says", () => {
  const count = { cells: 0, opened: 0, waited: 0, alarms: 0 };
  everyCell((cell) => {
    count.cells++;
    const where = nameOf(cell);
    const user: StoredUser = { ...personOf(cell), credentials: [...guest] };
    if (cell.type !== "master") masterOnly.write(userRecord(2), sealUser(2, user));
    const lock = credentials({ records: masterOnly });
    const { lockout, store, verifier, time } = lock;
    time.advance(lockout.remainingMs);
    lockout.succeed("master");
    Object.assign(lock.now, circumstancesOf(cell));
    for (let tries = cell.lockedOut ? 3 : 1; tries > 0; tries--) verifier.check(pin(wrongPin), OperationSource.keypad);
    store.entries.length = 0;

    let opened = false;
    const all = parts(cell);
    for (const [place, part] of all.entries()) {
      const isLast = place === all.length - 1;
      const outcome = outcomeOf(part);
      const what = `${where}, credential ${place + 1} of ${all.length}`;
      const { result, userIndex } = present(lock, part);
      const shows = outcome.what === "opens" ? (isLast ? "accepted" : "waiting") : outcome.shows;
      assert.equal(result, shows, what);
      assert.equal(userIndex, result !== "accepted" ? 0 : cell.type === "master" ? 1 : 2, what);
      const log = store.entries.splice(0).map((entry) => [entry.event, entry.source, entry.userIndex, entry.value]);
      assert.deepEqual(log, expectedLog(part, outcome, isLast), what);
      assert.equal(lockout.wrongCount, expectedCount(outcome, isLast), what);
      if (log.some(([event]) => event === AuditEvent.forcedUser)) count.alarms++;
      if (result === "waiting") count.waited++;
      opened = result === "accepted";
      if (outcome.what !== "opens") break;
    }
    if (opened) count.opened++;
    if (cell.type === "master") return;
    const after = openUser(2, masterOnly.read(userRecord(2))!);
    assert.deepEqual(after, opened ? expectedUser(user, cell) : user, `${where}, the user afterwards`);
  });
  assert.deepEqual(count, { cells: 59_440, opened: 3308, waited: 3672, alarms: 1350 });
});
