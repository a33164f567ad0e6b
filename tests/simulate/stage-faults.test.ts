// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import boot from "latchkey:firmware";
import { board as devkit } from "../../boards/esp32-devkit";
import type { Act } from "../../host/simulate/act";
import { Stage } from "../../host/simulate/stage";

function newStage(): Stage {
  return new Stage({ firmware: boot, board: devkit, seed: 7 });
}

/** How each fault begins, and how it ends. */
const faults: readonly (readonly [Act, Act])[] = [
  [{ do: "magnet", on: true }, { do: "magnet", on: false }],
  [{ do: "block", at: 0.5 }, { do: "block" }],
  [{ do: "stickSwitch", end: "locked", stuck: false }, { do: "stickSwitch", end: "locked" }],
  [{ do: "keypadNoise", perSecond: 5 }, { do: "keypadNoise", perSecond: 0 }],
  [{ do: "bounce", ms: 30 }, { do: "bounce", ms: 6 }],
  [{ do: "temperature", celsius: -20 }, { do: "temperature", celsius: 20 }],
  [{ do: "friction", factor: 2 }, { do: "friction", factor: 1 }],
  [{ do: "doubleInterrupts", on: true }, { do: "doubleInterrupts", on: false }],
  [{ do: "delayTimers", maxMs: 50 }, { do: "delayTimers", maxMs: 0 }],
  [{ do: "clockDrift", ppm: -200 }, { do: "clockDrift", ppm: 0 }],
  [{ do: "fillNvs", on: true }, { do: "fillNvs", on: false }],
  [{ do: "randomFails", on: true }, { do: "randomFails", on: false }],
];

describe("faults on the stage", () => {
  test("are on from their act to the one that ends them", () => {
    const stage = newStage();
    for (const [begin, end] of faults) {
      stage.perform(begin);
      assert.deepEqual([...stage.faults], [begin.do]);
      stage.runFor(1_000);
      stage.perform(end);
      assert.equal(stage.faults.size, 0);
      assert.equal(stage.calmSinceMs, stage.nowMs);
    }
  });

  test("of two switches last until both work again", () => {
    const stage = newStage();
    stage.perform({ do: "stickSwitch", end: "locked", stuck: true });
    stage.perform({ do: "stickSwitch", end: "unlocked", stuck: true });
    stage.perform({ do: "stickSwitch", end: "locked" });
    assert.ok(stage.faults.has("stickSwitch"));
    stage.perform({ do: "stickSwitch", end: "unlocked" });
    assert.ok(!stage.faults.has("stickSwitch"));
  });

  test("with lost interrupts last until the chip starts anew", () => {
    const stage = newStage();
    stage.perform({ do: "loseInterrupts", on: true });
    stage.runFor(1_000);
    stage.perform({ do: "loseInterrupts", on: false });
    stage.runFor(1_000);
    assert.ok(stage.faults.has("loseInterrupts"));
    stage.perform({ do: "reset" });
    stage.runFor(1_000);
    assert.equal(stage.faults.size, 0);
  });

  test("of the battery begin under 35 %", () => {
    const stage = newStage();
    stage.perform({ do: "drain", chargePercent: 35 });
    assert.equal(stage.faults.size, 0);
    stage.perform({ do: "drain", chargePercent: 34 });
    assert.deepEqual([...stage.faults], ["cells"]);
    stage.perform({ do: "cells", chargePercent: 100, chemistry: "lithium", offMs: 500 });
    assert.equal(stage.faults.size, 0);
    assert.ok(!stage.board.power.on);
    stage.runFor(1_000);
    assert.equal(stage.board.world.battery.chemistry, "lithium");
  });

  test("never include a cover that is off", () => {
    const stage = newStage();
    stage.perform({ do: "cover", on: false });
    assert.equal(stage.faults.size, 0);
  });

  test("leave the log damaged when its bits flip", () => {
    const stage = newStage();
    assert.ok(!stage.logDamaged);
    const before = stage.board.flash.bytes.slice();
    stage.perform({ do: "flipBits", count: 1, seed: 3 });
    assert.ok(stage.logDamaged);
    assert.equal(stage.board.flash.bytes.filter((byte, place) => byte !== before[place]).length, 1);
    stage.perform({ do: "repair" });
    assert.ok(stage.logDamaged);
  });
});

describe("a repair on the stage", () => {
  test("ends all faults, puts the power on and the cover back, and starts a chip that lost interrupts anew", () => {
    const stage = newStage();
    for (const [begin] of faults) stage.perform(begin);
    stage.perform({ do: "loseInterrupts", on: true });
    stage.perform({ do: "drain", chargePercent: 3 });
    stage.perform({ do: "cover", on: false });
    stage.perform({ do: "cutPower", offMs: 3_600_000 });
    stage.runFor(10_000);
    stage.perform({ do: "repair" });
    stage.runFor(10_000);
    assert.equal(stage.faults.size, 0);
    assert.ok(stage.board.power.on && stage.board.world.coverOn && !stage.board.world.door.magnet);
    assert.equal(stage.board.world.battery.chargePercent, 100);
    assert.equal(stage.ask("GetStatus")?.LockState, "Locked");
    assert.equal(stage.ask("GetLoop")?.Status, "UNSUPPORTED_ACCESS");
  });

  test("disarms the cuts that wait", () => {
    const stage = newStage();
    stage.perform({ do: "cutAtMotor", delayMs: 50, offMs: 1_000 });
    stage.perform({ do: "cutAtOperation", operation: 3, torn: 0, offMs: 1_000 });
    stage.perform({ do: "repair" });
    const { bootCount } = stage.board.power;
    stage.perform({ do: "button", holdMs: 150 });
    stage.runFor(5_000);
    assert.ok(stage.board.boltPosition < 0.03);
    assert.equal(stage.board.power.bootCount, bootCount);
  });

  test("turns back a bolt that sticks out of an open door, and closes it", () => {
    const stage = newStage();
    stage.perform({ do: "forceDoor" });
    stage.perform({ do: "repair" });
    stage.runFor(3_000);
    assert.ok(!stage.board.doorOpen);
    const other = newStage();
    other.perform({ do: "forceDoor" });
    other.runFor(3_000);
    assert.ok(other.board.doorOpen);
  });
});
