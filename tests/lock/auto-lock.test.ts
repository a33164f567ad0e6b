// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { byMaster, guestPin, masterPin } from "../fixtures/credentials";
import { lockBench, type LockBench } from "../fixtures/lock-bench";

const relockMs = 30_000;

/** Nothing happens until the last millisecond, then the bolt is thrown. */
function locksAfter(bench: LockBench, ms: number): void {
  const before = bench.bolt.moves.length;
  bench.time.advance(ms - 1);
  assert.equal(bench.bolt.moves.length, before, "too early");
  bench.time.advance(1);
  assert.deepEqual(bench.bolt.moves.slice(before), ["locked"], "not on time");
  assert.deepEqual(bench.faults, []);
}

function neverLocks(bench: LockBench): void {
  const before = bench.bolt.moves.length;
  bench.time.advance(24 * 3_600_000);
  assert.equal(bench.bolt.moves.length, before);
}

describe("auto-lock: counts", () => {
  test("30 s from the moment at which the bolt is sensed unlocked", () => {
    const bench = lockBench();
    bench.unlock();
    locksAfter(bench, relockMs);
    bench.boltEnds();
    assert.equal(bench.state, "locked");
    const entry = bench.store.entries[bench.store.entries.length - 1];
    assert.deepEqual([entry?.event, entry?.source], [AuditEvent.locked, OperationSource.auto]);
  });

  test("not from the request: a slow bolt does not shorten it", () => {
    const bench = lockBench();
    bench.type(`${guestPin}#`);
    bench.time.advance(4000);
    bench.boltEnds();
    locksAfter(bench, relockMs);
  });

  test("again from the door closing", () => {
    const bench = lockBench();
    bench.unlock();
    bench.time.advance(10_000);
    bench.door(false);
    bench.time.advance(15_000);
    bench.door(true);
    locksAfter(bench, relockMs);
  });

  test("from unlocking by hand too", () => {
    const bench = lockBench();
    bench.byHand("between");
    bench.time.advance(300);
    bench.byHand("unlocked");
    locksAfter(bench, relockMs);
  });

  test("from a bolt that is left half way too: not locked is not locked", () => {
    const bench = lockBench();
    bench.byHand("between");
    locksAfter(bench, relockMs);
  });

  test("every time, however often it was unlocked by hand before", () => {
    const bench = lockBench();
    for (let times = 0; times < 5; times++) {
      bench.byHand("unlocked");
      locksAfter(bench, relockMs);
      bench.boltEnds();
    }
  });

  test("from a PIN that finds it unlocked already", () => {
    const bench = lockBench();
    bench.unlock();
    bench.time.advance(20_000);
    bench.type(`${guestPin}#`);
    // The last key was 100 ms ago.
    locksAfter(bench, relockMs - 100);
  });

  test("a wrong PIN does not make it wait longer", () => {
    const bench = lockBench();
    bench.unlock();
    bench.time.advance(20_000);
    bench.type("905172#");
    locksAfter(bench, 10_000 - 700);
  });

  test("from power-up when the bolt is open then", () => {
    for (const bolt of ["unlocked", "between", "unknown"] as const) {
      locksAfter(lockBench({ bolt }), relockMs);
    }
  });

  test("not at all when it is locked at power-up", () => {
    neverLocks(lockBench());
  });

  test("only once: locked, it stays at rest", () => {
    const bench = lockBench();
    bench.unlock();
    locksAfter(bench, relockMs);
    bench.boltEnds();
    neverLocks(bench);
  });
});

describe("auto-lock: the door", () => {
  test("open: it waits, however long, and counts anew when the door closes", () => {
    const bench = lockBench();
    bench.unlock();
    bench.door(false);
    neverLocks(bench);
    assert.equal(bench.store.count(AuditEvent.requestRefused), 0, "it waits, it does not ask in vain");
    bench.door(true);
    locksAfter(bench, relockMs);
  });

  test("unknown is not closed", () => {
    const bench = lockBench({ bolt: "unlocked", doorClosed: undefined });
    neverLocks(bench);
    assert.equal(bench.store.count(AuditEvent.requestRefused), 0);
    bench.door(true);
    locksAfter(bench, relockMs);
  });

  test("opening while the bolt is on its way: it turns back, and nobody is told that it is locked", () => {
    const bench = lockBench();
    bench.unlock();
    bench.time.advance(relockMs);
    assert.equal(bench.state, "locking");
    bench.door(false);
    assert.equal(bench.bolt.stops, 1);
    bench.time.advance(250);
    assert.deepEqual(bench.bolt.moves, ["unlocked", "locked", "unlocked"]);
    bench.boltEnds();
    assert.equal(bench.state, "unlocked");
    assert.equal(bench.store.count(AuditEvent.locked), 0);
    neverLocks(bench);
  });
});

describe("auto-lock: off and changed", () => {
  test("0 s is off", () => {
    const bench = lockBench();
    bench.lock.settings.set("AutoRelockTime", 0, byMaster);
    bench.unlock();
    neverLocks(bench);
  });

  test("another time counts at once, also one that was off", () => {
    const bench = lockBench();
    bench.unlock();
    bench.time.advance(29_000);
    bench.lock.settings.set("AutoRelockTime", 5, byMaster);
    locksAfter(bench, 5000);
    bench.boltEnds();
    bench.lock.settings.set("AutoRelockTime", 0, byMaster);
    bench.unlock();
    bench.time.advance(60_000);
    bench.lock.settings.set("AutoRelockTime", 10, byMaster);
    locksAfter(bench, 10_000);
  });

  test("a lock that is not set up does not shut by itself; 30 s after set-up it does", () => {
    const bench = lockBench({ hasUsers: false, bolt: "unlocked" });
    neverLocks(bench);
    bench.hold(5000);
    bench.type(`${masterPin}#${masterPin}#`);
    assert.equal(bench.lock.setUp.state, "done");
    locksAfter(bench, relockMs - 100);
  });
});

describe("auto-lock: when the bolt does not get there", () => {
  /** Three tries, all jammed. */
  function jams(bench: LockBench): void {
    for (let tries = 1; tries <= 3; tries++) {
      bench.boltEnds("jammed");
      bench.time.advance(150 + 250);
    }
  }

  test("jammed, it waits for somebody; the door closing again is a reason to try again", () => {
    const bench = lockBench();
    bench.unlock();
    bench.time.advance(relockMs);
    jams(bench);
    assert.equal(bench.state, "jammed");
    neverLocks(bench);
    bench.door(false);
    bench.door(true);
    locksAfter(bench, relockMs);
    bench.boltEnds();
    assert.equal(bench.state, "locked");
  });

  test("held back by hand again and again: gives up after three times, and begins again when somebody comes", () => {
    const bench = lockBench();
    bench.unlock();
    for (let tries = 1; tries <= 3; tries++) {
      locksAfter(bench, relockMs);
      bench.boltEnds("movedByHand", "unlocked");
    }
    neverLocks(bench);
    bench.type(`${guestPin}#`);
    locksAfter(bench, relockMs - 100);
  });
});
