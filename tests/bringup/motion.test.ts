// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { nominal, tolerancesOf } from "../../host/board/tolerances";
import { newBringup, type BringupBoard } from "../fixtures/bringup-board";

const second = 1_000;
const pollMs = 10;

describe("nothing moves", () => {
  test("unless armed", () => {
    const bringup = newBringup();
    assert.equal(bringup.refused("Nudge", { Target: "Locked", PowerMs: 30 }), "INVALID_IN_STATE");
    assert.equal(bringup.refused("Move", { Target: "Locked", PowerMsMax: 200 }), "INVALID_IN_STATE");
    assert.equal(bringup.command("Alive").Armed, false);
    untouched(bringup);
  });

  test("for arguments that are not right", () => {
    const bringup = newBringup();
    bringup.command("Arm");
    const wrong: [string, object][] = [
      ["Nudge", { Target: "Locked", PowerMs: 4 }],
      ["Nudge", { Target: "Locked", PowerMs: 61 }],
      ["Nudge", { Target: "Locked" }],
      ["Nudge", { Target: "locked", PowerMs: 30 }],
      ["Nudge", { Target: 1, PowerMs: 30 }],
      ["Move", { Target: "Locked", PowerMsMax: 19 }],
      ["Move", { Target: "Locked", PowerMsMax: 1501 }],
      ["Move", { Target: "Locked", PowerMsMax: "300" }],
      ["Move", { Target: "Locked", PowerMsMax: 200, StallMilliamps: 59 }],
      ["Jog", { PulseUs: 1500, PowerMs: 100 }],
    ];
    for (const [command, given] of wrong) {
      bringup.command("Alive");
      assert.notEqual(bringup.refused(command, given), "SUCCESS", `${command} ${JSON.stringify(given)}`);
    }
    untouched(bringup);
  });

  test("for longer than 0.3 s before both ways are proven, and then for a quarter of a second more than they took", () => {
    const bringup = newBringup();
    const refused = bringup.ask("Arm") && bringup.ask("Move", { Target: "Locked", PowerMsMax: 301 });
    assert.equal(refused.Status, "INVALID_IN_STATE");
    assert.match(refused.Reason as string, /^unproven/);
    bringup.prove();
    const allowed = bringup.command("Alive").PowerMsMax as number;
    assert.ok(allowed > 700 && allowed < 850, `${allowed} ms`);
    assert.equal(bringup.refused("Move", { Target: "Locked", PowerMsMax: allowed + 1 }), "CONSTRAINT_ERROR");
    const { Result, PoweredMs } = bringup.drive("Move", { Target: "Locked", PowerMsMax: allowed });
    assert.equal(Result, "Reached");
    assert.ok((PoweredMs as number) > 450 && (PoweredMs as number) < 600);
    bringup.board.reset();
    bringup.board.run(second);
    assert.equal(bringup.command("Arm").PowerMsMax, 300);
    bringup.assertSound();
  });

  test("while something else moves", () => {
    const bringup = newBringup();
    bringup.command("Arm");
    const first = bringup.send("Move", { Target: "Locked", PowerMsMax: 300 });
    bringup.board.run(100);
    assert.ok(bringup.driven);
    assert.equal(bringup.refused("Move", { Target: "Unlocked", PowerMsMax: 300 }), "BUSY");
    assert.equal(bringup.refused("SetCalibration", { Battery: { GainPpm: 1_000_000, OffsetMillivolts: 0 } }), "BUSY");
    bringup.board.run(second);
    assert.equal(bringup.answerTo(first)?.Result, "TimedOut");
  });

  test("while both bolt switches are closed", () => {
    const bringup = newBringup({ wiring: [{ id: "boltSwitchShorted", end: "locked" }] });
    assert.equal(bringup.refused("Arm"), "INVALID_IN_STATE");
  });
});

describe("power goes off", () => {
  test("as soon as the time asked for is over", () => {
    for (const powerMs of [5, 20, 60]) {
      const bringup = newBringup();
      const { PoweredMs } = bringup.drive("Nudge", { Target: "Locked", PowerMs: powerMs });
      assert.ok(Math.abs((PoweredMs as number) - powerMs) <= 3, `${PoweredMs as number} ms`);
      assert.ok(Math.abs(bringup.board.world.bolt.longestDriveMs - powerMs) <= 3, `${bringup.board.world.bolt.longestDriveMs} ms`);
    }
  });

  test("within 0.6 s when the computer falls silent, and that is told", () => {
    const bringup = proven({ tolerances: { ...nominal, motor: { ...nominal.motor, travelSeconds: 0.9 } } });
    bringup.command("Arm");
    bringup.send("Move", { Target: "Locked", PowerMsMax: 900 });
    bringup.board.runUntil(() => bringup.driven, second);
    assert.ok(bringup.board.runUntil(() => !bringup.driven, 600 + pollMs));
    bringup.board.run(second);
    assert.deepEqual(bringup.events("Disarmed").at(-1), { Event: "Disarmed", Reason: "Silence" });
    assert.equal(bringup.heard.filter(({ Result }) => Result !== undefined).at(-1)!.Result, "Stopped");
    assert.equal(bringup.refused("Move", { Target: "Locked", PowerMsMax: 100 }), "INVALID_IN_STATE");
  });

  test("at once when it is asked to, by either word", () => {
    for (const word of ["Stop", "Disarm"]) {
      const bringup = newBringup();
      bringup.command("Arm");
      const move = bringup.send("Move", { Target: "Locked", PowerMsMax: 300 });
      bringup.board.runUntil(() => bringup.driven, second);
      bringup.command(word);
      assert.ok(!bringup.driven);
      bringup.board.run(second);
      assert.equal(bringup.answerTo(move)?.Result, "Stopped");
      assert.equal(bringup.command("Alive").Armed, false);
    }
  });

  test("at a reset at any moment, and stays off", () => {
    for (let atMs = 0; atMs < 320; atMs += 8) {
      const bringup = newBringup();
      bringup.command("Arm");
      bringup.send("Move", { Target: "Locked", PowerMsMax: 300 });
      bringup.board.run(atMs);
      bringup.board.reset();
      assert.ok(!bringup.driven);
      assert.ok(!bringup.board.runUntil(() => bringup.driven, 2 * second), `reset after ${atMs} ms`);
      assert.equal(bringup.command("Alive").Armed, false);
    }
  });

  test("at a fault anywhere; what was under way is answered once, and the session goes on unarmed", () => {
    const bringup = newBringup();
    bringup.command("Arm");
    const move = bringup.send("Move", { Target: "Locked", PowerMsMax: 300 });
    bringup.board.runUntil(() => bringup.driven, second);
    const { world } = bringup.board;
    const { millivolts } = world;
    world.millivolts = () => {
      throw new Error("the ADC is gone");
    };
    assert.ok(bringup.board.runUntil(() => !bringup.driven, 2 * pollMs));
    world.millivolts = millivolts;
    bringup.board.run(2 * second);
    assert.deepEqual(bringup.heard.filter(({ Id }) => Id === move).map(({ Status }) => Status), ["FAILURE"]);
    assert.deepEqual(bringup.events("Disarmed"), [{ Event: "Disarmed", Reason: "Fault" }]);
    assert.ok(bringup.events("Fault").some(({ Where }) => Where === "battery" || Where === "bolt"));
    assert.equal(bringup.drive("Nudge", { Target: "Locked", PowerMs: 30 }).Result, "TimedOut");
  });

  test("when an exception ends the firmware", () => {
    const bringup = newBringup();
    bringup.command("Arm");
    bringup.send("Move", { Target: "Locked", PowerMsMax: 300 });
    bringup.board.runUntil(() => bringup.driven, second);
    (globalThis as { abort?: () => void }).abort?.();
    assert.ok(!bringup.driven);
  });
});

describe("a bolt that is held", () => {
  const motors = [1, 2, 3, 4, 5, 6];

  test("never makes its motor press for over 0.3 s, wherever it is held, proven or not", () => {
    for (const seed of motors) {
      for (const at of [0, 0.2, 0.5, 0.9]) {
        const bringup = proven({ tolerances: tolerancesOf(seed) });
        bringup.command("Arm");
        const limit = bringup.command("Alive").PowerMsMax;
        bringup.board.blockBolt(at);
        const { Result } = bringup.drive("Move", { Target: "Locked", PowerMsMax: limit });
        assert.equal(Result, "Jammed", `held at ${at}, seed ${seed}`);
        assertGentle(bringup);
      }
    }
  });

  test("is no jam while nobody holds it", () => {
    for (const seed of motors) {
      const bringup = proven({ tolerances: tolerancesOf(seed) });
      for (const target of ["Locked", "Unlocked", "Locked"]) {
        bringup.command("Arm");
        const limit = bringup.command("Alive").PowerMsMax;
        assert.equal(bringup.drive("Move", { Target: target, PowerMsMax: limit }).Result, "Reached", `seed ${seed}`);
      }
      assertGentle(bringup);
    }
  });
});

describe("a switch that sticks", () => {
  test("never lets the motor press for over 0.3 s, proven or not", () => {
    for (const end of ["locked", "unlocked"] as const) {
      for (const stuck of [true, false]) {
        for (const bringup of [newBringup(), proven()]) {
          bringup.board.stickBoltSwitch(end, stuck);
          for (const target of ["Locked", "Unlocked", "Locked", "Unlocked"]) {
            const { PowerMsMax = 300 } = bringup.ask("Arm");
            bringup.ask("Move", { Target: target, PowerMsMax }, 5 * second, true);
          }
          assertGentle(bringup);
          assert.ok(!bringup.driven);
        }
      }
    }
  });
});

/** Not driven at all. */
function untouched(bringup: BringupBoard): void {
  bringup.board.run(2 * second);
  assert.equal(bringup.board.world.bolt.longestDriveMs, 0);
  bringup.assertSound();
}

function proven(options: Parameters<typeof newBringup>[0] = {}): BringupBoard {
  const bringup = newBringup(options);
  bringup.prove();
  return bringup;
}

function assertGentle(bringup: BringupBoard): void {
  const { longestStallMs, longestDriveMs } = bringup.board.world.bolt;
  assert.ok(longestStallMs <= 300, `pressed for ${longestStallMs} ms`);
  assert.ok(longestDriveMs <= 1500, `driven for ${longestDriveMs} ms`);
}
