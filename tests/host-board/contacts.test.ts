// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board as c3 } from "../../boards/esp32-c3";
import { Random } from "../../host/board/random";
import { Scheduler } from "../../host/board/scheduler";
import type { VirtualBoard, VirtualBoardOptions } from "../../host/board/virtual-board";
import { Contact } from "../../host/board/world/contact";
import { bareBoard } from "../fixtures/bare-board";

/** Reads a pin with its pull-up every millisecond, as text: "1110100000". */
function watch(pin: number, options: Omit<VirtualBoardOptions, "firmware"> = {}): { board: VirtualBoard; levels(ms: number): string } {
  let levels = "";
  const board = bareBoard(({ Digital, Timer }) => {
    const input = new Digital({ pin, mode: pin >= 34 ? Digital.Input : Digital.InputPullUp });
    Timer.repeat(() => (levels += String(input.read())), 1);
  }, options);
  return {
    board,
    levels: (ms) => {
      levels = "";
      board.run(ms);
      return levels;
    },
  };
}

describe("contact", () => {
  test("bounces for at most 6 ms and then stays", () => {
    let changes = 0;
    let longestUs = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const scheduler = new Scheduler();
      const onChange = (): void => {
        changes += 1;
        longestUs = Math.max(longestUs, scheduler.nowUs);
      };
      const contact = new Contact(scheduler, new Random(seed), onChange, { usMax: 6_000 });
      contact.set(true);
      assert.equal(contact.closed, true);
      scheduler.run(100);
      assert.equal(contact.closed, true);
    }
    assert.ok(changes > 400, `${changes} changes in 200 closings`);
    assert.ok(longestUs > 5_000 && longestUs <= 6_000, `${longestUs} us`);
  });

  test("follows the last order, also when it comes while bouncing", () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const scheduler = new Scheduler();
      const contact = new Contact(scheduler, new Random(seed), () => {}, { usMax: 6_000 });
      contact.set(true);
      scheduler.run(1);
      contact.set(false);
      scheduler.run(20);
      assert.equal(contact.closed, false);
      assert.equal(contact.settled, false);
    }
  });
});

describe("door", () => {
  test("pulls its pin low while closed, and bounces on the way", () => {
    const { board, levels } = watch(4);
    assert.equal(levels(5), "00000");
    board.openDoor();
    assert.match(levels(50), /1{43}$/);
    assert.equal(board.closeDoor(), true);
    assert.match(levels(50), /0{43}$/);
  });

  test("a magnet makes the reed say closed although the door is open", () => {
    const { board, levels } = watch(4);
    board.openDoor();
    board.setMagnet(true);
    levels(10);
    assert.equal(levels(5), "00000");
    assert.equal(board.doorOpen, true);
    board.setMagnet(false);
    levels(10);
    assert.equal(levels(5), "11111");
  });

  test("is held by a thrown bolt, unless it is broken open", () => {
    const { board } = watch(4, { boltPosition: 1 });
    assert.equal(board.openDoor(), false);
    assert.equal(board.doorOpen, false);
    board.forceDoor();
    assert.equal(board.doorOpen, true);
  });

  test("cannot be closed over a bolt that is out; the bolt can be thrown while it is open", () => {
    const { board } = watch(4);
    assert.equal(board.openDoor(), true);
    board.turnThumb("locked");
    board.run(2000);
    assert.equal(board.boltPosition, 1);
    assert.equal(board.closeDoor(), false);
    assert.equal(board.doorOpen, true);
    board.turnThumb("unlocked");
    board.run(2000);
    assert.equal(board.closeDoor(), true);
  });
});

describe("cover, button and bolt switches", () => {
  test("an open cover is a cut loop", () => {
    const { board, levels } = watch(15);
    assert.equal(levels(3), "000");
    board.setCover(false);
    levels(10);
    assert.equal(levels(3), "111");
  });

  test("where the cover has no pin of its own, taking it off looks like an open door", () => {
    const { board, levels } = watch(c3.doorPin, { board: c3 });
    assert.equal(levels(3), "000");
    board.setCover(false);
    levels(10);
    assert.equal(levels(3), "111");
    assert.equal(board.doorOpen, false);
  });

  test("the button is down as long as it is held", () => {
    const { board, levels } = watch(0);
    assert.equal(levels(3), "111");
    board.pressButton(100);
    const pressed = levels(120);
    assert.match(pressed, /0{90}/);
    assert.match(pressed, /1{13}$/);
  });

  test("switches close at the ends of the bolt's travel only", () => {
    for (const [pin, ends] of [
      [39, "10"],
      [36, "01"],
    ] as const) {
      const { board, levels } = watch(pin);
      let seen = "";
      for (const target of [0, 0.5, 1, 0.5, 0]) {
        board.turnThumb(target);
        levels(2000);
        seen += levels(1);
      }
      const [atUnlocked, atLocked] = ends;
      assert.equal(seen, `${atUnlocked}1${atLocked}1${atUnlocked}`);
    }
  });

  test("a switch can stick, and one that was never fitted leaves its pin floating", () => {
    const { board, levels } = watch(39);
    board.stickBoltSwitch("locked", true);
    assert.equal(levels(3), "000");
    board.stickBoltSwitch("locked", undefined);
    assert.equal(levels(3), "111");
    assert.match(watch(39, { boltSwitches: false }).levels(100), /01|10/);
  });
});
