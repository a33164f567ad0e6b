// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import boot from "latchkey:firmware";
import { board as devkit } from "../../boards/esp32-devkit";
import { masterPin } from "../../host/simulate/cast";
import { Stage, type HandEvent } from "../../host/simulate/stage";

function newStage(): Stage {
  return new Stage({ firmware: boot, board: devkit, seed: 7 });
}

describe("the stage", () => {
  test("begins locked, calm, and at 0", () => {
    const stage = newStage();
    assert.equal(stage.nowMs, 0);
    assert.equal(stage.faults.size, 0);
    assert.equal(stage.ask("GetStatus")?.LockState, "Locked");
  });

  test("typing goes on while others do something, and tells each key when it goes down", () => {
    const stage = newStage();
    const events: HandEvent[] = [];
    stage.onHand = (event) => events.push(event);
    stage.perform({ do: "type", keys: `${masterPin}#`, gapMs: 200 });
    stage.runTo(300);
    stage.perform({ do: "cover", on: true });
    assert.equal(events.filter(({ what }) => what === "keyDown").length, 2);
    stage.runTo(3_000);
    assert.equal(events.filter(({ what }) => what === "keyDown").length, 7);
    assert.ok(stage.board.boltPosition < 0.03);
  });

  test("the power comes back by itself after a cut at a flash operation", () => {
    const stage = newStage();
    const power: boolean[] = [];
    stage.onHand = (event) => event.what === "power" && power.push(event.on);
    stage.perform({ do: "cutAtOperation", operation: 2, torn: 0.5, offMs: 700 });
    stage.runFor(2_000);
    assert.deepEqual(power, []);
    stage.perform({ do: "type", keys: `${masterPin}#`, gapMs: 200 });
    stage.runFor(4_000);
    assert.deepEqual(power, [false, true]);
    assert.equal(stage.ask("GetStatus")?.LockState, "Locked");
  });

  test("the power goes so long after the motor starts, once", () => {
    const stage = newStage();
    stage.perform({ do: "cutAtMotor", delayMs: 100, offMs: 1_000 });
    stage.runFor(1_000);
    assert.ok(stage.board.power.on);
    stage.perform({ do: "button", holdMs: 150 });
    assert.ok(stage.runUntil(() => !stage.board.power.on, 1_000));
    const { boltPosition } = stage.board;
    assert.ok(boltPosition < 0.97 && boltPosition > 0.03);
    stage.runFor(5_000);
    stage.perform({ do: "button", holdMs: 150 });
    assert.ok(!stage.runUntil(() => !stage.board.power.on, 3_000));
  });
});
