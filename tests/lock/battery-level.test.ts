// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { BatteryLevel } from "../../lock/battery-level";
import type { Chemistry } from "../../lock/parts";

/** Millivolts of the pack at rest below which the level is low, critical, dead: facts A4. */
const packs: readonly [Chemistry, idle: number[]][] = [
  ["alkaline", [4720, 4520, 3800]],
  ["lithium", [5800, 5640, 4400]],
  ["nimh", [4880, 4720, 4200]],
  ["liIon1S", [3680, 3580, 3200]],
  ["liIon2S", [7360, 7160, 6400]],
];
const better = ["ok", "low", "critical"] as const;
const worse = ["low", "critical", "dead"] as const;

describe("battery level", () => {
  for (const [chemistry, idle] of packs) {
    test(`${chemistry}: each threshold at rest, to the millivolt`, () => {
      idle.forEach((millivolts, index) => {
        const level = new BatteryLevel(chemistry);
        level.idle(millivolts);
        assert.equal(level.level, better[index]);
        level.idle(millivolts - 1);
        assert.equal(level.level, worse[index]);
      });
    });
  }

  test("under load: low, critical and dead when 2, 1.5 and 1 times the sag would break the supply down", () => {
    for (const [idleMillivolts, limits] of [
      [4900, [4000, 3700, 3100]],
      [3700, [3400, 3300, 3100]],
      [8100, [5600, 4767, 3100]],
    ] as const) {
      limits.forEach((lowestMillivolts, index) => {
        const level = new BatteryLevel("alkaline");
        level.loaded({ idleMillivolts, lowestMillivolts });
        assert.equal(level.level, better[index]);
        level.loaded({ idleMillivolts, lowestMillivolts: lowestMillivolts - 1 });
        assert.equal(level.level, worse[index]);
      });
    }
  });

  test("is ok until something has been measured", () => {
    assert.equal(new BatteryLevel("alkaline").level, "ok");
  });

  test("is the worse of rest and load", () => {
    const level = new BatteryLevel("alkaline");
    level.idle(6000);
    level.loaded({ idleMillivolts: 6000, lowestMillivolts: 4066 });
    assert.equal(level.level, "critical");
    level.idle(3000);
    assert.equal(level.level, "dead");
  });

  test("noise around a threshold changes it once; 2 % above, it is better again", () => {
    const level = new BatteryLevel("alkaline");
    level.idle(4719);
    for (const millivolts of [4725, 4719, 4750, 4814]) {
      level.idle(millivolts);
      assert.equal(level.level, "low");
    }
    level.idle(4815);
    assert.equal(level.level, "ok");
  });

  test("a weak pack stays weak until a move is good again, or a fresh pack shows at rest", () => {
    const sag = { idleMillivolts: 5000, lowestMillivolts: 3700 };
    const level = new BatteryLevel("alkaline");
    level.loaded(sag);
    level.idle(5300);
    assert.equal(level.level, "critical");
    level.idle(5301);
    assert.equal(level.level, "ok");
    level.loaded(sag);
    level.idle(5000);
    level.loaded({ idleMillivolts: 5000, lowestMillivolts: 4600 });
    assert.equal(level.level, "ok");
  });

  test("a supply that broke down under the motor is critical, until it bears a move or a fresh pack shows", () => {
    const level = new BatteryLevel("alkaline");
    level.brokeDown();
    level.idle(5000);
    assert.equal(level.level, "critical");
    level.loaded({ idleMillivolts: 5000, lowestMillivolts: 4800 });
    assert.equal(level.level, "ok");
    level.brokeDown();
    level.idle(5000);
    level.idle(5301);
    assert.equal(level.level, "ok");
  });

  test("a pack as good as new is given another chance after an hour at rest, since it was the cold; a used one is not", () => {
    const cold = { idleMillivolts: 6300, lowestMillivolts: 3700 };
    for (const [millivolts, after] of [[5800, "ok"], [5799, "critical"]] as const) {
      const level = new BatteryLevel("alkaline");
      level.loaded({ ...cold, idleMillivolts: millivolts });
      for (let rests = 0; rests < 5; rests++) level.idle(millivolts);
      assert.equal(level.level, "critical");
      level.idle(millivolts);
      assert.equal(level.level, after);
    }
    const level = new BatteryLevel("alkaline");
    level.loaded(cold);
    for (let rests = 0; rests < 5; rests++) level.idle(6300);
    level.loaded(cold);
    level.idle(6300);
    assert.equal(level.level, "critical", "the hour begins anew with each bad move");
  });

  test("after a power cut a full pack is taken for a new one at once, but not after the supply broke down again", () => {
    const level = new BatteryLevel("alkaline");
    level.restore({ level: 2, atMillivolts: 6300 });
    level.idle(6300);
    assert.equal(level.level, "ok");
    level.restore({ level: 2, atMillivolts: 6300 });
    level.brokeDown();
    level.idle(6300);
    assert.equal(level.level, "critical");
  });

  test("another chemistry judges anew", () => {
    const level = new BatteryLevel("lithium");
    level.idle(5000);
    level.loaded({ idleMillivolts: 5000, lowestMillivolts: 4800 });
    assert.equal(level.level, "critical");
    level.configure("alkaline");
    assert.equal(level.level, "ok");
    level.idle(5000);
    assert.equal(level.level, "ok");
  });
});
