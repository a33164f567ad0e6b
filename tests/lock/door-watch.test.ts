// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { AuditEvent } from "../../lock/audit";
import { byMaster, guestPin } from "../fixtures/credentials";
import { lockBench, type LockBench } from "../fixtures/lock-bench";

const openPeriodMs = 300_000;

function alarms(bench: LockBench): readonly string[] {
  assert.deepEqual(bench.faults, []);
  return bench.lock.status().alarms;
}

describe("door ajar", () => {
  test("alarms after 5 min, not a millisecond earlier, and once for each opening", () => {
    const bench = lockBench();
    bench.unlock();
    bench.door(false);
    bench.time.advance(openPeriodMs - 1);
    assert.deepEqual(alarms(bench), []);
    bench.time.advance(1);
    assert.deepEqual(alarms(bench), ["DoorAjar"]);
    assert.equal(bench.indicator.last, "alarm");
    bench.time.advance(24 * 3_600_000);
    assert.equal(bench.store.count(AuditEvent.doorAjar), 1);
    bench.door(true);
    assert.deepEqual(alarms(bench), []);
    bench.door(false);
    bench.time.advance(openPeriodMs);
    assert.equal(bench.store.count(AuditEvent.doorAjar), 2);
  });

  test("closing in time, nothing; opening again starts over", () => {
    const bench = lockBench();
    bench.unlock();
    bench.door(false);
    bench.time.advance(openPeriodMs - 1);
    bench.door(true);
    bench.door(false);
    bench.time.advance(openPeriodMs - 1);
    assert.deepEqual(alarms(bench), []);
  });

  test("0 min is off, and another period counts at once", () => {
    const bench = lockBench();
    bench.lock.settings.set("OpenPeriod", 0, byMaster);
    bench.unlock();
    bench.door(false);
    bench.time.advance(openPeriodMs * 10);
    assert.deepEqual(alarms(bench), []);
    bench.lock.settings.set("OpenPeriod", 1, byMaster);
    bench.time.advance(59_999);
    assert.deepEqual(alarms(bench), []);
    bench.time.advance(1);
    assert.deepEqual(alarms(bench), ["DoorAjar"]);
  });

  test("another period while the door is closed begins nothing", () => {
    const bench = lockBench();
    bench.lock.settings.set("OpenPeriod", 1, byMaster);
    bench.time.advance(openPeriodMs);
    assert.deepEqual(alarms(bench), []);
  });

  test("a door that stands open at power-up counts too", () => {
    const bench = lockBench({ bolt: "unlocked", doorClosed: false });
    bench.time.advance(openPeriodMs);
    assert.deepEqual(alarms(bench), ["DoorAjar"]);
  });
});

describe("door forced open", () => {
  test("alarms at once when the door opens while the bolt is locked", () => {
    const bench = lockBench();
    bench.door(false);
    assert.deepEqual(alarms(bench), ["DoorForcedOpen"]);
    assert.equal(bench.store.count(AuditEvent.doorForcedOpen), 1);
    assert.equal(bench.indicator.last, "alarm");
  });

  test("also when locked is only assumed", () => {
    const bench = lockBench({ assumed: true });
    bench.request("lock");
    bench.boltEnds();
    bench.door(false);
    assert.deepEqual(alarms(bench), ["DoorForcedOpen"]);
  });

  test("shows that a bolt is not thrown that was only assumed to be: not known then, and locked again once the door is closed", () => {
    const bench = lockBench({ assumed: true });
    bench.request("lock");
    bench.boltEnds();
    bench.door(false);
    assert.equal(bench.state, "unknown");
    bench.time.advance(60_000);
    assert.equal(bench.bolt.moving, false);
    bench.door(true);
    bench.time.advance(30_000);
    assert.deepEqual(bench.bolt.moves, ["locked", "locked"]);
  });

  test("shows nothing against a switch that says that the bolt is thrown", () => {
    const bench = lockBench();
    bench.door(false);
    assert.equal(bench.state, "locked");
  });

  test("an alarm that is on is not raised again", () => {
    const bench = lockBench();
    for (let times = 0; times < 3; times++) {
      bench.door(false);
      bench.door(true);
    }
    assert.deepEqual(alarms(bench), ["DoorForcedOpen"]);
    assert.equal(bench.store.count(AuditEvent.doorForcedOpen), 1);
    assert.equal(bench.store.count(AuditEvent.doorOpened), 3);
  });

  test("does not when the bolt is not locked", () => {
    for (const bolt of ["unlocked", "between", "unknown"] as const) {
      const bench = lockBench({ bolt });
      bench.door(false);
      assert.deepEqual(alarms(bench), []);
    }
    const bench = lockBench();
    bench.type(`${guestPin}#`);
    bench.door(false);
    assert.deepEqual(alarms(bench), [], "opened a moment before the bolt was sensed there");
  });

  test("does not for what the contact says first after power-up", () => {
    assert.deepEqual(alarms(lockBench({ doorClosed: false })), []);
  });

  test("is not hidden by pushing the door shut, but by unlocking with a right to it", () => {
    const bench = lockBench();
    bench.door(false);
    bench.door(true);
    assert.deepEqual(alarms(bench), ["DoorForcedOpen"]);
    bench.type("905172#");
    assert.deepEqual(alarms(bench), ["DoorForcedOpen"]);
    bench.type(`${guestPin}#`);
    assert.deepEqual(alarms(bench), []);
  });
});

describe("front escutcheon removed", () => {
  test("alarms when the loop opens, ends when it closes, and both stand in the log", () => {
    const bench = lockBench();
    bench.tamper(false);
    assert.deepEqual(alarms(bench), []);
    bench.tamper(true);
    assert.deepEqual(alarms(bench), ["FrontEscutcheonRemoved"]);
    assert.equal(bench.indicator.last, "alarm");
    bench.tamper(true);
    assert.equal(bench.store.count(AuditEvent.tamperOpened), 1);
    bench.tamper(false);
    assert.deepEqual(alarms(bench), []);
    assert.equal(bench.indicator.last, "off");
    assert.equal(bench.store.count(AuditEvent.tamperClosed), 1);
  });

  test("a loop that is open at power-up alarms: the cover may have been taken off without power", () => {
    const bench = lockBench();
    bench.tamper(true);
    assert.deepEqual(alarms(bench), ["FrontEscutcheonRemoved"]);
  });

  test("before set-up there is no alarm, since the lock is being installed; the log and the status say it", () => {
    const bench = lockBench({ hasUsers: false });
    bench.tamper(true);
    assert.deepEqual(alarms(bench), []);
    assert.equal(bench.lock.doorWatch.tamperOpen, true);
    assert.equal(bench.store.count(AuditEvent.tamperOpened), 1);
  });
});

describe("alarms on the indicator", () => {
  test("come back 5 s after another pattern, so that a key press does not silence them", () => {
    const bench = lockBench();
    bench.door(false);
    bench.type("1");
    assert.equal(bench.indicator.last, "key");
    bench.time.advance(4899);
    assert.equal(bench.indicator.last, "key");
    bench.time.advance(1);
    assert.equal(bench.indicator.last, "alarm");
  });

  test("do not come back once they are over", () => {
    const bench = lockBench();
    bench.tamper(true);
    bench.type("1");
    bench.tamper(false);
    bench.time.advance(60_000);
    assert.equal(bench.indicator.last, "off");
  });

  test("one ends, the other stays", () => {
    const bench = lockBench();
    bench.tamper(true);
    bench.door(false);
    bench.tamper(false);
    assert.deepEqual(alarms(bench), ["DoorForcedOpen"]);
    assert.equal(bench.indicator.last, "alarm");
  });
});
