// SPDX-License-Identifier: Apache-2.0
/** The lock as a whole: from a new lock to a door that opens, power cuts, what it costs at rest, what it says about itself. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { AuditEvent } from "../../lock/audit";
import { byMaster, guestPin, masterPin, wrongPin } from "../fixtures/credentials";
import { FakeAuditStore, FakeRecords } from "../fixtures/fake-lock-parts";
import { lockBench, type LockBench } from "../fixtures/lock-bench";

describe("a new lock", () => {
  test("has no code that opens it, and nobody outside can start set-up", () => {
    const bench = lockBench({ hasUsers: false });
    for (const code of ["0000", "1234", "000000", "123456", masterPin, ""]) bench.type(`${code}#`);
    assert.equal(bench.lock.setUp.state, "waiting");
    assert.deepEqual(bench.bolt.moves, []);
  });

  test("is set up from inside, and then opens to the master PIN and to no other", () => {
    const bench = lockBench({ hasUsers: false });
    bench.hold(5000);
    bench.type(`${masterPin}#`);
    assert.deepEqual(bench.bolt.moves, [], "what is typed in set-up opens nothing");
    bench.type(`${masterPin}#`);
    assert.equal(bench.lock.setUp.state, "done");
    bench.type(`${wrongPin}#`);
    assert.deepEqual(bench.bolt.moves, []);
    bench.type(`${masterPin}#`);
    bench.boltEnds();
    assert.equal(bench.state, "unlocked");
    assert.deepEqual(bench.faults, []);
  });
});

describe("a PIN at the keypad", () => {
  test("opens, and the log says who", () => {
    const bench = lockBench();
    bench.unlock();
    const entry = bench.store.entries[bench.store.entries.length - 1];
    assert.deepEqual([entry?.event, entry?.userIndex], [AuditEvent.unlocked, 2]);
    assert.equal(bench.indicator.shown.includes("refused"), false);
  });

  test("with one digit wrong, missing or too many does not", () => {
    for (const code of ["284618", "28461", "2846177", "184617", "", "2846172846172846"]) {
      const bench = lockBench();
      bench.type(`${code}#`);
      bench.time.advance(60_000);
      assert.deepEqual(bench.bolt.moves, []);
      assert.equal(bench.indicator.last, code === "" ? "key" : "refused");
    }
  });

  test("three wrong ones lock out the right one too; afterwards it opens", () => {
    const bench = lockBench();
    for (let tries = 0; tries < 3; tries++) bench.type(`${wrongPin}#`);
    const remainingMs = bench.lock.lockout.remainingMs;
    bench.type(`${guestPin}#`);
    assert.deepEqual(bench.bolt.moves, []);
    assert.equal(bench.indicator.last, "lockedOut");
    bench.time.advance(remainingMs - 700 - 700 - 1);
    bench.type(guestPin);
    bench.time.advance(bench.lock.lockout.remainingMs - 1);
    bench.type("#");
    assert.deepEqual(bench.bolt.moves, [], "a millisecond too early");
    bench.time.advance(5000);
    bench.unlock();
    assert.equal(bench.state, "unlocked");
  });
});

describe("a power cut", () => {
  test("keeps users, settings and lockout; the lock senses again where the bolt is", () => {
    const first = lockBench();
    first.lock.settings.set("AutoRelockTime", 7, byMaster);
    for (let tries = 0; tries < 3; tries++) first.type(`${wrongPin}#`);
    const { records } = first;
    const second = lockBench({ records, bolt: "unlocked" });
    assert.equal(second.state, "unlocked");
    assert.ok(second.lock.lockout.remainingMs > 0);
    second.type(`${guestPin}#`);
    second.time.advance(6300 - 1);
    assert.deepEqual(second.bolt.moves, []);
    second.time.advance(1);
    assert.deepEqual(second.bolt.moves, ["locked"], "7 s after power-up");
  });

  test("in the middle of a move: nothing moves at power-up, and the state is what is sensed", () => {
    const { records } = lockBench();
    const bench = lockBench({ records, bolt: "between", doorClosed: false });
    assert.equal(bench.state, "unknown");
    bench.time.advance(3_600_000);
    assert.deepEqual(bench.bolt.moves, []);
  });
});

describe("flash that fails", () => {
  test("at power-up: stays shut from outside, lets people out, and says so", () => {
    const records = new FakeRecords();
    records.failReads = true;
    records.failWrites = true;
    const store = new FakeAuditStore();
    store.failAppends = true;
    const deviceKey = { status: "flashFailed", pinHash: undefined, cardHash: undefined, auditHash: undefined } as const;
    const bench = lockBench({ records, store, powerUp: { deviceKey, bootCount: 0 } });
    bench.type(`${masterPin}#${guestPin}#`);
    assert.deepEqual(bench.bolt.moves, []);
    assert.equal(bench.lock.status().outsideIsDisabled, true);
    assert.equal(bench.lock.status().deviceKey, "flashFailed");
    bench.hold(5000);
    bench.type(`${masterPin}#${masterPin}#`);
    assert.deepEqual(bench.bolt.moves, [], "nobody becomes master on a lock that cannot remember it");
    bench.press();
    bench.boltEnds();
    assert.equal(bench.state, "unlocked");
    assert.deepEqual(bench.faults, []);
  });

  test("later: an attempt that cannot be counted does not open", () => {
    const bench = lockBench();
    bench.records.failWrites = true;
    bench.type(`${guestPin}#`);
    assert.deepEqual(bench.bolt.moves, []);
    bench.records.failWrites = false;
    bench.unlock();
    assert.equal(bench.state, "unlocked");
  });
});

describe("at rest", () => {
  function wakesInADay(bench: LockBench): number {
    bench.time.advance(60_000);
    const before = bench.time.wakes;
    bench.time.advance(24 * 3_600_000);
    return bench.time.wakes - before;
  }

  test("a locked lock wakes every ten minutes for the battery, and for nothing else", () => {
    assert.equal(wakesInADay(lockBench()), 144);
  });

  test("also after somebody has come and gone", () => {
    const bench = lockBench();
    bench.type("12*");
    bench.unlock();
    bench.door(false);
    bench.door(true);
    bench.time.advance(30_000);
    bench.boltEnds();
    assert.equal(bench.state, "locked");
    assert.equal(wakesInADay(bench), 144);
    assert.equal(bench.loop.stats.faults, 0);
  });
});

describe("sound", () => {
  test("is off when the setting says so, at once and after a power cut", () => {
    const bench = lockBench();
    assert.equal(bench.indicator.muted, false);
    bench.lock.settings.set("SoundVolume", 0, byMaster);
    assert.equal(bench.indicator.muted, true);
    assert.equal(lockBench({ records: bench.records }).indicator.muted, true);
  });
});

describe("status", () => {
  test("is one flat object, and holds no PIN, whatever was typed", () => {
    const bench = lockBench();
    bench.type("739");
    const status = bench.lock.status();
    for (const value of Object.values(status)) assert.ok(typeof value !== "object" || Array.isArray(value));
    for (const text of ["739", masterPin, guestPin]) assert.equal(JSON.stringify(status).includes(text), false);
  });

  test("says what is known of bolt, door and battery, and why nothing opens from outside", () => {
    const bench = lockBench({ powerUp: { factoryReset: "failed" } });
    assert.deepEqual(bench.lock.status(), {
      lockState: "locked",
      assumed: false,
      doorState: "closed",
      alarms: [],
      outsideIsDisabled: true,
      deviceKey: "loaded",
      factoryReset: "failed",
      batteryLevel: "ok",
      batteryMillivolts: 6000,
      batteryPercent: 50,
      batterySagMillivolts: undefined,
    });
    bench.door(false);
    bench.measured(4100);
    const { doorState, batteryLevel, alarms } = bench.lock.status();
    assert.deepEqual([doorState, batteryLevel, ...alarms], ["open", "critical", "DoorForcedOpen"]);
  });

  test("a key that is stuck stands in the log", () => {
    const bench = lockBench();
    bench.loop.post({ type: "keyStuck", key: "5" });
    bench.time.settle();
    assert.equal(bench.store.count(AuditEvent.keyStuck), 1);
  });
});
