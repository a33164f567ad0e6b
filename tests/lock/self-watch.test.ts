// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { FakeAuditStore } from "../fixtures/fake-lock-parts";
import { lockBench } from "../fixtures/lock-bench";

describe("what the lock notices about itself", () => {
  test("power-up with its reason stands first in the log", () => {
    const bench = lockBench({ powerUp: { resetReason: 9 } });
    assert.deepEqual([bench.log[0], bench.store.entries[0]?.value], [AuditEvent.powerUp, 9]);
  });

  test("a key that cannot be used, and a factory reset, stand in the log", () => {
    for (const [status, value] of [["damaged", 1], ["missing", 2], ["randomUntrusted", 3], ["flashFailed", 4]] as const) {
      const bench = lockBench({ powerUp: { deviceKey: { status, pinHash: undefined, cardHash: undefined, auditHash: undefined } } });
      const entry = bench.store.entries.find(({ event }) => event === AuditEvent.deviceKeyUnusable);
      assert.equal(entry?.value, value);
      assert.equal(bench.lock.status().outsideIsDisabled, true);
    }
    assert.equal(lockBench().store.count(AuditEvent.deviceKeyUnusable), 0);
    assert.equal(lockBench({ powerUp: { factoryReset: "done" } }).store.count(AuditEvent.factoryResetCompleted), 1);
  });

  test("events that were lost are counted in the log, at 1 and at each doubling", () => {
    const bench = lockBench();
    const flood = (count: number) => {
      for (let index = 0; index < count; index++) bench.loop.post({ type: "line", text: "x" });
      bench.time.settle();
    };
    flood(48);
    assert.equal(bench.store.count(AuditEvent.queueOverflow), 0);
    for (let round = 0; round < 10; round++) flood(49);
    assert.equal(bench.loop.overflows, 10);
    const values = bench.store.entries.filter(({ event }) => event === AuditEvent.queueOverflow).map(({ value }) => value);
    assert.deepEqual(values, [1, 2, 4, 8]);
  });

  test("a broken chain is reported once", () => {
    const store = new FakeAuditStore();
    let slices = 0;
    store.chain = "pending";
    store.slice = () => {
      if (++slices === 5) store.chain = "broken";
      return slices < 8;
    };
    const bench = lockBench({ store });
    bench.time.advance(60_000);
    assert.equal(store.count(AuditEvent.chainBroken), 1);
    assert.equal(bench.lock.auditStore.chain, "broken");
    bench.unlock();
    assert.equal(bench.state, "unlocked", "and the door still opens");
  });

  test("the log's flash is worked on after entries, and never while the motor runs", () => {
    const store = new FakeAuditStore();
    let whileMoving = 0;
    let slices = 0;
    store.slice = () => {
      slices++;
      if (bench.bolt.moving) whileMoving++;
      return false;
    };
    const bench = lockBench({ store });
    const before = slices;
    bench.request("unlock");
    bench.door(false);
    bench.door(true);
    bench.time.advance(2000);
    assert.equal(slices, before);
    bench.boltEnds();
    assert.ok(slices > before);
    assert.equal(whileMoving, 0);
  });

  test("what is under way when the motor starts stops, and goes on afterwards", () => {
    const store = new FakeAuditStore();
    let slices = -1000;
    store.slice = () => {
      if (++slices === 10) bench.lock.request({ operation: "unlock", source: OperationSource.button, userIndex: 0 });
      return slices < 50;
    };
    const bench = lockBench({ store });
    slices = 0;
    bench.door(false);
    bench.time.advance(1000);
    assert.equal(slices, 10);
    bench.boltEnds();
    assert.equal(slices, 50);
  });

  test("a log that cannot be written does not keep the door shut, and says it when it can again", () => {
    const bench = lockBench();
    bench.store.failAppends = true;
    bench.unlock();
    assert.equal(bench.state, "unlocked");
    bench.store.failAppends = false;
    bench.time.advance(30_000);
    assert.equal(bench.store.count(AuditEvent.entriesLost), 1);
  });
});
