// SPDX-License-Identifier: Apache-2.0
/** What bring-up left on a board, in the lock that is flashed after it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import bootC3 from "latchkey:firmware/esp32-c3";
import { board as c3 } from "../../boards/esp32-c3";
import { AuditEvent, RecordCode } from "../../lock/audit";
import { calibrationRecord, writeCalibration, type Calibration } from "../../lock/calibration";
import { FakeRecords } from "../fixtures/fake-lock-parts";
import { lockedLock, masterPin, newLock, second, type WholeLock, type WholeLockOptions } from "../fixtures/whole-lock";

const kept: WholeLockOptions = Object.freeze(lockedLock().kept);
const onC3: WholeLockOptions = { firmware: bootC3, board: c3 };

function recordOf(calibration: Calibration): Uint8Array {
  const records = new FakeRecords();
  writeCalibration(records, calibration);
  return records.read(calibrationRecord)!;
}

/** The same locked lock each time, but for this record. */
function lockWith(record: Uint8Array | undefined, options: WholeLockOptions = kept): WholeLock {
  const entry = record && { domain: "latchkey", key: calibrationRecord, type: "buffer", value: record };
  return newLock({ ...options, nvsEntries: [...(options.nvsEntries ?? []), ...(entry ? [entry] : [])] });
}

function sourcesIn(lock: WholeLock): unknown[] {
  const reply = lock.command("GetCalibration") as Record<string, { Source: string } | undefined>;
  return [reply.Battery?.Source, reply.Motor?.Source, reply.Servo?.Source];
}

function damaged({ log }: WholeLock): number[] {
  return log.filter(({ event }) => event === AuditEvent.recordDamaged).map(({ value }) => value);
}

function millivoltsOf(lock: WholeLock): number {
  lock.board.run(3 * second);
  return Number(lock.command("GetBattery").Millivolts);
}

describe("a lock that was never calibrated", () => {
  test("says so, and has nothing to complain of", () => {
    const lock = lockWith(undefined);
    assert.deepEqual(sourcesIn(lock), ["Default", "Default", undefined]);
    assert.deepEqual(damaged(lock), []);
    lock.assertSound();
  });

  test("says so of its servo too", () => {
    const lock = lockedLock(onC3);
    assert.deepEqual(lock.command("GetCalibration").Servo, { Source: "Default", LockedUs: 1000, UnlockedUs: 2000, TravelMs: 600 });
  });
});

describe("a lock that was calibrated", () => {
  test("keeps its motor to the time that was measured, and says so", () => {
    const motor = { travelMs: 60, powerMsMax: 110, stallMilliamps: 3000, reversed: false };
    const lock = lockWith(recordOf({ motor }));
    assert.deepEqual(sourcesIn(lock), ["Default", "Stored", undefined]);
    lock.board.pressButton();
    lock.board.run(5 * second);
    const { longestDriveMs } = lock.board.world.bolt;
    assert.ok(longestDriveMs > 0 && longestDriveMs <= 120, `${longestDriveMs} ms`);
    assert.ok(!lock.motorOn);
  });

  test("turns a motor the other way whose wires are the other way round, and so unlocks", () => {
    const motor = { travelMs: 800, powerMsMax: 1500, stallMilliamps: 700, reversed: true };
    for (const [record, unlocks] of [[recordOf({ motor }), false], [recordOf({ motor: { ...motor, reversed: false } }), true]] as const) {
      const lock = lockWith(record);
      lock.board.pressButton();
      lock.until(() => lock.motorOn, second, "it starts");
      lock.board.run(300);
      assert.equal(lock.board.boltPosition < 0.9, unlocks, "its wires are as the board says, so turned round it pushes into the door");
    }
  });

  test("measures its battery by it, and the setting comes on top", () => {
    const before = millivoltsOf(lockWith(undefined));
    const lock = lockWith(recordOf({ battery: { gainPpm: 1_050_000, offsetMillivolts: -200 } }));
    const wanted = before * 1.05 - 200;
    assert.ok(Math.abs(millivoltsOf(lock) - wanted) <= 15, `${millivoltsOf(lock)} instead of ${wanted} mV`);
    lock.set("BatteryGainPpm", 900_000);
    assert.ok(Math.abs(millivoltsOf(lock) - wanted * 0.9) <= 15, `${millivoltsOf(lock)} instead of ${wanted * 0.9} mV`);
    assert.deepEqual(sourcesIn(lock), ["Stored", "Default", undefined]);
  });

  test("takes its servo to where the bolt really ends", () => {
    const lock = lockWith(recordOf({ servo: { lockedUs: 1200, unlockedUs: 1900, travelMs: 700 } }), onC3);
    lock.setUp();
    for (const [wanted, state] of [[0.1, "Unlocked"], [0.8, "Locked"]] as const) {
      lock.board.pressButton();
      lock.board.run(3 * second);
      assert.ok(Math.abs(lock.board.boltPosition - wanted) < 0.02, `${state} at ${lock.board.boltPosition}`);
      assert.equal(lock.says("LockState"), state);
    }
    assert.equal((lock.command("GetCalibration").Servo as { Source: string }).Source, "Stored");
  });
});

describe("a lock whose calibration cannot be", () => {
  test("goes by its defaults, says so, and writes it down at each power-up", () => {
    const garbled = recordOf({ motor: { travelMs: 60, powerMsMax: 110, stallMilliamps: 3000, reversed: true } });
    garbled[9]! ^= 1;
    const lock = lockWith(garbled);
    assert.deepEqual(sourcesIn(lock), ["Refused", "Refused", undefined]);
    assert.deepEqual(damaged(lock), [RecordCode.calibration]);
    assert.ok(lock.opens(masterPin));
    lock.lockByButton();
    lock.restart();
    assert.deepEqual(damaged(lock), [RecordCode.calibration, RecordCode.calibration]);
    assert.deepEqual(lock.board.nvs.read("latchkey", calibrationRecord)?.value, garbled, "it is left as it is");
    lock.assertSound();
  });
});
