// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { AuditEvent } from "../../lock/audit";
import { powerUp } from "../../lock/power-up";
import { byMaster, guestPin } from "../fixtures/credentials";
import { FakeRandom } from "../fixtures/fake-lock-parts";
import { lockBench } from "../fixtures/lock-bench";
import { HostAes } from "../fixtures/host-aes";
import { NaclDigest } from "../fixtures/nacl-digest";

describe("battery watch", () => {
  test("measures at power-up and every ten minutes, no more often", () => {
    const bench = lockBench();
    assert.equal(bench.battery.samples, 1);
    bench.time.advance(599_999);
    assert.equal(bench.battery.samples, 1);
    bench.time.advance(1);
    assert.equal(bench.battery.samples, 2);
    bench.time.advance(600_000 * 5);
    assert.equal(bench.battery.samples, 7);
  });

  test("each change of level stands once in the log, with the voltage", () => {
    const bench = lockBench();
    for (const millivolts of [4700, 4699, 4000, 3000, 6000]) bench.measured(millivolts);
    const { batteryLow, batteryCritical, batteryDead, batteryOk } = AuditEvent;
    const entries = bench.store.entries.filter(({ event }) => event >= batteryOk && event <= batteryDead);
    assert.deepEqual(
      entries.map(({ event, value }) => [event, value]),
      [[batteryLow, 4700], [batteryCritical, 4000], [batteryDead, 3000], [batteryOk, 6000]],
    );
  });

  test("warns at the lock after an unlock, when it is low; else not", () => {
    for (const [millivolts, expected] of [[4700, "lowBattery"], [6000, "ok"]] as const) {
      const bench = lockBench();
      bench.measured(millivolts);
      bench.battery.sag = undefined;
      bench.unlock();
      assert.equal(bench.indicator.last, expected);
    }
  });

  test("a deep sag in one move is enough to refuse the next lock, and a good move allows it again", () => {
    const bench = lockBench();
    bench.battery.sag = { idleMillivolts: 5000, lowestMillivolts: 3700 };
    bench.unlock();
    assert.equal(bench.lock.status().batteryLevel, "critical");
    assert.deepEqual(bench.request("lock"), { kind: "refused", reason: "insufficientBattery" });
    bench.byHand("locked");
    bench.battery.sag = { idleMillivolts: 5000, lowestMillivolts: 4800 };
    bench.unlock();
    assert.equal(bench.request("lock").kind, "started");
  });

  for (const [lowestMillivolts, samples, when] of [
    [4701, 1, "has more under the motor than it had at rest is measured again after the move, since it warmed up"],
    [4700, 0, "sags under the motor waits for its ten minutes"],
  ] as const) {
    test(`a pack that ${when}`, () => {
      const bench = lockBench();
      bench.measured(4700);
      const before = bench.battery.samples;
      bench.battery.sag = { idleMillivolts: 4700, lowestMillivolts };
      bench.unlock();
      assert.equal(bench.battery.samples, before + samples);
    });
  }

  test("what a move said is kept over a power cut, until a fresh pack shows at rest", () => {
    const first = lockBench();
    first.battery.sag = { idleMillivolts: 5000, lowestMillivolts: 3700 };
    first.unlock();
    const { records } = first;
    const worn = lockBench({ records, bolt: "unlocked", millivolts: 5100 });
    assert.deepEqual(worn.request("lock"), { kind: "refused", reason: "insufficientBattery" });
    const fresh = lockBench({ records, bolt: "unlocked", millivolts: 6200 });
    assert.equal(fresh.request("lock").kind, "started");
    assert.equal(lockBench({ records, millivolts: 5100 }).lock.status().batteryLevel, "ok");
  });

  test("a good move ends it on flash too; moves that say the same write nothing", () => {
    const bench = lockBench();
    const unlockWith = (lowestMillivolts: number) => {
      bench.byHand("locked");
      bench.battery.sag = { idleMillivolts: 5000, lowestMillivolts };
      bench.request("unlock");
      const before = bench.records.writes;
      bench.boltEnds();
      return bench.records.writes - before;
    };
    assert.deepEqual([3700, 3690, 4800, 4800].map(unlockWith), [1, 0, 1, 0]);
  });

  test("flash that fails changes nothing about the level", () => {
    const bench = lockBench();
    bench.battery.sag = { idleMillivolts: 5000, lowestMillivolts: 3700 };
    bench.request("unlock");
    bench.records.failWrites = true;
    bench.boltEnds();
    assert.equal(bench.lock.status().batteryLevel, "critical");
    assert.deepEqual(bench.faults, []);
  });

  test("auto-lock is refused once, not again and again, and comes when the battery is better", () => {
    const bench = lockBench();
    bench.unlock();
    bench.measured(4000);
    bench.time.advance(3_600_000);
    assert.equal(bench.store.count(AuditEvent.requestRefused), 1);
    bench.measured(6000);
    bench.time.advance(29_999);
    assert.equal(bench.bolt.moving, false);
    bench.time.advance(1);
    assert.equal(bench.bolt.moving, true);
  });

  test("takes chemistry and calibration from the settings, at power-up and when they change", () => {
    const bench = lockBench();
    assert.deepEqual([bench.battery.chemistry, bench.battery.gainPpm], ["alkaline", 1_000_000]);
    bench.lock.settings.set("BatteryChemistry", 4, byMaster);
    bench.lock.settings.set("BatteryGainPpm", 1_020_000, byMaster);
    assert.deepEqual([bench.battery.chemistry, bench.battery.gainPpm], ["liIon2S", 1_020_000]);
    bench.measured(7200);
    assert.equal(bench.lock.status().batteryLevel, "low");
    assert.equal(lockBench({ records: bench.records }).battery.chemistry, "liIon2S");
  });
});

describe("brown-outs in a row", () => {
  test("two: the lock does not lock any more, still unlocks, and a move that works ends it", () => {
    const bench = lockBench({ bolt: "unlocked", powerUp: { brownOutsInARow: 2 } });
    bench.time.advance(600_000);
    assert.deepEqual(bench.bolt.moves, [], "auto-lock does not make it three");
    assert.deepEqual(bench.request("lock"), { kind: "refused", reason: "insufficientBattery" });
    bench.byHand("locked");
    bench.unlock();
    assert.equal(bench.request("lock").kind, "started");
  });

  test("one may be an accident", () => {
    const bench = lockBench({ bolt: "unlocked", powerUp: { brownOutsInARow: 1 } });
    assert.equal(bench.request("lock").kind, "started");
  });

  test("a move that works ends the row on flash too, a jam does not", () => {
    for (const [result, next] of [["reached", 1], ["jammed", 3]] as const) {
      const { records } = lockBench();
      const boot = () =>
        powerUp({ records, random: new FakeRandom(), Digest: NaclDigest, BlockCipher: HostAes, resetReason: 9, eraseAuditLog: () => {} });
      boot();
      const { brownOutsInARow, bootCount } = boot();
      const bench = lockBench({ records, powerUp: { brownOutsInARow, bootCount } });
      bench.type(`${guestPin}#`);
      bench.boltEnds(result);
      assert.equal(boot().brownOutsInARow, next);
    }
  });

  test("nothing moves by itself at power-up, whatever the reason", () => {
    for (const brownOutsInARow of [0, 1, 2, 9]) {
      const bench = lockBench({ bolt: "between", powerUp: { brownOutsInARow } });
      bench.time.advance(29_999);
      assert.deepEqual(bench.bolt.moves, []);
    }
  });

  test("who has a PIN can always try", () => {
    const bench = lockBench({ powerUp: { brownOutsInARow: 9 } });
    bench.type(`${guestPin}#`);
    assert.equal(bench.bolt.moving, true);
  });
});
