// SPDX-License-Identifier: Apache-2.0
/**
 * What it takes to judge an entry, in XS compute units (all 0 on Node), with the fakes of flash and hash included: the same for
 * every wrong PIN, and within the budget of a turn for whom it takes longest. That a valid one which may not open takes longer is
 * hidden by the time at which the lock answers (lock/access.ts).
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { turnUnitsMax } from "../../host/board/chip-speed";
import { swapMeter } from "../../host/board/engine";
import { OperationSource } from "../../lock/audit";
import { sealUser } from "../../lock/user-bytes";
import { CredentialType, newUser, templateData, userRecord, UserStatus, UserType, type StoredUser } from "../../lock/user-record";
import { noon } from "../fixtures/access-people";
import { byMaster, CountingHash, credentials, guestPin, pin, wrongPin } from "../fixtures/credentials";
import { weekDayForm, yearDayForm } from "../../lock/stored-schedules";
import { everySchedule } from "../fixtures/schedules";

/** Name, credentials and schedules as long as they can be. */
function longestUser(change: Partial<StoredUser>): StoredUser {
  const user = { ...newUser(), ...change };
  user.name = "🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊";
  user.credentials.push({ type: CredentialType.pin, index: 1, data: new CountingHash().mac(pin(guestPin)) });
  // Whoever is let in once, or for a time, has three credentials and no schedules.
  const isGuest = user.type === UserType.disposable;
  for (let index = 1; index <= (isGuest ? 2 : 9); index++) {
    user.credentials.push({ type: CredentialType.fingerprint, index, data: templateData(index) });
  }
  if (isGuest) return user;
  user.weekDay = everySchedule(weekDayForm, { daysMask: 127, startHour: 8, startMinute: 0, endHour: 17, endMinute: 30 });
  user.yearDay = everySchedule(yearDayForm, { localStartTime: noon - 100, localEndTime: noon + 100 });
  return user;
}

/** Units of an entry at the keypad that is judged for the second time, so that nothing is done for the first time. */
function unitsOf(digits: string, user: Partial<StoredUser> = {}): number {
  const { records } = credentials();
  records.write(userRecord(2), sealUser(2, longestUser(user)));
  const { users, verifier, lockout, now } = credentials({ records });
  Object.assign(now, { localSeconds: noon, utcSeconds: 1_800_000_000 });
  let units = 0;
  for (let times = 0; times < 2; times++) {
    lockout.succeed("master");
    // What it changed the first time.
    users.setUser("modify", 2, { status: user.status ?? UserStatus.occupiedEnabled }, byMaster);
    const entry = pin(digits);
    const before = swapMeter(0, 0);
    verifier.check(entry, OperationSource.keypad);
    units = swapMeter(0, 0);
    swapMeter(0, before);
  }
  return units;
}

describe("what it takes to judge an entry", () => {
  test("is the same for every wrong PIN of one length, however near it is to a right one", () => {
    const near = Array.from(guestPin, (digit, at) => {
      return guestPin.slice(0, at) + String((Number(digit) + 1) % 10) + guestPin.slice(at + 1);
    });
    const units = [wrongPin, "000000", ...near].map((digits) => unitsOf(digits));
    assert.deepEqual(units, units.map(() => units[0]!));
  });

  test("is within the budget of a turn, for whom it takes longest", () => {
    for (const type of [UserType.unrestricted, UserType.scheduleRestricted, UserType.forced, UserType.disposable]) {
      const units = unitsOf(guestPin, { type });
      assert.ok(units < turnUnitsMax, `${type}: ${units} units`);
    }
  });
});
