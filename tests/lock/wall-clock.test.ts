// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Audit, AuditEvent } from "../../lock/audit";
import { WallClock, wallClockRecord } from "../../lock/wall-clock";
import { FakeAuditStore, FakeRecords } from "../fixtures/fake-lock-parts";
import { loopOnVirtualTime } from "../fixtures/fake-loop";

const noon = 1_800_000_000;
const hourMs = 3_600_000;

function powerUp(records = new FakeRecords(), auditStore = new FakeAuditStore()) {
  const { time, loop } = loopOnVirtualTime();
  const wallClock = new WallClock({ records, clock: time, loop, auditStore });
  const audit = new Audit({ store: auditStore, clock: time, utcSeconds: () => wallClock.utcSeconds });
  return { records, time, loop, auditStore, audit, wallClock };
}

describe("wall clock", () => {
  test("is unknown until it is set, and after every power-up", () => {
    const { wallClock, records, time } = powerUp();
    time.advance(hourMs);
    assert.equal(wallClock.utcSeconds, 0);
    wallClock.set(noon);
    assert.equal(wallClock.utcSeconds, noon);
    assert.equal(powerUp(records).wallClock.utcSeconds, 0);
  });

  test("goes on by whole seconds", () => {
    const { wallClock, time } = powerUp();
    wallClock.set(noon);
    time.advance(999);
    assert.equal(wallClock.utcSeconds, noon);
    time.advance(1);
    assert.equal(wallClock.utcSeconds, noon + 1);
    time.advance(90 * 24 * hourMs);
    assert.equal(wallClock.utcSeconds, noon + 1 + 90 * 86_400);
  });

  test("takes plausible times only", () => {
    const { wallClock, records } = powerUp();
    for (const utcSeconds of [0, -1, 1_735_689_599, 4_102_444_800, 1e12, NaN, Infinity, noon + 0.5]) {
      assert.equal(wallClock.set(utcSeconds), "CONSTRAINT_ERROR");
    }
    assert.equal(wallClock.utcSeconds, 0);
    assert.equal(records.writes, 0);
    assert.equal(wallClock.set(1_735_689_600), "SUCCESS");
    assert.equal(wallClock.set(4_102_444_799), "SUCCESS");
  });

  test("cannot be set back, not even after a power cut", () => {
    const { wallClock, records } = powerUp();
    wallClock.set(noon);
    assert.equal(wallClock.set(noon - 61), "CONSTRAINT_ERROR");
    assert.equal(wallClock.utcSeconds, noon);
    assert.equal(powerUp(records).wallClock.set(noon - 61), "CONSTRAINT_ERROR");
    assert.equal(powerUp(records).wallClock.set(noon), "SUCCESS");
  });

  test("may be corrected by a minute, but corrections do not add up", () => {
    const { wallClock } = powerUp();
    wallClock.set(noon);
    assert.equal(wallClock.set(noon - 60), "SUCCESS");
    assert.equal(wallClock.utcSeconds, noon - 60);
    assert.equal(wallClock.set(noon - 61), "CONSTRAINT_ERROR");
  });

  test("cannot be set back behind the time that it has reached by itself", () => {
    const { wallClock, time } = powerUp();
    wallClock.set(noon);
    time.advance(10 * 60_000);
    assert.equal(wallClock.set(noon + 500), "CONSTRAINT_ERROR");
    assert.equal(wallClock.set(noon + 540), "SUCCESS");
  });

  test("keeps the latest time once an hour, so a power cut gives back an hour at most", () => {
    const { wallClock, records, time } = powerUp();
    wallClock.set(noon);
    const writes = records.writes;
    time.advance(hourMs - 1);
    assert.equal(records.writes, writes);
    time.advance(1);
    assert.equal(records.writes, writes + 1);
    time.advance(5 * hourMs);
    assert.equal(records.writes, writes + 6);
    assert.equal(powerUp(records).wallClock.set(noon + 6 * 3600 - 61), "CONSTRAINT_ERROR");
    assert.equal(powerUp(records).wallClock.set(noon + 6 * 3600 - 60), "SUCCESS");
  });

  test("writes nothing while the time is unknown", () => {
    const { records, time, loop } = powerUp();
    time.advance(100 * hourMs);
    assert.equal(records.writes, 0);
    assert.equal(loop.due("wallClockSave"), undefined);
  });

  test("a time that did not reach flash is not set", () => {
    const { wallClock, records } = powerUp();
    records.failWrites = true;
    assert.equal(wallClock.set(noon), "FAILURE");
    assert.equal(wallClock.utcSeconds, 0);
  });

  test("flash that fails on the hour neither stops the clock nor the saving", () => {
    const { wallClock, records, time } = powerUp();
    wallClock.set(noon);
    records.failWrites = true;
    time.advance(hourMs);
    records.failWrites = false;
    time.advance(hourMs);
    assert.equal(wallClock.utcSeconds, noon + 7200);
    assert.equal(powerUp(records).wallClock.set(noon + 7100), "CONSTRAINT_ERROR");
  });

  test("a garbled or unreadable record is reported, and the clock can still be set", () => {
    const { wallClock, records } = powerUp();
    assert.equal(wallClock.damaged, false);
    wallClock.set(noon);
    assert.equal(powerUp(records).wallClock.damaged, false);
    records.write(wallClockRecord, Uint8Array.of(1, 2, 3));
    assert.equal(powerUp(records).wallClock.damaged, true);
    assert.equal(powerUp(records).wallClock.set(noon), "SUCCESS");
    records.failReads = true;
    assert.equal(powerUp(records).wallClock.damaged, true);
  });
});

describe("wall clock and log: after a power cut the clock is not set back behind the newest entry", () => {
  /** Set at noon; an entry half an hour later; a power cut ten minutes after that. */
  function cutAfterAnEntry() {
    const { records, auditStore, audit, wallClock, time } = powerUp();
    wallClock.set(noon);
    time.advance(hourMs / 2);
    audit.record(AuditEvent.denied);
    time.advance(600_000);
    return { records, auditStore };
  }

  test("by more than the minute that is always allowed; without the log it would be", () => {
    const { records, auditStore } = cutAfterAnEntry();
    assert.equal(powerUp(records).wallClock.set(noon), "SUCCESS");
    const { wallClock } = powerUp(cutAfterAnEntry().records, auditStore);
    assert.equal(wallClock.utcSeconds, 0, "the time itself is unknown as ever");
    assert.equal(wallClock.judgedUtcSeconds, 0);
    assert.equal(wallClock.set(noon + 1800 - 61), "CONSTRAINT_ERROR");
    assert.equal(wallClock.set(noon + 1800 - 60), "SUCCESS");
    assert.equal(wallClock.judgedUtcSeconds, noon + 1800);
  });

  test("nor after more power cuts, whose entries have no time", () => {
    const { records, auditStore } = cutAfterAnEntry();
    for (let cuts = 0; cuts < 3; cuts++) powerUp(records, auditStore).audit.record(AuditEvent.powerUp);
    assert.equal(powerUp(records, auditStore).wallClock.set(noon + 1800 - 61), "CONSTRAINT_ERROR");
  });

  test("nor when the record of the latest time is garbled", () => {
    const { records, auditStore } = cutAfterAnEntry();
    records.write(wallClockRecord, Uint8Array.of(1, 2, 3));
    const { wallClock } = powerUp(records, auditStore);
    assert.equal(wallClock.damaged, true);
    assert.equal(wallClock.set(noon + 1800 - 61), "CONSTRAINT_ERROR");
    assert.equal(powerUp(records, auditStore).wallClock.damaged, false, "it is written anew");
  });

  test("nor in this power-up when flash fails just then", () => {
    const { records, auditStore } = cutAfterAnEntry();
    records.failWrites = true;
    const { wallClock } = powerUp(records, auditStore);
    records.failWrites = false;
    assert.equal(wallClock.set(noon + 1800 - 61), "CONSTRAINT_ERROR");
  });

  test("and that costs one write, and none where the log knows nothing newer", () => {
    const { records, auditStore } = cutAfterAnEntry();
    const { writes } = records;
    powerUp(records, auditStore);
    assert.equal(records.writes, writes + 1);
    powerUp(records, auditStore);
    powerUp(records);
    assert.equal(records.writes, writes + 1);
  });
});
