// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { finishFactoryReset } from "../../lock/factory-reset";
import { masterPin } from "../fixtures/credentials";
import { lockBench, type LockBench } from "../fixtures/lock-bench";

function setUp(bench: LockBench): string {
  assert.deepEqual(bench.faults, []);
  return bench.lock.setUp.state;
}

describe("inside button, pressed shortly", () => {
  test("unlocks a locked lock and locks an unlocked one, as button in the log", () => {
    const bench = lockBench();
    bench.press();
    bench.boltEnds();
    assert.equal(bench.state, "unlocked");
    bench.press();
    bench.boltEnds();
    assert.equal(bench.state, "locked");
    const moves = bench.store.entries.filter(({ event }) => event === AuditEvent.locked || event === AuditEvent.unlocked);
    assert.deepEqual(moves.map(({ source }) => source), [OperationSource.button, OperationSource.button]);
  });

  test("is short until 1,999 ms; from 2 s on it moves nothing", () => {
    for (const [ms, moves] of [[1999, ["unlocked"]], [2000, []], [4999, []]] as const) {
      const bench = lockBench();
      bench.hold(ms);
      assert.deepEqual(bench.bolt.moves, moves);
    }
  });

  test("lets people out whatever state the lock is in", () => {
    for (const bolt of ["locked", "between", "unknown"] as const) {
      const bench = lockBench({ bolt });
      bench.press();
      assert.deepEqual(bench.bolt.moves, ["unlocked"]);
    }
    const locking = lockBench({ bolt: "unlocked" });
    locking.request("lock");
    locking.press();
    locking.time.advance(250);
    assert.deepEqual(locking.bolt.moves, ["locked", "unlocked"]);
    locking.press();
    locking.boltEnds();
    assert.equal(locking.state, "unlocked", "pressed again on the way: still out");
  });

  test("works during a lockout, in set-up, while programming, and with a dead battery", () => {
    const lockout = lockBench();
    for (let tries = 0; tries < 3; tries++) lockout.type("905172#");
    const fresh = lockBench({ hasUsers: false });
    const settingUp = lockBench({ hasUsers: false });
    settingUp.hold(5000);
    const programming = lockBench();
    programming.hold(5000);
    const flat = lockBench();
    flat.measured(3000);
    for (const bench of [lockout, fresh, settingUp, programming, flat]) {
      bench.press();
      assert.deepEqual(bench.bolt.moves, ["unlocked"]);
      assert.deepEqual(bench.faults, []);
    }
  });

  test("does not throw the bolt with the door open, and says so", () => {
    const bench = lockBench({ bolt: "unlocked", doorClosed: false });
    bench.press();
    assert.deepEqual(bench.bolt.moves, []);
    assert.equal(bench.indicator.last, "refused");
  });

  test("a release without a press is nothing", () => {
    const bench = lockBench();
    bench.loop.post({ type: "button", pressed: false });
    bench.time.settle();
    assert.deepEqual(bench.bolt.moves, []);
  });
});

describe("inside button, held for 5 s", () => {
  test("starts set-up on a new lock, at that moment, and moves nothing", () => {
    const bench = lockBench({ hasUsers: false });
    bench.hold(4999);
    assert.equal(setUp(bench), "waiting");
    bench.loop.post({ type: "button", pressed: true });
    bench.time.advance(5000);
    assert.equal(setUp(bench), "masterPin");
    assert.equal(bench.indicator.last, "setUp");
    bench.loop.post({ type: "button", pressed: false });
    bench.time.settle();
    assert.deepEqual(bench.bolt.moves, []);
  });

  test("opens programming on a lock that is set up, which then wants the master PIN", () => {
    const bench = lockBench();
    bench.hold(4999);
    assert.equal(bench.lock.access.programming.step, "off");
    bench.hold(5000);
    assert.equal(bench.lock.access.programming.step, "masterPin");
    bench.type(`${masterPin}#`);
    assert.equal(bench.lock.access.programming.step, "userNumber");
    assert.deepEqual(bench.bolt.moves, [], "the PIN was for programming, not for the door");
  });

  test("does not make anybody master of a lock that has one", () => {
    const bench = lockBench();
    bench.hold(5000);
    assert.equal(setUp(bench), "done");
    bench.type("604819#604819#");
    assert.equal(bench.lock.verifier.check(Uint8Array.of(6, 0, 4, 8, 1, 9), OperationSource.keypad, "master").result, "refused");
  });

  test("an interrupted hold does not add up", () => {
    const bench = lockBench({ hasUsers: false });
    bench.hold(3000);
    bench.time.advance(60_000);
    assert.equal(setUp(bench), "waiting", "let go, it counts no further");
    bench.hold(3000);
    bench.hold(3000);
    assert.equal(setUp(bench), "waiting");
  });
});

describe("inside button, held for 10 s with the cover off", () => {
  test("asks for a factory reset and restarts, not a millisecond earlier", () => {
    const bench = lockBench();
    bench.tamper(true);
    bench.hold(9999);
    assert.equal(bench.restarts, 0);
    bench.hold(10_000);
    assert.equal(bench.restarts, 1);
    assert.equal(bench.store.count(AuditEvent.factoryResetStarted), 1);
    assert.equal(bench.indicator.last, "ok");
    assert.equal(finishFactoryReset(bench.records, () => {}), "done");
    assert.equal(setUp(lockBench({ records: bench.records })), "waiting");
  });

  test("does nothing with the cover on", () => {
    const bench = lockBench();
    bench.hold(60_000);
    assert.equal(bench.restarts, 0);
    assert.equal(finishFactoryReset(bench.records, () => {}), "none");
  });

  test("does nothing when the cover is put back before", () => {
    const bench = lockBench();
    bench.tamper(true);
    bench.loop.post({ type: "button", pressed: true });
    bench.time.advance(9999);
    bench.tamper(false);
    bench.time.advance(60_000);
    assert.equal(bench.restarts, 0);
  });

  test("says so when flash fails, and goes on as before", () => {
    const bench = lockBench();
    bench.tamper(true);
    bench.records.failWrites = true;
    bench.hold(10_000);
    assert.equal(bench.restarts, 0);
    assert.equal(bench.indicator.last, "refused");
    bench.records.failWrites = false;
    // Programming, which began after 5 s, ends by itself.
    bench.time.advance(60_000);
    bench.unlock();
    assert.equal(bench.state, "unlocked");
  });

  test("takes the power off the bolt first", () => {
    const bench = lockBench();
    bench.tamper(true);
    bench.loop.post({ type: "button", pressed: true });
    bench.time.advance(9000);
    bench.request("unlock");
    bench.time.advance(1000);
    assert.equal(bench.bolt.moving, false);
    assert.equal(bench.restarts, 1);
  });
});
