// SPDX-License-Identifier: Apache-2.0
/** The operating modes on a whole lock: what is closed, what ends them, holidays, and that people get out in each. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { epochUtcSeconds } from "../../lock/civil-time";
import { OperatingMode } from "../../lock/operating-mode";
import { byMaster, guestPin, masterPin, wrongPin } from "../fixtures/credentials";
import { lockBench, type LockBench, type LockBenchOptions } from "../fixtures/lock-bench";
import { atOnce } from "../../lock/in-turns";

const { normal, vacation, privacy, noRemoteLockUnlock, passage } = OperatingMode;
/** 2026-11-25 12:00 UTC. */
const noon = 1_795_608_000;
const local = (utcSeconds: number): number => utcSeconds - epochUtcSeconds;

function inMode(mode: number, options: LockBenchOptions = {}): LockBench {
  const bench = lockBench(options);
  assert.equal(bench.lock.settings.set("OperatingMode", mode, byMaster), "SUCCESS");
  return bench;
}

/** The time is known, and one holiday is from noon on, for an hour. */
function onHoliday(operatingMode: number, options: LockBenchOptions = {}): LockBench {
  const bench = lockBench(options);
  const { localTime, wallClock, holidays } = bench.lock;
  if (localTime.timeZone === undefined) assert.equal(localTime.setTimeZone("UTC0", byMaster), "SUCCESS");
  assert.equal(wallClock.set(noon), "SUCCESS");
  const times = { localStartTime: local(noon), localEndTime: local(noon) + 3600 };
  assert.equal(holidays.set(1, { ...times, operatingMode }, byMaster), "SUCCESS");
  return bench;
}

function opens(bench: LockBench, pin: string): boolean {
  const before = bench.bolt.moves.length;
  bench.type(`${pin}#`);
  return bench.bolt.moves.length > before;
}

describe("operating modes: who is kept out", () => {
  const cases: readonly [name: string, mode: number, guest: boolean, master: boolean, afar: boolean][] = [
    ["Normal", normal, true, true, true],
    ["Vacation", vacation, false, true, true],
    ["Privacy", privacy, false, false, false],
    ["NoRemoteLockUnlock", noRemoteLockUnlock, true, true, false],
    ["Passage", passage, true, true, true],
  ];
  for (const [name, mode, guest, master, afar] of cases) {
    test(`${name}: a guest at the keypad ${guest}, the master ${master}, from afar ${afar}`, () => {
      assert.equal(opens(inMode(mode), guestPin), guest);
      assert.equal(opens(inMode(mode), masterPin), master);
      for (const source of [OperationSource.proprietaryRemote, OperationSource.remote]) {
        for (const operation of ["unlock", "lock"] as const) {
          const bench = inMode(mode, { bolt: operation === "lock" ? "unlocked" : "locked" });
          const result = bench.request(operation, source);
          assert.deepEqual(result, afar ? { kind: "started" } : { kind: "refused", reason: "mode" });
          assert.equal(bench.bolt.moves.length, afar ? 1 : 0);
        }
      }
    });

    test(`${name}: whoever is inside gets out, with the button and by hand, during a lockout too`, () => {
      for (const lockedOut of [false, true]) {
        const bench = inMode(mode);
        if (lockedOut) for (let tries = 0; tries < 3; tries++) bench.type(`${wrongPin}#`);
        bench.press();
        assert.deepEqual(bench.bolt.moves, ["unlocked"]);
        bench.boltEnds();
        assert.equal(bench.state, "unlocked");
        bench.byHand("locked");
        bench.byHand("unlocked");
        assert.equal(bench.state, "unlocked");
        assert.deepEqual(bench.faults, []);
      }
    });

    test(`${name}: a PIN that comes from afar is judged by the mode too`, () => {
      const bench = inMode(mode);
      const digits = Uint8Array.from(guestPin, Number);
      const result = atOnce(bench.lock.requestWithPin({ operation: "unlock", source: OperationSource.remote }, digits));
      assert.deepEqual(result, afar ? { kind: "started" } : { kind: "refused", reason: "invalidCredential" });
      assert.ok(digits.every((digit) => digit === 0));
    });
  }

  test("the master still gets into programming, in Privacy too: it begins inside", () => {
    const bench = inMode(privacy);
    bench.hold(5000);
    bench.type(`${masterPin}#`);
    assert.equal(bench.lock.access.programming.step, "userNumber");
    assert.deepEqual(bench.bolt.moves, []);
  });
});

describe("operating modes: Privacy ends", () => {
  const mode = (bench: LockBench): number => bench.lock.settings.get("OperatingMode");

  test("when the inside button opens, and the log says so before the motor starts", () => {
    const bench = inMode(privacy);
    let movesThen = -1;
    bench.store.onAppend = ({ event, source }) => {
      if (event === AuditEvent.settingChanged && source === OperationSource.button) movesThen = bench.bolt.moves.length;
    };
    bench.press();
    assert.equal(mode(bench), normal);
    assert.equal(movesThen, 0);
    bench.boltEnds();
    assert.equal(opens(lockBench({ records: bench.records }), guestPin), true, "after a power cut too");
  });

  test("when somebody turns the bolt open, at rest or against a move", () => {
    const atRest = inMode(privacy);
    atRest.byHand("unlocked");
    assert.equal(mode(atRest), normal);
    const moving = inMode(privacy, { bolt: "unlocked" });
    assert.equal(moving.request("lock", OperationSource.auto).kind, "started");
    moving.boltEnds("movedByHand", "unlocked");
    assert.equal(mode(moving), normal);
  });

  test("not when somebody locks, tries at the keypad, or a move arrives", () => {
    const bench = inMode(privacy, { bolt: "unlocked" });
    bench.press();
    bench.boltEnds();
    assert.equal(bench.state, "locked");
    bench.byHand("unlocked");
    assert.equal(mode(bench), normal);
    const kept = inMode(privacy, { bolt: "unlocked" });
    kept.byHand("locked");
    opens(kept, guestPin);
    opens(kept, wrongPin);
    assert.equal(mode(kept), privacy);
  });

  test("no other mode is ended like that", () => {
    for (const other of [vacation, noRemoteLockUnlock, passage]) {
      const bench = inMode(other);
      bench.byHand("unlocked");
      bench.press();
      assert.equal(mode(bench), other);
    }
  });
});

describe("operating modes: Passage", () => {
  test("nothing locks by itself, however long; back in Normal it does after AutoRelockTime", () => {
    const bench = inMode(passage);
    bench.unlock();
    bench.time.advance(8 * 3_600_000);
    assert.equal(bench.state, "unlocked");
    bench.lock.settings.set("OperatingMode", normal, byMaster);
    bench.time.advance(29_999);
    assert.equal(bench.state, "unlocked");
    bench.time.advance(1);
    assert.equal(bench.state, "locking");
  });

  test("it unlocks nothing by itself, and whoever wants to locks", () => {
    const bench = inMode(passage);
    bench.time.advance(3_600_000);
    assert.deepEqual(bench.bolt.moves, []);
    bench.unlock();
    bench.press();
    bench.boltEnds();
    assert.equal(bench.state, "locked");
    assert.equal(opens(bench, wrongPin), false);
  });
});

describe("operating modes: holidays", () => {
  test("bring their mode from the first second to the one before the last", () => {
    const bench = onHoliday(vacation);
    assert.equal(bench.lock.operatingMode, vacation);
    bench.time.advance(3_599_000);
    assert.equal(opens(bench, guestPin), false);
    bench.time.advance(1000);
    assert.equal(opens(bench, guestPin), true);
  });

  test("count more than the setting, also to allow what it forbids", () => {
    const bench = onHoliday(normal);
    bench.lock.settings.set("OperatingMode", vacation, byMaster);
    assert.equal(opens(bench, guestPin), true);
    bench.lock.holidays.set(1, undefined, byMaster);
    assert.equal(opens(bench, guestPin), false);
  });

  test("with the time unknown none holds: the setting does", () => {
    const { records } = onHoliday(passage);
    const bench = lockBench({ records });
    assert.equal(bench.lock.operatingMode, normal);
    bench.unlock();
    bench.time.advance(30_000);
    assert.equal(bench.state, "locking");
  });

  test("in Passage: when the holiday ends it locks by itself, within AutoRelockTime and a minute", () => {
    const bench = onHoliday(passage);
    bench.unlock();
    bench.time.advance(3_599_000);
    assert.equal(bench.state, "unlocked");
    bench.time.advance(91_000);
    assert.equal(bench.bolt.moves[1], "locked");
  });

  test("of Privacy are ended for their rest by whoever opens inside; the setting stays, and a power cut brings them back", () => {
    const bench = onHoliday(privacy);
    assert.equal(opens(bench, guestPin), false);
    bench.press();
    bench.boltEnds();
    assert.equal(bench.lock.operatingMode, normal);
    assert.equal(bench.lock.settings.get("OperatingMode"), normal);
    bench.byHand("locked");
    assert.equal(opens(bench, guestPin), true);
    assert.equal(opens(onHoliday(privacy, { records: bench.records }), guestPin), false);
  });
});
