// SPDX-License-Identifier: Apache-2.0
/** Reads docs/events.md: which event of the cluster each entry of the log is. What a real lock writes down is translated by it. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { asWord } from "../../link/word";
import { denialCodes } from "../../lock/admission";
import { AuditEvent } from "../../lock/audit";
import { refusalCodes } from "../../lock/request";
import { CredentialType } from "../../lock/user-record";
import { guestPin, lockedLock, masterPin, minute, second, wrongPin, type WholeLock } from "../fixtures/whole-lock";

/** The words of each event's own field, as the cluster has them. */
const clusterWords: Readonly<Record<string, readonly string[]>> = {
  DoorLockAlarm: ["LockJammed", "LockFactoryReset", "WrongCodeEntryLimit", "FrontEscutcheonRemoved", "DoorForcedOpen", "DoorAjar", "ForcedUser"],
  DoorStateChange: ["DoorOpen", "DoorClosed", "DoorForcedOpen", "DoorAjar"],
  LockOperation: ["Lock", "Unlock", "NonAccessUserEvent", "ForcedUserEvent"],
  LockOperationError: ["Unspecified", "InvalidCredential", "DisabledUserDenied", "Restricted", "InsufficientBattery"],
  LockUserChange: ["UserIndex", "Add", "Clear", "Modify"],
};
/** OperationErrorEnum, by number. */
const operationErrors = clusterWords.LockOperationError!;
const ownRestrictions = [21, 22, 23, 24];

const page = readFileSync("docs/events.md", "utf8");
const rows = new Map(
  page.split("\n").filter((line) => /^\| [A-Z]/.test(line)).map((line) => {
    const [entry = "", event = "", what = "", credential = ""] = line.split("|").slice(1).map((cell) => cell.trim());
    return [entry, { event, what, credential }] as const;
  }),
);
const others = /^All other entries[^:]*: ([^.]*)\./m.exec(page)?.[1]?.split(/,\s+/) ?? [];

/** "Unlock by user 2 at Keypad with 1/2", for the events of the cluster; what bears none is left out. */
function clusterEvents(lock: WholeLock, from: number): string[] {
  const told: string[] = [];
  const accepted = new Map<number, string>();
  for (let next: number | null = from; next !== null; ) {
    const answer = lock.command("GetLog", { From: next });
    for (const { Event, Source, UserIndex, Value } of answer.Entries as { Event: string; Source: string; UserIndex: number | null; Value: number }[]) {
      const credential = ` with ${Value >> 16}/${Value & 0xffff}`;
      if (Event === "Accepted") accepted.set(UserIndex ?? 0, credential);
      const row = rows.get(Event);
      if (row === undefined || row.event === "") continue;
      const by = `${UserIndex === null ? "" : ` by user ${UserIndex}`} at ${Source}`;
      const proof = row.credential === "as `Value`" ? credential : row.credential === "" ? "" : (accepted.get(UserIndex ?? 0) ?? "");
      told.push(`${row.event} ${wordOf(row.what, Event, Value)}${by}${proof}`);
    }
    next = answer.Next as number | null;
  }
  return told;
}

function wordOf(what: string, event: string, value: number): string {
  if (event === "BoltByHand") return ["-", "Lock", "Unlock", "-"][value]!;
  if (event !== "RequestRefused" && event !== "Denied") return what.split(/[;,]/)[0]!;
  return operationErrors[value] ?? (ownRestrictions.includes(value) ? "Restricted" : "Unspecified");
}

describe("docs/events.md", () => {
  test("has every code of the log in one place, and no other", () => {
    const names = Object.keys(AuditEvent).map(asWord);
    assert.deepEqual([...rows.keys(), ...others].sort(), [...names].sort());
    assert.ok(rows.size > 20);
  });

  test("names no event and no value that the cluster does not have", () => {
    for (const [entry, { event, what }] of rows) {
      if (event === "") continue;
      const words = clusterWords[event];
      assert.ok(words, `${entry}: ${event}`);
      const [own = "", also] = what.split("; also ");
      const ownWords = own.split(/[;,:]/)[0]!;
      assert.ok(ownWords === "as `Value`" || words.includes(ownWords), `${entry}: ${ownWords}`);
      if (also === undefined) continue;
      const [otherEvent = "", word = ""] = also.split(" ");
      assert.ok(clusterWords[otherEvent]?.includes(word), `${entry}: ${also}`);
    }
  });

  test("speaks of the codes as they are", () => {
    for (const code of [...Object.values(refusalCodes), ...Object.values(denialCodes)]) assert.ok(code < operationErrors.length || code >= 16, `${code}`);
    assert.deepEqual([refusalCodes.invalidCredential, refusalCodes.insufficientBattery, denialCodes.disabled, denialCodes.restricted], [1, 4, 2, 3]);
    assert.deepEqual([denialCodes.mode, denialCodes.remoteOnly, denialCodes.expired, denialCodes.cardAlone, refusalCodes.mode], [21, 22, 23, 24, 21]);
    const types = { ProgrammingCode: CredentialType.programmingPin, PIN: CredentialType.pin, RFID: CredentialType.rfid, Fingerprint: CredentialType.fingerprint, Face: CredentialType.face };
    const said = Object.entries(types).map(([name, type]) => `${type} ${name}`).join(", ");
    assert.ok(page.includes(said), said);
  });

  test("makes the cluster's events of what a day at the lock writes down, with source, user and credential", () => {
    const lock = lockedLock();
    lock.command("SetUser", { OperationType: 2, UserIndex: 2, UserStatus: 1 });
    lock.ask("Logout");
    const from = lock.nextEntry;
    assert.ok(lock.opens(guestPin));
    lock.board.openDoor();
    lock.board.run(6 * minute);
    lock.board.closeDoor();
    lock.until(() => lock.thrown, minute, "locked by itself");
    lock.board.run(second);
    lock.board.turnThumb("unlocked");
    lock.board.run(second);
    lock.lockByButton();
    assert.ok(!lock.opens(wrongPin));
    lock.board.setCover(false);
    lock.board.run(second);
    lock.board.setCover(true);
    lock.command("SetUser", { OperationType: 2, UserIndex: 2, UserStatus: 3 });
    lock.ask("Logout");
    assert.ok(!lock.opens(guestPin));
    assert.ok(lock.opens(masterPin));
    assert.deepEqual(clusterEvents(lock, from), [
      "LockOperation Unlock by user 2 at Keypad with 1/2",
      "DoorStateChange DoorOpen at Unspecified",
      "DoorLockAlarm DoorAjar at Unspecified",
      "DoorStateChange DoorClosed at Unspecified",
      "LockOperation Lock at Auto",
      "LockOperation Unlock at Manual",
      "LockOperation Lock at Button",
      "LockOperationError InvalidCredential at Keypad",
      "DoorLockAlarm FrontEscutcheonRemoved at Unspecified",
      "LockUserChange UserIndex by user 1 at ProprietaryRemote",
      "LockOperationError DisabledUserDenied by user 2 at Keypad",
      "LockOperation Unlock by user 1 at Keypad with 0/0",
    ]);
  });
});
