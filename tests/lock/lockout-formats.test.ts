// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { sealRecord } from "../../crypto/checked-record";
import { Audit } from "../../lock/audit";
import { attemptsRecord, Lockout } from "../../lock/lockout";
import { Settings } from "../../lock/settings";
import { FakeAuditStore, FakeRecords, VirtualTime } from "../fixtures/fake-lock-parts";

/** A lock that finds this record: the guess after a valid PIN, which is not the master's, is answered with an hour. */
function isLongest(payload: readonly number[]): boolean {
  const records = new FakeRecords();
  records.write(attemptsRecord, sealRecord(attemptsRecord, 1, Uint8Array.from(payload)));
  const time = new VirtualTime();
  const audit = new Audit({ store: new FakeAuditStore(), clock: time, utcSeconds: () => 0 });
  const settings = new Settings({ records, audit, onChange: () => {} });
  const lockout = new Lockout({ records, clock: time, audit, settings, setUp: true });
  if (lockout.wrongCount === 10) return true;
  time.advance(lockout.remainingMs);
  // Somebody with a PIN of his own takes back what he may, and guesses once more.
  assert.ok(lockout.countAttempt() && lockout.succeed("user") && lockout.countAttempt());
  return lockout.remainingMs === 3_600_000;
}

test("a record of one byte is an earlier firmware's: what was wrong counts on, in the second count too", () => {
  assert.ok(!isLongest([0]));
  assert.ok(!isLongest([8]));
  assert.ok(isLongest([9]));
  assert.ok(isLongest([10]));
  assert.ok(!isLongest([9, 0]));
});

test("a record of no byte, of three, or with a count of eleven is garbled", () => {
  for (const payload of [[], [0, 0, 0], [11], [11, 0], [0, 11]]) assert.ok(isLongest(payload), String(payload));
});
