// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { AuditEvent, OperationSource, type OperationSourceCode } from "../../lock/audit";
import { refusalCodes } from "../../lock/request";
import { guestPin } from "../fixtures/credentials";
import { lockBench, type LockBench } from "../fixtures/lock-bench";

const { button, auto, keypad, proprietaryRemote } = OperationSource;
const outside: readonly OperationSourceCode[] = [keypad, proprietaryRemote];
const inside: readonly OperationSourceCode[] = [button, auto];

function lastEntry(bench: LockBench) {
  const entry = bench.store.entries[bench.store.entries.length - 1];
  return entry && { event: entry.event, source: entry.source, userIndex: entry.userIndex, value: entry.value };
}

describe("request: unlock", () => {
  test("moves the bolt for every source, and says who when it has arrived", () => {
    for (const source of [...outside, button]) {
      const bench = lockBench();
      assert.deepEqual(bench.request("unlock", source), { kind: "started" });
      assert.deepEqual(bench.bolt.moves, ["unlocked"]);
      assert.equal(bench.state, "unlocking");
      bench.time.advance(400);
      bench.boltEnds();
      assert.equal(bench.state, "unlocked");
      assert.deepEqual(lastEntry(bench), { event: AuditEvent.unlocked, source, userIndex: 1, value: 400 });
    }
  });

  test("who is accepted stands in the log before the motor starts, and that it is unlocked only after it is sensed", () => {
    for (const [bench, accepted] of [
      [lockBench(), AuditEvent.accepted],
      [lockBench(), AuditEvent.requestAccepted],
    ] as const) {
      let movesWhenAccepted = -1;
      bench.store.onAppend = ({ event }) => {
        if (event === accepted) movesWhenAccepted = bench.bolt.moves.length;
      };
      if (accepted === AuditEvent.accepted) bench.type(`${guestPin}#`);
      else bench.request("unlock");
      assert.equal(movesWhenAccepted, 0);
      assert.equal(bench.bolt.moves.length, 1);
      assert.equal(bench.store.count(AuditEvent.unlocked), 0);
      bench.boltEnds();
      assert.equal(bench.store.count(AuditEvent.unlocked), 1);
    }
  });

  test("is always tried, whatever the battery", () => {
    for (const millivolts of [6000, 4600, 4200, 3000]) {
      const bench = lockBench();
      bench.measured(millivolts);
      assert.equal(bench.request("unlock").kind, "started");
    }
  });

  test("is not tried again while it is under way or done, and says so", () => {
    const bench = lockBench();
    bench.request("unlock");
    assert.deepEqual(bench.request("unlock"), { kind: "underWay" });
    bench.boltEnds();
    assert.deepEqual(bench.request("unlock"), { kind: "alreadyThere" });
    assert.deepEqual(bench.bolt.moves, ["unlocked"]);
  });

  test("with the position only assumed, is driven again: somebody may have turned it unseen", () => {
    const bench = lockBench({ assumed: true });
    bench.request("unlock");
    bench.boltEnds();
    assert.equal(bench.lock.status().assumed, true);
    assert.ok((bench.store.entries[bench.store.entries.length - 1]?.value ?? 0) < 0, "the log says that it is assumed");
    assert.deepEqual(bench.request("unlock"), { kind: "started" });
  });
});

describe("request: lock", () => {
  test("needs the door sensed closed, whoever asks", () => {
    for (const source of [...outside, ...inside]) {
      for (const [doorClosed, reason] of [[false, "doorOpen"], [undefined, "doorUnknown"]] as const) {
        const bench = lockBench({ bolt: "unlocked", doorClosed });
        assert.deepEqual(bench.request("lock", source), { kind: "refused", reason });
        assert.deepEqual(bench.bolt.moves, []);
        const value = refusalCodes[reason];
        assert.deepEqual(lastEntry(bench), { event: AuditEvent.requestRefused, source, userIndex: 1, value });
      }
      const bench = lockBench({ bolt: "unlocked" });
      assert.equal(bench.request("lock", source).kind, "started");
    }
  });

  test("is refused when there may not be enough left to unlock, with Matter's code", () => {
    assert.equal(refusalCodes.insufficientBattery, 4);
    for (const source of [...outside, ...inside]) {
      const bench = lockBench({ bolt: "unlocked" });
      bench.measured(4519);
      assert.deepEqual(bench.request("lock", source), { kind: "refused", reason: "insufficientBattery" });
      assert.equal(lastEntry(bench)?.value, 4);
    }
    const bench = lockBench({ bolt: "unlocked" });
    bench.measured(4520);
    assert.equal(bench.lock.status().batteryLevel, "low");
    assert.equal(bench.request("lock").kind, "started", "low is not yet too low");
  });
});

describe("request: during a lockout, and with keys that cannot be trusted", () => {
  function lockedOut(): LockBench {
    const bench = lockBench();
    for (let tries = 0; tries < 3; tries++) bench.type("905172#");
    assert.ok(bench.lock.lockout.remainingMs > 0);
    return bench;
  }

  test("nothing from outside, neither lock nor unlock; inside everything", () => {
    const noKey = { status: "damaged", pinHash: undefined, cardHash: undefined, auditHash: undefined } as const;
    for (const [makeBench, reason] of [
      [lockedOut, "lockedOut"],
      [() => lockBench({ powerUp: { deviceKey: noKey } }), "outsideDisabled"],
      [() => lockBench({ powerUp: { factoryReset: "failed" } }), "outsideDisabled"],
    ] as const) {
      for (const source of outside) {
        const bench = makeBench();
        assert.deepEqual(bench.request("unlock", source), { kind: "refused", reason });
        bench.byHand("unlocked");
        assert.deepEqual(bench.request("lock", source), { kind: "refused", reason });
        assert.deepEqual(bench.bolt.moves, []);
      }
      const bench = makeBench();
      bench.press();
      assert.equal(bench.state, "unlocking");
      bench.boltEnds();
      assert.equal(bench.request("lock", auto).kind, "started");
    }
  });

  test("the lockout over, all is as before", () => {
    const bench = lockedOut();
    bench.time.advance(bench.lock.lockout.remainingMs);
    assert.equal(bench.request("unlock").kind, "started");
  });
});

describe("request: two wishes at once", () => {
  test("unlock wins over a lock that is under way", () => {
    const bench = lockBench({ bolt: "unlocked" });
    bench.request("lock");
    assert.equal(bench.request("unlock", button).kind, "started");
    assert.equal(bench.bolt.stops, 1);
    bench.time.advance(250);
    bench.boltEnds();
    assert.equal(bench.state, "unlocked");
    assert.deepEqual(bench.log.slice(-4), [
      AuditEvent.requestAccepted, AuditEvent.requestAccepted, AuditEvent.boltStopped, AuditEvent.unlocked,
    ]);
    assert.deepEqual(lastEntry(bench)?.source, button);
  });

  test("lock while unlocking waits, and comes with its own source when unlocking has ended", () => {
    const bench = lockBench();
    bench.request("unlock");
    assert.deepEqual(bench.request("lock", button), { kind: "queued" });
    assert.deepEqual(bench.bolt.moves, ["unlocked"]);
    bench.boltEnds();
    assert.equal(bench.state, "locking");
    bench.boltEnds();
    assert.equal(bench.state, "locked");
    assert.equal(lastEntry(bench)?.source, button);
  });

  test("the lock that waited is checked again: the door may be open by then", () => {
    const bench = lockBench();
    bench.request("unlock");
    bench.request("lock");
    bench.door(false);
    bench.boltEnds();
    assert.equal(bench.state, "unlocked");
    assert.equal(lastEntry(bench)?.event, AuditEvent.requestRefused);
  });

  test("another unlock takes back the lock that waits", () => {
    const bench = lockBench();
    bench.request("unlock");
    bench.request("lock");
    bench.request("unlock");
    bench.boltEnds();
    assert.equal(bench.state, "unlocked");
  });

  test("a lock that waits is forgotten when unlocking fails, and does not come later", () => {
    const bench = lockBench();
    bench.request("unlock");
    bench.request("lock");
    for (let tries = 1; tries <= 3; tries++) {
      bench.boltEnds("jammed");
      bench.time.advance(150 + 250);
    }
    assert.equal(bench.state, "jammed");
    assert.equal(bench.bolt.moving, false);
    bench.unlock();
    assert.equal(bench.state, "unlocked");
  });
});

test("request: an operation that does not exist is a fault of our own", () => {
  const bench = lockBench();
  assert.throws(() => bench.request("open" as "lock"), /operation/);
  assert.deepEqual(bench.bolt.moves, []);
});
