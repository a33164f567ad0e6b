// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { nominal } from "../../host/board/tolerances";
import { newBringup, type BringupBoard } from "../fixtures/bringup-board";

const second = 1_000;
const servo = { LockedUs: 1120, UnlockedUs: 1860, TravelMs: 450 };

/** A servo whose bolt ends before the pulses of the board's file. */
function servoBoard(): BringupBoard {
  return newBringup({ onC3: true, tolerances: { ...nominal, servo: { travelSeconds: 0.4, lockedUs: 1120, unlockedUs: 1860 } } });
}

describe("a servo", () => {
  test("is jogged to a pulse, for as long as was asked, and is dead again", () => {
    const bringup = servoBoard();
    for (let times = 0; times < 4; times++) {
      const { Result, PoweredMs, Position } = bringup.drive("Jog", { PulseUs: 1490, PowerMs: 150 });
      assert.deepEqual([Result, Position], ["TimedOut", "Unknown"]);
      near(PoweredMs, 150);
    }
    assert.ok(Math.abs(bringup.board.boltPosition - 0.5) < 0.05, `${bringup.board.boltPosition}`);
    assert.ok(!bringup.driven);
    near(bringup.board.world.bolt.longestDriveMs, 150);
    bringup.assertSound();
  });

  test("is not jogged unarmed, for longer than 0.3 s, or to a pulse that no servo has", () => {
    const bringup = servoBoard();
    assert.equal(bringup.refused("Jog", { PulseUs: 1500, PowerMs: 100 }), "INVALID_IN_STATE");
    bringup.command("Arm");
    assert.equal(bringup.refused("Jog", { PulseUs: 1500, PowerMs: 301 }), "INVALID_COMMAND");
    assert.equal(bringup.refused("Jog", { PulseUs: 499, PowerMs: 100 }), "INVALID_COMMAND");
    bringup.board.run(second);
    assert.equal(bringup.board.world.bolt.longestDriveMs, 0);
  });

  test("moves for over 0.3 s only when its ends are stored, and never longer than its travel time", () => {
    const bringup = servoBoard();
    bringup.command("Arm");
    assert.match(bringup.ask("Move", { Target: "Locked", PowerMsMax: 301 }).Reason as string, /^unproven/);
    const short = bringup.drive("Move", { Target: "Locked", PowerMsMax: 200 });
    assert.equal(short.Result, "TimedOut");
    near(short.PoweredMs, 200);
    bringup.command("SetCalibration", { Servo: servo });
    for (const [target, position] of [["Locked", 1], ["Unlocked", 0]] as const) {
      const { Result, PoweredMs } = bringup.drive("Move", { Target: target, PowerMsMax: 600 });
      assert.equal(Result, "Reached");
      near(PoweredMs, 450);
      assert.ok(Math.abs(bringup.board.boltPosition - position) < 0.03, `${bringup.board.boltPosition}`);
    }
    assert.equal(bringup.refused("Move", { Target: "Locked", PowerMsMax: 701 }), "CONSTRAINT_ERROR");
    assert.ok(bringup.board.world.bolt.longestStallMs <= 300);
    bringup.assertSound();
  });

  test("is proven by having been jogged to both ends that are used", () => {
    const bringup = servoBoard();
    bringup.drive("Jog", { PulseUs: 1000, PowerMs: 20 });
    assert.equal(bringup.command("Alive").PowerMsMax, 300);
    bringup.drive("Jog", { PulseUs: 2000, PowerMs: 20 });
    assert.equal(bringup.command("Alive").PowerMsMax, 600 + 250);
  });
});

/** Turns take time, too. */
function near(ms: unknown, wantedMs: number): void {
  assert.ok(Math.abs((ms as number) - wantedMs) <= 5, `${ms as number} ms, not ${wantedMs}`);
}
