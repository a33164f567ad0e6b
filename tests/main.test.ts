// SPDX-License-Identifier: Apache-2.0
/** main.ts as it is flashed, on the virtual board: that everything is connected to what it should be. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import boot from "latchkey:firmware";
import { engine } from "../host/board/engine";
import { virtualBoard, type VirtualBoard, type VirtualBoardOptions } from "../host/board/virtual-board";

const masterPin = "914368";

function powered(options: Omit<VirtualBoardOptions, "firmware"> = {}): VirtualBoard {
  const board = virtualBoard({ ...options, firmware: boot });
  board.powerUp();
  board.run(2000);
  return board;
}

function answer(board: VirtualBoard, command: string): Record<string, unknown> {
  const before = board.serialLines.length;
  board.serialWrite(`{"Command":"${command}"}\n`);
  board.run(500);
  return JSON.parse(board.serialLines[before] ?? "{}") as Record<string, unknown>;
}

function setUp(board: VirtualBoard): void {
  board.pressButton(5500);
  board.run(6000);
  for (let times = 0; times < 2; times++) board.type(`${masterPin}#`);
  board.run(1000);
}

describe("main", () => {
  test("starts a new lock that has a key of its own, knows its door and its bolt, and waits for set-up", () => {
    const board = powered();
    assert.deepEqual(board.faults, []);
    const { DeviceKey, SetUp } = answer(board, "GetSetUp");
    assert.deepEqual([DeviceKey, SetUp], ["Made", "Waiting"]);
    const { LockState, DoorState, Assumed, Alarms } = answer(board, "GetStatus");
    assert.deepEqual([LockState, DoorState, Assumed, Alarms], ["Unlocked", "Closed", false, []]);
  });

  test("loads the key at the second power-up, for only the first one had the ADC to itself", () => {
    const board = powered();
    board.cutPower();
    board.powerUp();
    board.run(2000);
    assert.equal(answer(board, "GetSetUp")["DeviceKey"], "Loaded");
  });

  test("makes no key and takes no PIN when the random source refuses, and the button still opens", () => {
    const board = virtualBoard({ firmware: boot, boltPosition: 1 });
    board.failures.randomFails = true;
    board.powerUp();
    board.run(2000);
    assert.equal(answer(board, "GetSetUp")["DeviceKey"], "RandomUntrusted");
    setUp(board);
    assert.notEqual(answer(board, "GetSetUp")["SetUp"], "Done");
    board.pressButton();
    board.run(3000);
    assert.equal(board.boltPosition < 0.1, true);
  });

  test("is set up by button and keypad, locks by button, opens with the PIN and not with another", () => {
    const board = powered();
    setUp(board);
    assert.equal(answer(board, "GetSetUp")["SetUp"], "Done");
    board.pressButton();
    board.run(3000);
    assert.equal(answer(board, "GetStatus")["LockState"], "Locked");
    board.type("914367#");
    board.run(3000);
    assert.equal(answer(board, "GetStatus")["LockState"], "Locked");
    board.type(`${masterPin}#`);
    board.run(3000);
    assert.equal(answer(board, "GetStatus")["LockState"], "Unlocked");
    assert.deepEqual(board.faults, []);
  });

  test("hears the thumb-turn, the door and the cover", () => {
    const board = powered();
    setUp(board);
    board.turnThumb("locked");
    board.run(2000);
    assert.equal(answer(board, "GetStatus")["LockState"], "Locked");
    board.setCover(false);
    board.forceDoor();
    board.run(2000);
    const { DoorState, Alarms } = answer(board, "GetStatus");
    assert.equal(DoorState, "Open");
    assert.equal((Alarms as string[]).length >= 2, true);
  });

  test("takes the power off the bolt when the SDK is about to restart it", () => {
    const board = powered();
    setUp(board);
    board.pressButton();
    assert.ok(board.runUntil(() => board.boltPosition > 0.3, 3000));
    assert.equal(board.state().boltDriven, true);
    engine.abort?.("out of memory", undefined);
    assert.equal(board.state().boltDriven, false);
  });
});
