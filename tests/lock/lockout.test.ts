// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Audit, AuditEvent, RecordCode } from "../../lock/audit";
import { attemptsRecord, Lockout } from "../../lock/lockout";
import { Settings } from "../../lock/settings";
import { FakeAuditStore, FakeRecords, VirtualTime } from "../fixtures/fake-lock-parts";

function powerUp(records = new FakeRecords(), setUp = true) {
  const time = new VirtualTime();
  const store = new FakeAuditStore();
  const audit = new Audit({ store, clock: time, utcSeconds: () => 0 });
  const settings = new Settings({ records, audit, onChange: () => {} });
  return { records, time, store, lockout: new Lockout({ records, clock: time, audit, settings, setUp }) };
}

/** A lock in use: its last entry was valid. */
function inUse() {
  const lock = powerUp(new FakeRecords(), false);
  lock.lockout.succeed("master");
  return lock;
}

function attempts(lockout: Lockout, count: number, time: VirtualTime): void {
  for (let i = 0; i < count; i++) {
    time.advance(lockout.remainingMs);
    assert.equal(lockout.countAttempt(), true, `attempt ${i + 1}`);
  }
}

describe("lockout: arithmetic", () => {
  test("two wrong attempts cost nothing, the third 30 s, then double up to an hour", () => {
    const { lockout, time } = inUse();
    const seconds: number[] = [];
    for (let i = 0; i < 12; i++) {
      attempts(lockout, 1, time);
      seconds.push(lockout.remainingMs / 1000);
    }
    assert.deepEqual(seconds, [0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
  });

  test("a guesser who never tires gets 32 guesses on the first day and 24 on each day after", () => {
    const { lockout, time } = inUse();
    const guessesByDay = [0, 0, 0, 0];
    const dayMs = 86_400_000;
    while (time.nowMs() < 4 * dayMs) {
      if (lockout.countAttempt()) guessesByDay[Math.floor(time.nowMs() / dayMs)]!++;
      else time.advance(lockout.remainingMs);
    }
    assert.deepEqual(guessesByDay, [32, 24, 24, 24]);
  });

  test("refuses until the last millisecond of a lockout, and not one longer", () => {
    const { lockout, time } = inUse();
    attempts(lockout, 3, time);
    time.advance(29_999);
    assert.equal(lockout.countAttempt(), false);
    assert.equal(lockout.remainingMs, 1);
    time.advance(1);
    assert.equal(lockout.countAttempt(), true);
  });

  test("trying during a lockout neither lengthens it nor counts nor wears flash", () => {
    const { lockout, time, records } = inUse();
    attempts(lockout, 3, time);
    const writes = records.writes;
    for (let i = 0; i < 100; i++) {
      time.advance(100);
      assert.equal(lockout.countAttempt(), false);
    }
    assert.equal(lockout.remainingMs, 20_000);
    assert.equal(lockout.wrongCount, 3);
    assert.equal(records.writes, writes);
  });

  test("a valid credential takes everything back", () => {
    const { lockout, time } = inUse();
    attempts(lockout, 5, time);
    lockout.succeed("master");
    assert.equal(lockout.remainingMs, 0);
    attempts(lockout, 2, time);
    assert.equal(lockout.remainingMs, 0);
    attempts(lockout, 1, time);
    assert.equal(lockout.remainingMs, 30_000);
  });
});

/** Guesses whenever it costs nothing, types a PIN of his own before it would, and cuts the power if that might help. */
function insider(days: number, cutsPower: boolean): number[] {
  const dayMs = 86_400_000;
  let lock = inUse();
  let nowMs = 0;
  const guessesByDay = Array.from({ length: days }, () => 0);
  const wait = (ms: number) => {
    lock.time.advance(ms);
    nowMs += ms;
  };
  while (nowMs < days * dayMs) {
    if (cutsPower) lock = powerUp(lock.records);
    wait(lock.lockout.remainingMs + 1000);
    if (lock.lockout.wrongCount === 2) {
      lock.lockout.countAttempt();
      lock.lockout.succeed("user");
    } else if (nowMs < days * dayMs && lock.lockout.countAttempt()) {
      guessesByDay[Math.floor(nowMs / dayMs)]!++;
    }
  }
  return guessesByDay;
}

describe("lockout: somebody with a PIN of his own", () => {
  test("gets no more guesses than anybody else, though his PIN takes back the lockout", () => {
    assert.deepEqual(insider(4, false), [33, 24, 24, 24]);
  });

  test("gains nothing by cutting the power", () => {
    const guessesByDay = insider(4, true);
    assert.ok(guessesByDay.every((guesses) => guesses <= 33), guessesByDay.join());
  });

  test("nine slips of a household in one hour cost nothing, the tenth an hour", () => {
    const { lockout, time } = inUse();
    for (let slips = 1; slips <= 9; slips++) {
      time.advance(300_000);
      attempts(lockout, 1, time);
      assert.equal(lockout.remainingMs, 0);
      attempts(lockout, 1, time);
      lockout.succeed("user");
    }
    attempts(lockout, 1, time);
    assert.equal(lockout.remainingMs, 3_600_000);
    assert.equal(lockout.wrongCount, 1);
  });

  test("coming and going meanwhile does not keep anything from being forgiven", () => {
    const { lockout, time } = inUse();
    for (let halfHours = 1; halfHours <= 1000; halfHours++) {
      time.advance(1_800_000);
      attempts(lockout, halfHours % 2 === 0 ? 2 : 1, time);
      lockout.succeed("user");
    }
    assert.equal(lockout.remainingMs, 0);
    attempts(lockout, 1, time);
    assert.equal(lockout.remainingMs, 0);
  });

  test("one slip an hour is forgiven, for years; hours without a slip are not saved up", () => {
    const { lockout, time } = inUse();
    for (let slips = 1; slips <= 1000; slips++) {
      time.advance(3_600_000);
      attempts(lockout, 1, time);
      attempts(lockout, 1, time);
      lockout.succeed("user");
    }
    for (let slips = 1; slips <= 8; slips++) {
      attempts(lockout, 2, time);
      lockout.succeed("user");
    }
    assert.equal(lockout.remainingMs, 0);
    attempts(lockout, 1, time);
    assert.equal(lockout.remainingMs, 3_600_000, "the last of those and nine more");
  });

  test("an hour forgives one to the millisecond, and the master's PIN all", () => {
    for (const [waitMs, master, remainingMs] of [
      [3_599_999, false, 3_600_000],
      [3_600_000, false, 0],
      [0, true, 0],
    ] as const) {
      const { lockout, time } = inUse();
      for (let slips = 1; slips <= 9; slips++) {
        attempts(lockout, 2, time);
        lockout.succeed("user");
      }
      time.advance(waitMs);
      if (master) lockout.succeed("master");
      attempts(lockout, 1, time);
      assert.equal(lockout.remainingMs, remainingMs);
    }
  });

  test("what is not forgiven outlasts a power cut, and locks nobody out by itself", () => {
    const before = inUse();
    for (let slips = 1; slips <= 9; slips++) {
      attempts(before.lockout, 2, before.time);
      before.lockout.succeed("user");
    }
    const after = powerUp(before.records);
    assert.equal(after.lockout.remainingMs, 0);
    attempts(after.lockout, 1, after.time);
    assert.equal(after.lockout.remainingMs, 3_600_000);
    const again = powerUp(before.records);
    assert.equal(again.lockout.remainingMs, 3_600_000, "and that lockout starts over");
  });
});

describe("lockout: power cuts and flash", () => {
  test("the attempt is on flash before it may be judged", () => {
    const { lockout, records } = inUse();
    lockout.countAttempt();
    assert.equal(powerUp(records).lockout.wrongCount, 1);
  });

  test("after a power cut the current lockout starts over in full", () => {
    const before = inUse();
    attempts(before.lockout, 4, before.time);
    before.time.advance(59_000);
    const after = powerUp(before.records);
    assert.equal(after.lockout.remainingMs, 60_000);
    after.time.advance(59_999);
    assert.equal(after.lockout.countAttempt(), false);
    after.time.advance(1);
    assert.equal(after.lockout.countAttempt(), true);
    assert.equal(after.lockout.remainingMs, 120_000, "and the next one doubles");
  });

  test("cutting the power at every attempt gains no guess", () => {
    let lock = inUse();
    let guesses = 0;
    let spentMs = 0;
    while (spentMs < 86_400_000) {
      lock = powerUp(lock.records);
      spentMs += lock.lockout.remainingMs;
      lock.time.advance(lock.lockout.remainingMs);
      if (lock.lockout.countAttempt()) guesses++;
    }
    assert.ok(guesses <= 33, `${guesses} guesses`);
  });

  test("two wrong attempts before a power cut are not forgotten, and do not lock out either", () => {
    const before = inUse();
    attempts(before.lockout, 2, before.time);
    const after = powerUp(before.records);
    assert.equal(after.lockout.remainingMs, 0);
    attempts(after.lockout, 1, after.time);
    assert.equal(after.lockout.remainingMs, 30_000);
  });

  test("an attempt that cannot be counted is refused, and is not counted later", () => {
    const { lockout, records, store } = inUse();
    records.failWrites = true;
    assert.equal(lockout.countAttempt(), false);
    assert.equal(store.entries[0]?.event, AuditEvent.recordNotWritten);
    assert.equal(store.entries[0]?.value, RecordCode.attempts);
    records.failWrites = false;
    assert.equal(lockout.countAttempt(), true);
    assert.equal(lockout.wrongCount, 1);
  });

  test("a valid credential that cannot be noted keeps the count, but does not lock out", () => {
    const { lockout, records, time } = inUse();
    attempts(lockout, 3, time);
    records.failWrites = true;
    assert.equal(lockout.succeed("master"), false);
    assert.equal(lockout.remainingMs, 0);
    records.failWrites = false;
    assert.equal(powerUp(records).lockout.remainingMs, 30_000);
  });

  for (const [what, spoil] of [
    ["a missing", (records: FakeRecords) => records.delete(attemptsRecord)],
    ["an empty", (records: FakeRecords) => records.write(attemptsRecord, new Uint8Array(0))],
    ["a garbled", (records: FakeRecords) => records.write(attemptsRecord, Uint8Array.of(1, 0, 9, 9, 9, 9))],
    ["an unreadable", (records: FakeRecords) => (records.failReads = true)],
  ] as const) {
    test(`${what} record of a lock in use is the longest lockout, and is reported`, () => {
      const { records } = inUse();
      spoil(records);
      const { lockout, time, store } = powerUp(records);
      assert.equal(lockout.remainingMs, 3_600_000);
      const damaged = store.entries.filter(({ event }) => event === AuditEvent.recordDamaged);
      assert.ok(damaged.some(({ value }) => value === RecordCode.attempts));
      time.advance(3_599_999);
      assert.equal(lockout.countAttempt(), false);
    });
  }

  test("a new lock has no record, and no lockout", () => {
    const { lockout, store } = powerUp(new FakeRecords(), false);
    assert.equal(lockout.remainingMs, 0);
    assert.equal(lockout.wrongCount, 0);
    assert.deepEqual(store.entries, []);
  });
});
