// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { guestPin } from "../fixtures/credentials";
import { lockBench, type LockBench } from "../fixtures/lock-bench";

/** A try fails, with everything up to the moment before the next. */
function fails(bench: LockBench, result: "jammed" | "timedOut" = "jammed"): void {
  bench.boltEnds(result);
  bench.time.advance(150);
}

function count(bench: LockBench, event: number): number {
  return bench.store.count(event);
}

describe("a jam", () => {
  test("backs off for 150 ms, rests for 250 ms, tries again twice, then alarms and stays off", () => {
    const bench = lockBench();
    bench.type(`${guestPin}#`);
    for (let tries = 1; tries <= 2; tries++) {
      bench.boltEnds("jammed");
      assert.equal(bench.bolt.moves[bench.bolt.moves.length - 1], "locked", "the other way");
      bench.time.advance(149);
      assert.equal(bench.bolt.moving, true);
      bench.time.advance(1);
      assert.equal(bench.bolt.moving, false);
      bench.time.advance(249);
      assert.equal(bench.bolt.moving, false);
      bench.time.advance(1);
      assert.equal(bench.bolt.moves[bench.bolt.moves.length - 1], "unlocked");
      assert.deepEqual(bench.lock.status().alarms, []);
    }
    bench.boltEnds("jammed");
    assert.equal(bench.state, "jammed");
    assert.deepEqual(bench.lock.status().alarms, ["LockJammed"]);
    assert.equal(bench.indicator.last, "jam");
    assert.equal(count(bench, AuditEvent.boltJammed), 3);
    assert.equal(count(bench, AuditEvent.jamAlarm), 1);
    bench.time.advance(3_600_000);
    assert.equal(bench.bolt.moves.length, 5);
    assert.deepEqual(bench.faults, []);
  });

  test("that ends in a retry raises no alarm", () => {
    const bench = lockBench();
    bench.type(`${guestPin}#`);
    fails(bench, "timedOut");
    bench.time.advance(250);
    bench.boltEnds();
    assert.equal(bench.state, "unlocked");
    assert.deepEqual(bench.lock.status().alarms, []);
    assert.equal(count(bench, AuditEvent.boltTimedOut), 1);
  });

  test("while backing off is part of the same jam, and not one more in the log", () => {
    const bench = lockBench();
    bench.type(`${guestPin}#`);
    bench.boltEnds("jammed");
    bench.boltEnds("jammed");
    assert.equal(count(bench, AuditEvent.boltJammed), 1);
    bench.time.advance(250);
    bench.boltEnds();
    assert.equal(bench.state, "unlocked");
  });

  test("while locking is never reported as locked", () => {
    const bench = lockBench({ bolt: "unlocked" });
    bench.request("lock", OperationSource.button);
    for (let tries = 1; tries <= 2; tries++) {
      fails(bench);
      bench.time.advance(250);
      assert.notEqual(bench.state, "locked");
    }
    bench.boltEnds("timedOut", "between");
    assert.equal(bench.state, "jammed");
    assert.equal(count(bench, AuditEvent.locked), 0);
  });

  function jammed(operation: "lock" | "unlock"): LockBench {
    const bench = lockBench({ bolt: operation === "lock" ? "unlocked" : "locked" });
    bench.request(operation);
    for (let tries = 1; tries <= 2; tries++) {
      fails(bench);
      bench.time.advance(250);
    }
    bench.boltEnds("jammed");
    assert.equal(bench.state, "jammed");
    return bench;
  }

  test("ends with a move that arrives", () => {
    for (const operation of ["lock", "unlock"] as const) {
      const bench = jammed(operation);
      assert.equal(bench.request("unlock").kind, "started");
      bench.boltEnds();
      assert.deepEqual(bench.lock.status().alarms, []);
      assert.equal(bench.indicator.last, "off");
    }
  });

  test("ends when somebody turns the bolt to where it could not get, not when it springs back", () => {
    const bench = jammed("lock");
    bench.byHand("unlocked");
    assert.equal(bench.state, "unlocked");
    assert.deepEqual(bench.lock.status().alarms, ["LockJammed"]);
    bench.byHand("locked");
    assert.deepEqual(bench.lock.status().alarms, []);
  });
});

describe("the thumb-turn", () => {
  test("unlocks and locks in every mode, and is reported as manual", () => {
    const bench = lockBench();
    for (const [position, value] of [["unlocked", 2], ["locked", 1]] as const) {
      bench.byHand("between");
      assert.equal(bench.state, "unknown");
      bench.byHand(position);
      assert.equal(bench.state, position);
      const entry = bench.store.entries[bench.store.entries.length - 1];
      assert.deepEqual(
        [entry?.event, entry?.source, entry?.value],
        [AuditEvent.boltByHand, OperationSource.manual, value],
      );
    }
    assert.deepEqual(bench.bolt.moves, []);
  });

  test("turned against a move, the hand wins", () => {
    const bench = lockBench();
    bench.type(`${guestPin}#`);
    bench.boltEnds("movedByHand", "locked");
    assert.equal(bench.state, "locked");
    bench.time.advance(60_000);
    assert.deepEqual(bench.bolt.moves, ["unlocked"]);
  });
});

describe("a bolt that never answers", () => {
  test("is switched off after 15 s, and what is sensed then counts", () => {
    const bench = lockBench();
    bench.type(`${guestPin}#`);
    bench.time.advance(15_000 - 101);
    assert.equal(bench.bolt.stops, 0);
    // The fake reports the stop; the real driver would have done so long ago.
    bench.time.advance(1);
    assert.equal(bench.bolt.stops, 1);
    assert.equal(bench.state, "unknown", "the fake stopped half way");
    assert.equal(count(bench, AuditEvent.boltTimedOut), 1);
    assert.equal(bench.request("unlock").kind, "started", "it can be tried again");
  });
});

describe("a fault of our own", () => {
  test("takes the power off, is written down, and the lock goes on from what is sensed", () => {
    const bench = lockBench();
    bench.type(`${guestPin}#`);
    bench.loop.post({ type: "fault", where: "keypad" });
    bench.time.settle();
    assert.equal(bench.bolt.moving, false);
    assert.equal(bench.state, "unknown");
    assert.equal(count(bench, AuditEvent.fault), 1);
    bench.byHand("locked");
    assert.equal(bench.state, "locked");
    bench.unlock();
    assert.equal(bench.state, "unlocked");
  });

  test("an exception inside a turn does the same", () => {
    const bench = lockBench();
    bench.battery.startLoad = () => {
      throw new Error("adc");
    };
    bench.type(`${guestPin}#`);
    assert.deepEqual(bench.faults, ["accepted: adc"]);
    assert.deepEqual(bench.bolt.moves, []);
    bench.time.advance(15_000);
    assert.equal(bench.state, "locked", "no move was begun, and the switches say where it is");
  });

  test("never opens", () => {
    const bench = lockBench();
    for (let faults = 0; faults < 50; faults++) bench.loop.post({ type: "fault", where: "test" });
    bench.time.advance(3_600_000);
    assert.equal(bench.state, "locked");
    assert.deepEqual(bench.bolt.moves, []);
    assert.equal(count(bench, AuditEvent.fault), 6, "written at 1, 2, 4, 8, 16, 32");
  });

  test("does not keep auto-lock from its time", () => {
    const bench = lockBench();
    bench.unlock();
    for (let seconds = 0; seconds < 29; seconds++) {
      bench.time.advance(1000);
      bench.loop.post({ type: "fault", where: "test" });
    }
    bench.time.advance(999);
    assert.deepEqual(bench.bolt.moves, ["unlocked"]);
    bench.time.advance(1);
    assert.deepEqual(bench.bolt.moves, ["unlocked", "locked"]);
  });
});

describe("the battery during a move", () => {
  test("is measured under load from start to end of each move", () => {
    const bench = lockBench();
    bench.battery.sag = { idleMillivolts: 6000, lowestMillivolts: 5400 };
    assert.equal(bench.battery.loaded, false);
    bench.type(`${guestPin}#`);
    assert.equal(bench.battery.loaded, true);
    bench.boltEnds();
    assert.equal(bench.battery.loaded, false);
    assert.equal(bench.lock.status().batterySagMillivolts, 600);
  });

  test("a jam pulls down any pack: it says nothing about the level", () => {
    const bench = lockBench();
    bench.battery.sag = { idleMillivolts: 6000, lowestMillivolts: 3500 };
    bench.type(`${guestPin}#`);
    bench.boltEnds("jammed");
    assert.equal(bench.lock.status().batteryLevel, "ok");
    assert.equal(bench.lock.status().batterySagMillivolts, undefined);
  });
});
