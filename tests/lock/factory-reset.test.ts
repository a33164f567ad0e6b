// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deviceKeyRecord } from "../../crypto/device-key";
import { finishFactoryReset, requestFactoryReset } from "../../lock/factory-reset";
import { guestCodesRecord } from "../../lock/guest-codes";
import { holidaysRecord } from "../../lock/holidays";
import { timeZoneRecord } from "../../lock/local-time";
import { settingsRecord } from "../../lock/settings";
import { userRecord } from "../../lock/user-record";
import { clearingRecord } from "../../lock/user-store";
import { wallClockRecord } from "../../lock/wall-clock";
import { credentials, guestPin, masterPin } from "../fixtures/credentials";
import { FakeRecords } from "../fixtures/fake-lock-parts";

/** A lock in use, with every record that there is. */
function used(records: FakeRecords): FakeRecords {
  const from = credentials().records;
  for (const key of from.keys()) records.write(key, from.read(key)!);
  const others = [deviceKeyRecord, settingsRecord, wallClockRecord, holidaysRecord, timeZoneRecord, guestCodesRecord, clearingRecord];
  for (const key of [userRecord(250), ...others]) records.write(key, Uint8Array.of(1));
  return records;
}

const eraseNothing = () => undefined;

describe("factory reset", () => {
  test("asked for, and finished at the next power-up: nothing is left, and the lock is new", () => {
    const records = used(new FakeRecords());
    assert.equal(requestFactoryReset(records), "SUCCESS");
    let erased = 0;
    assert.equal(finishFactoryReset(records, () => erased++), "done");
    assert.deepEqual(records.keys(), []);
    assert.equal(erased, 1);
    const lock = credentials({ records });
    assert.equal(lock.setUp.state, "waiting");
    assert.equal(lock.check(guestPin).result, "refused");
  });

  test("nobody asked: nothing happens", () => {
    const records = used(new FakeRecords());
    const before = records.keys();
    assert.equal(finishFactoryReset(records, () => assert.fail("erased the log")), "none");
    assert.deepEqual(records.keys(), before);
  });

  test("a garbled note is not a request", () => {
    const records = used(new FakeRecords());
    records.write("factoryReset", Uint8Array.of(1, 2, 3, 4, 5));
    assert.equal(finishFactoryReset(records, () => assert.fail("erased the log")), "none");
    assert.equal(credentials({ records }).check(masterPin).result, "accepted");
  });

  test("flash that fails: not requested, and the old lock goes on", () => {
    const records = used(new FakeRecords());
    records.failWrites = true;
    assert.equal(requestFactoryReset(records), "FAILURE");
    records.failWrites = false;
    assert.equal(finishFactoryReset(records, eraseNothing), "none");
  });

  test("cut at any step, the next power-up finishes it, and in between no PIN of a user without master opens", () => {
    let steps = 0;
    for (let cutAfter = 0; ; cutAfter++) {
      const records = new CutRecords();
      used(records);
      requestFactoryReset(records);
      records.deletesLeft = cutAfter;
      const result = finishFactoryReset(records, () => records.spend());
      records.deletesLeft = Infinity;
      if (cutAfter >= 1) assert.equal(credentials({ records }).check(guestPin).result, "refused", `cut at ${cutAfter}`);
      if (result === "done") break;
      steps++;
      assert.equal(result, "failed");
      assert.equal(finishFactoryReset(records, eraseNothing), "done");
      assert.deepEqual(records.keys(), []);
    }
    assert.ok(steps > 25, `${steps} steps`);
  });

  test("a log that cannot be erased leaves the note for the next power-up", () => {
    const records = used(new FakeRecords());
    requestFactoryReset(records);
    const fail = () => {
      throw new Error("flash");
    };
    assert.equal(finishFactoryReset(records, fail), "failed");
    assert.deepEqual(records.keys(), ["factoryReset"]);
    assert.equal(finishFactoryReset(records, eraseNothing), "done");
  });
});

/** The power fails after some deletes. */
class CutRecords extends FakeRecords {
  deletesLeft = Infinity;

  override delete(key: string): void {
    this.spend();
    super.delete(key);
  }

  spend(): void {
    if (this.deletesLeft === 0) throw new Error("no power");
    this.deletesLeft--;
  }
}
