// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import bringupC3 from "latchkey:bringup/esp32-c3";
import bringupDevkit from "latchkey:bringup/esp32-devkit";
import lockC3 from "latchkey:firmware/esp32-c3";
import lockDevkit from "latchkey:firmware/esp32-devkit";
import type { Board } from "../../boards/board";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import type { Firmware } from "../../host/board/chip-power";
import { tolerancesOf } from "../../host/board/tolerances";
import { BringupRun } from "../../host/soak/bringup-run";
import type { Chemistry } from "../../lock/parts";
import { masterPin, second, WholeLock, type WholeLockOptions } from "../fixtures/whole-lock";

/** In the order of the setting BatteryChemistry. */
const chemistries: readonly Chemistry[] = ["alkaline", "lithium", "nimh"];
/** Of the lock's drivers (HW-20). */
const powerMsMax = 1_500;

interface Kind {
  board: Board;
  bringup: Firmware;
  lock: Firmware;
}

const motor: Kind = { board: devkit, bringup: bringupDevkit, lock: lockDevkit };
const servo: Kind = { board: c3, bringup: bringupC3, lock: lockC3 };

/** What bring-up leaves behind on this board. */
function broughtUp({ board, bringup }: Kind, seed: number): WholeLockOptions {
  const run = new BringupRun({
    board: { board, firmware: bringup, seed, tolerances: tolerancesOf(seed) },
    steps: ["battery", "bolt"],
    maker: { seed, afterFailure: "quit" },
  });
  run.run();
  assert.deepEqual(run.failed, [], `seed ${seed}`);
  assert.equal(run.session.outcome?.result, "Done", `seed ${seed}`);
  const nvsEntries = [...(run.board.nvs.open("latchkey", true) ?? [])].map(([key, { type, value }]) => ({ domain: "latchkey", key, type, value }));
  return { flashImage: run.board.flash.bytes.slice(), nvsEntries };
}

function lockOf({ board, lock: firmware }: Kind, seed: number, chemistry: Chemistry, kept: WholeLockOptions): WholeLock {
  const lock = new WholeLock({ board, firmware, seed, tolerances: tolerancesOf(seed), chemistry, chargePercent: 100, ...kept });
  lock.powerUp();
  lock.setUp();
  lock.set("BatteryChemistry", chemistries.indexOf(chemistry));
  lock.set("AutoRelockTime", 0);
  return lock;
}

/** Bars: at full charge and downwards both ways, until the lock itself refuses to lock. How far that was. */
function useUp(lock: WholeLock, which: string): number {
  for (let charge = 100; charge >= 0; charge -= 10) {
    lock.board.setBattery({ chargePercent: charge });
    // A change of this setting makes it measure at once.
    lock.set("BatteryGainPpm", 1_000_000 + ((charge / 10) % 2));
    lock.board.run(3 * second);
    lock.command("GetSettings");
    const { Status } = lock.ask("LockDoor");
    if (Status === "RESOURCE_EXHAUSTED") return charge;
    assert.equal(Status, "SUCCESS", `${which}, ${charge} %`);
    assert.ok(lock.board.runUntil(() => lock.thrown, 10 * second), `${which}, ${charge} %: it does not lock`);
    lock.board.run(4 * second);
    assert.ok(lock.opens(masterPin), `${which}, ${charge} %: it does not unlock`);
    lock.board.run(4 * second);
  }
  return 0;
}

describe("a lock that was brought up", () => {
  for (const [name, kind, seeds] of [
    ["motor", motor, [1, 2, 3, 4, 5, 6, 7, 8, 117, 929]],
    ["servo", servo, [11, 12, 13, 14]],
  ] as const) {
    test(`with a ${name} locks and unlocks on every pack from full to where it refuses to lock`, () => {
      for (const seed of seeds) {
        const kept = broughtUp(kind, seed);
        for (const chemistry of chemistries) {
          const which = `seed ${seed}, ${chemistry}`;
          const lock = lockOf(kind, seed, chemistry, kept);
          const calibration = lock.command("GetCalibration");
          const group = (kind === motor ? calibration.Motor : calibration.Servo) as { Source: string };
          assert.equal(group.Source, "Stored", which);
          assert.equal((calibration.Battery as { Source: string }).Source, "Stored", which);
          assert.ok(useUp(lock, which) <= 50, which);
          assert.equal(lock.count("boltJammed"), 0, `${which}: jams that were none`);
          assert.ok(lock.board.world.bolt.longestDriveMs <= powerMsMax + 10, `${which}: ${lock.board.world.bolt.longestDriveMs} ms`);
          assert.deepEqual(lock.board.faults, []);
        }
      }
    });
  }
});

describe("the battery of a lock", () => {
  const errorMillivolts = (seed: number, kept: WholeLockOptions): number => {
    const lock = lockOf(motor, seed, "alkaline", kept);
    lock.board.setBattery({ chargePercent: 70 });
    lock.set("BatteryGainPpm", 1_000_001);
    lock.board.run(5 * second);
    const { Millivolts } = lock.command("GetBattery") as { Millivolts: number };
    return Math.abs(Millivolts - lock.board.world.battery.volts * 1_000);
  };

  test("is measured to 40 mV after bring-up, and was not before", () => {
    let worst = 0;
    for (let seed = 21; seed <= 28; seed++) {
      const error = errorMillivolts(seed, broughtUp(motor, seed));
      assert.ok(error <= 40, `seed ${seed}: off by ${error} mV`);
      worst = Math.max(worst, errorMillivolts(seed, {}));
    }
    assert.ok(worst > 100, `uncalibrated it was off by ${worst} mV at most`);
  });
});

describe("a lock that nobody has brought up", () => {
  test("says that it goes by its defaults", () => {
    const lock = lockOf(motor, 1, "alkaline", {});
    const { Battery, Motor } = lock.command("GetCalibration") as { Battery: { Source: string }; Motor: { Source: string } };
    assert.deepEqual([Battery.Source, Motor.Source], ["Default", "Default"]);
  });

  test("never drives a held bolt beyond its default limits, on any motor", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const lock = lockOf(motor, seed, "alkaline", {});
      lock.board.blockBolt(0.5);
      lock.ask("LockDoor");
      lock.board.run(20 * second);
      const { longestDriveMs, longestStallMs } = lock.board.world.bolt;
      assert.ok(longestDriveMs <= powerMsMax + 10, `seed ${seed}: driven for ${longestDriveMs} ms`);
      assert.ok(longestStallMs <= powerMsMax + 10, `seed ${seed}: pressed for ${longestStallMs} ms`);
      assert.ok(!lock.board.world.bolt.actuator.driven, `seed ${seed}`);
      assert.notEqual(lock.says("LockState"), "Locked", `seed ${seed}`);
    }
  });
});
