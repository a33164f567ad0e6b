// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Audit, AuditEvent, OperationSource, RecordCode } from "../../lock/audit";
import { finishFactoryReset, requestFactoryReset } from "../../lock/factory-reset";
import { LocalTime, timeZoneRecord } from "../../lock/local-time";
import { yearDayHolds } from "../../lock/schedules";
import { WallClock } from "../../lock/wall-clock";
import { FakeAuditStore, FakeRecords } from "../fixtures/fake-lock-parts";
import { loopOnVirtualTime } from "../fixtures/fake-loop";

const berlin = "CET-1CEST,M3.5.0,M10.5.0/3";
/** 2027-01-15 08:00 UTC. */
const morning = 1_800_000_000;
const morningInBerlin = morning - 946_684_800 + 3600;
const by = { source: OperationSource.proprietaryRemote, userIndex: 1 };

function powerUp(records = new FakeRecords(), auditStore = new FakeAuditStore()) {
  const { time, loop } = loopOnVirtualTime();
  const wallClock = new WallClock({ records, clock: time, loop, auditStore });
  const audit = new Audit({ store: auditStore, clock: time, utcSeconds: () => wallClock.utcSeconds });
  return { records, time, auditStore, audit, wallClock, localTime: new LocalTime({ records, audit, wallClock }) };
}

function inBerlin() {
  const lock = powerUp();
  lock.localTime.setTimeZone(berlin, by);
  lock.wallClock.set(morning);
  return lock;
}

describe("local time", () => {
  test("is unknown without a time zone: UTC is not assumed", () => {
    const { wallClock, localTime } = powerUp();
    wallClock.set(morning);
    assert.equal(localTime.localSeconds, undefined);
    assert.equal(localTime.timeZone, undefined);
    localTime.setTimeZone("UTC0", by);
    assert.equal(localTime.localSeconds, morning - 946_684_800);
  });

  test("is unknown without the time of day, also after every power-up", () => {
    const { localTime, wallClock, records } = powerUp();
    localTime.setTimeZone(berlin, by);
    assert.equal(localTime.localSeconds, undefined);
    wallClock.set(morning);
    assert.equal(localTime.localSeconds, morningInBerlin);
    assert.equal(powerUp(records).localTime.localSeconds, undefined);
  });

  test("keeps its time zone over a power cut", () => {
    const again = powerUp(inBerlin().records);
    assert.equal(again.localTime.timeZone, berlin);
    again.wallClock.set(morning);
    assert.equal(again.localTime.localSeconds, morningInBerlin);
    assert.equal(again.auditStore.count(AuditEvent.recordDamaged), 0);
  });

  test("goes on with the clock", () => {
    const { localTime, time } = inBerlin();
    time.advance(5_000);
    assert.equal(localTime.localSeconds, morningInBerlin + 5);
  });

  test("a garbled, unreadable or senseless record gives no local time, and the log says so", () => {
    const { records } = inBerlin();
    const whole = records.read(timeZoneRecord)!;
    for (let byte = 0; byte < whole.length; byte++) {
      const garbled = whole.slice();
      garbled[byte]! ^= 1;
      records.write(timeZoneRecord, garbled);
      const { localTime, wallClock, auditStore } = powerUp(records);
      wallClock.set(morning);
      assert.equal(localTime.localSeconds, undefined);
      assert.equal(localTime.timeZone, undefined);
      assert.equal(auditStore.count(AuditEvent.recordDamaged), 1);
      assert.equal(auditStore.entries[0]?.value, RecordCode.timeZone);
    }
    records.failReads = true;
    assert.equal(powerUp(records).auditStore.count(AuditEvent.recordDamaged), 1);
  });

  test("after a garbled record the time zone can be set again", () => {
    const { records } = inBerlin();
    records.write(timeZoneRecord, Uint8Array.of(1, 2, 3));
    const { localTime, wallClock } = powerUp(records);
    wallClock.set(morning);
    assert.equal(localTime.setTimeZone(berlin, by), "SUCCESS");
    assert.equal(localTime.localSeconds, morningInBerlin);
  });
});

test("a factory reset erases the time zone", () => {
  const { records } = inBerlin();
  requestFactoryReset(records);
  assert.equal(finishFactoryReset(records, () => {}), "done");
  assert.equal(powerUp(records).localTime.timeZone, undefined);
  assert.deepEqual(records.keys(), []);
});

describe("setting the time zone", () => {
  test("is written to the log, with who did it; the same once more is not", () => {
    const { auditStore, localTime, records } = inBerlin();
    const [entry] = auditStore.entries;
    assert.deepEqual([entry?.event, entry?.source, entry?.userIndex, entry?.value], [AuditEvent.timeZoneSet, by.source, 1, 3600]);
    const { writes } = records;
    assert.equal(localTime.setTimeZone(berlin, by), "SUCCESS");
    assert.equal(auditStore.count(AuditEvent.timeZoneSet), 1);
    assert.equal(records.writes, writes);
  });

  test("to something that is no rule changes nothing", () => {
    const { localTime, records, auditStore } = inBerlin();
    const { writes } = records;
    for (const rule of ["", "Europe/Berlin", "CET-1CEST", "A".repeat(100_000), "CÉT-1"]) {
      assert.equal(localTime.setTimeZone(rule, by), "CONSTRAINT_ERROR");
    }
    assert.equal(localTime.localSeconds, morningInBerlin);
    assert.equal(localTime.timeZone, berlin);
    assert.equal(records.writes, writes);
    assert.equal(auditStore.entries.length, 1);
  });

  test("that does not reach flash changes nothing, and the log says so", () => {
    const { localTime, records, auditStore } = inBerlin();
    records.failWrites = true;
    assert.equal(localTime.setTimeZone("EST5", by), "FAILURE");
    assert.equal(localTime.timeZone, berlin);
    assert.equal(localTime.localSeconds, morningInBerlin);
    assert.equal(auditStore.entries[1]?.event, AuditEvent.recordNotWritten);
    assert.equal(auditStore.entries[1]?.value, RecordCode.timeZone);
  });
});

describe("time set back revives nothing", () => {
  test("the time to judge by stands still until a corrected clock has caught up", () => {
    const { wallClock, time } = inBerlin();
    time.advance(600_000);
    assert.equal(wallClock.set(morning + 540), "SUCCESS");
    assert.equal(wallClock.utcSeconds, morning + 540);
    assert.equal(wallClock.judgedUtcSeconds, morning + 600);
    time.advance(60_000);
    assert.equal(wallClock.judgedUtcSeconds, morning + 600);
    time.advance(1_000);
    assert.equal(wallClock.judgedUtcSeconds, morning + 601);
  });

  test("a year-day schedule that ended stays ended, whatever the clock is set to", () => {
    const { localTime, wallClock, time } = inBerlin();
    const stay = { localStartTime: 0, localEndTime: morningInBerlin + 600 };
    time.advance(599_999);
    assert.equal(yearDayHolds(stay, localTime.localSeconds!), true);
    time.advance(1);
    for (let secondsBack = 0; secondsBack < 200; secondsBack++) {
      wallClock.set(morning + 600 - secondsBack);
      assert.equal(yearDayHolds(stay, localTime.localSeconds!), false);
    }
  });

  test("after a power cut the time is unknown, and then at least the latest one that was saved", () => {
    const { records, time } = inBerlin();
    time.advance(3_600_000 + 1_800_000);
    const { localTime, wallClock } = powerUp(records);
    assert.equal(wallClock.judgedUtcSeconds, 0);
    assert.equal(localTime.localSeconds, undefined);
    assert.equal(wallClock.set(morning + 3600 - 61), "CONSTRAINT_ERROR");
    assert.equal(localTime.localSeconds, undefined);
    assert.equal(wallClock.set(morning + 3600 - 60), "SUCCESS");
    assert.equal(wallClock.judgedUtcSeconds, morning + 3600);
  });

  test("what had ended when the log was written last stays ended after a power cut", () => {
    const { records, auditStore, audit, time } = inBerlin();
    const stay = { localStartTime: 0, localEndTime: morningInBerlin + 3600 + 600 };
    time.advance(3_600_000 + 600_000);
    audit.record(AuditEvent.denied);
    time.advance(1_200_000);
    const { localTime, wallClock } = powerUp(records, auditStore);
    for (let seconds = 3600 - 60; seconds < 3600 + 1800; seconds += 30) {
      wallClock.set(morning + seconds);
      assert.notEqual(localTime.localSeconds !== undefined && yearDayHolds(stay, localTime.localSeconds), true);
    }
    assert.equal(localTime.localSeconds, morningInBerlin + 3600 + 1770);
  });

  test("what ended after the last entry, and within the hour, is what somebody may revive who sets the clock", () => {
    const { records, auditStore, audit, time } = inBerlin();
    const stay = { localStartTime: 0, localEndTime: morningInBerlin + 3600 + 600 };
    time.advance(3_600_000 + 599_999);
    audit.record(AuditEvent.denied);
    time.advance(1_200_000);
    const { localTime, wallClock } = powerUp(records, auditStore);
    assert.equal(wallClock.set(morning + 3600 + 539), "SUCCESS");
    assert.equal(yearDayHolds(stay, localTime.localSeconds!), true);
  });
});
