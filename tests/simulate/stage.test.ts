// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import boot from "latchkey:firmware";
import { board as devkit } from "../../boards/esp32-devkit";
import { masterPin } from "../../host/simulate/cast";
import { Stage, type HandEvent } from "../../host/simulate/stage";

function newStage(seed = 7): Stage {
  return new Stage({ firmware: boot, board: devkit, seed });
}

/** A stage, and what hands do on it. */
function watchedStage(): { stage: Stage; events: HandEvent[]; count: (what: HandEvent["what"]) => number } {
  const stage = newStage();
  const events: HandEvent[] = [];
  stage.onHand = (event) => events.push(event);
  return { stage, events, count: (what) => events.filter((event) => event.what === what).length };
}

describe("the stage", () => {
  test("begins locked, calm, and at 0", () => {
    const stage = newStage();
    assert.equal(stage.nowMs, 0);
    assert.equal(stage.faults.size, 0);
    assert.equal(stage.ask("GetStatus")?.LockState, "Locked");
  });

  test("begins with a young log, and on every eighth seed with one that has forgotten its oldest entries", () => {
    const firstEntry = (stage: Stage): unknown => {
      stage.ask("Login", { PIN: masterPin });
      return stage.ask("GetLog", { Count: 1 })?.First;
    };
    assert.equal(firstEntry(newStage(7)), 1);
    assert.ok(Number(firstEntry(newStage(8))) > 1);
  });

  test("tells what is sent, and answers a proof only with the answer to its own question", () => {
    const stage = newStage();
    const requests: string[] = [];
    const lines: string[] = [];
    stage.onRequest = (text) => requests.push(text);
    stage.onLine = (line) => lines.push(line);
    stage.perform({ do: "line", text: '{"Command":"GetSetUp"}' });
    assert.equal(stage.ask("GetStatus")?.LockState, "Locked");
    assert.equal(requests.length, 3);
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? "", /DeviceKey/);
    stage.perform({ do: "cutPower", offMs: 60_000 });
    assert.equal(stage.ask("GetStatus"), undefined);
  });

  test("throws after the event what a watcher threw inside the firmware", () => {
    const stage = newStage();
    stage.onHand = () => {
      throw new Error("seen");
    };
    stage.perform({ do: "button", holdMs: 100 });
    assert.throws(() => stage.runFor(1_000), /seen/);
    assert.deepEqual(stage.board.faults, []);
  });
});

describe("hands on the stage", () => {
  test("type on while others do something, and each key is told when it goes down", () => {
    const { stage, count } = watchedStage();
    stage.perform({ do: "type", keys: `${masterPin}#`, gapMs: 200 });
    stage.runTo(399);
    stage.perform({ do: "openDoor" });
    assert.equal(count("keyDown"), 2);
    stage.runTo(400);
    assert.equal(count("keyDown"), 3);
    stage.runTo(3_000);
    assert.equal(count("keyDown"), 7);
    assert.ok(stage.board.boltPosition < 0.03);
  });

  test("of two people on one key tell one contact", () => {
    const { stage, count } = watchedStage();
    stage.perform({ do: "holdKey", key: "5", holdMs: 500 });
    stage.perform({ do: "holdKey", key: "5", holdMs: 300 });
    stage.runFor(1_000);
    assert.deepEqual([count("keyDown"), count("keyUp")], [1, 1]);
  });

  test("open the door only when the bolt lets them, and by force always", () => {
    const { stage, count } = watchedStage();
    stage.perform({ do: "openDoor" });
    assert.equal(count("door"), 0);
    stage.perform({ do: "forceDoor" });
    assert.equal(count("door"), 1);
    stage.perform({ do: "closeDoor" });
    assert.ok(stage.board.doorOpen);
  });

  test("do not reset the lock to factory state by accident", () => {
    for (const coverFirst of [true, false]) {
      const { stage } = watchedStage();
      if (coverFirst) stage.perform({ do: "cover", on: false });
      stage.perform({ do: "button", holdMs: 12_000 });
      if (!coverFirst) stage.perform({ do: "cover", on: false });
      stage.runFor(20_000);
      assert.equal(stage.ask("GetSetUp")?.SetUp, "Done");
      assert.equal(stage.board.power.bootCount, 1);
    }
  });
});

describe("the power on the stage", () => {
  test("comes back by itself after a cut, not before", () => {
    const { stage, count } = watchedStage();
    stage.perform({ do: "cutPower", offMs: 700 });
    stage.runFor(699);
    assert.ok(!stage.board.power.on);
    stage.runFor(1);
    assert.ok(stage.board.power.on);
    assert.equal(count("power"), 2);
  });

  test("comes back at the later of two moments when it is cut twice", () => {
    const { stage, count } = watchedStage();
    stage.perform({ do: "cutPower", offMs: 5_000 });
    stage.perform({ do: "cutPower", offMs: 100 });
    stage.runFor(4_999);
    assert.ok(!stage.board.power.on);
    stage.perform({ do: "reset" });
    stage.runFor(1);
    assert.ok(stage.board.power.on);
    assert.equal(count("power"), 2);
  });

  test("goes at a write to flash or NVS, once", () => {
    const { stage, count } = watchedStage();
    stage.perform({ do: "cutAtOperation", operation: 2, torn: 0.5, offMs: 700 });
    stage.runFor(2_000);
    assert.equal(count("power"), 0);
    stage.perform({ do: "type", keys: `${masterPin}#`, gapMs: 200 });
    stage.runFor(4_000);
    assert.equal(count("power"), 2);
    assert.equal(stage.ask("GetStatus")?.LockState, "Locked");
    stage.perform({ do: "type", keys: `${masterPin}#`, gapMs: 200 });
    stage.runFor(4_000);
    assert.equal(count("power"), 2);
  });

  test("goes so long after the motor starts, once", () => {
    const { stage } = watchedStage();
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
