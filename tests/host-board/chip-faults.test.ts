// SPDX-License-Identifier: Apache-2.0
/** Faults of the chip that can be switched on while the firmware runs: lost and doubled interrupts, late timers, a clock that drifts. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { VirtualBoard } from "../../host/board/virtual-board";
import { bareBoard } from "../fixtures/bare-board";

const buttonPin = 0;
const doorPin = 4;

/** Counts the callbacks of button and door; contacts are perfect. */
function listening(): { board: VirtualBoard; count(): { button: number; door: number } } {
  const calls = { button: 0, door: 0 };
  const board = bareBoard(({ Digital }) => {
    const listen = (pin: number, name: keyof typeof calls): void => {
      const edge = Digital.Rising | Digital.Falling;
      new Digital({ pin, mode: Digital.InputPullUp, edge, onReadable: () => (calls[name] += 1) });
    };
    listen(buttonPin, "button");
    listen(doorPin, "door");
  });
  board.nature.setBounce(0);
  return {
    board,
    count: () => {
      calls.button = calls.door = 0;
      board.pressButton(20);
      board.openDoor();
      board.run(100);
      board.closeDoor();
      board.run(100);
      return { ...calls };
    },
  };
}

describe("lost interrupts", () => {
  test("are those of one pin only, and it stays deaf until the chip starts anew", () => {
    const { board, count } = listening();
    assert.deepEqual(count(), { button: 2, door: 2 });
    board.nature.loseInterrupts(true, buttonPin);
    assert.deepEqual(count(), { button: 0, door: 2 });
    board.nature.loseInterrupts(false, buttonPin);
    assert.deepEqual(count(), { button: 0, door: 2 });
    board.reset();
    board.run(1000);
    assert.deepEqual(count(), { button: 2, door: 2 });
  });

  test("are those of all pins, and go on over a reset until it is switched off", () => {
    const { board, count } = listening();
    board.nature.loseInterrupts(true);
    assert.deepEqual(count(), { button: 0, door: 0 });
    board.reset();
    board.run(1000);
    assert.deepEqual(count(), { button: 0, door: 0 });
    board.nature.loseInterrupts(false);
    board.reset();
    board.run(1000);
    assert.deepEqual(count(), { button: 2, door: 2 });
  });

  test("do nothing to a pin that had none while they were on", () => {
    const { board, count } = listening();
    board.nature.loseInterrupts(true);
    board.run(1000);
    board.nature.loseInterrupts(false);
    assert.deepEqual(count(), { button: 2, door: 2 });
  });
});

describe("doubled interrupts", () => {
  test("come twice, and once again when it is switched off", () => {
    const { board, count } = listening();
    board.nature.doubleInterrupts(true);
    assert.deepEqual(count(), { button: 4, door: 4 });
    board.nature.doubleInterrupts(false);
    assert.deepEqual(count(), { button: 2, door: 2 });
  });

  test("do not come after the pin was closed in the first callback", () => {
    let calls = 0;
    const board = bareBoard(({ Digital }) => {
      const onReadable = (): void => {
        calls += 1;
        pin.close();
      };
      const pin = new Digital({ pin: buttonPin, mode: Digital.InputPullUp, edge: Digital.Falling, onReadable });
    });
    board.nature.doubleInterrupts(true);
    board.setButton(true);
    board.run(100);
    assert.equal(calls, 1);
    assert.deepEqual([...board.faults], []);
  });

  test("of the console's output come twice, those of its input only if bytes are left", () => {
    const counts: number[] = [];
    const rooms: number[] = [];
    const board = bareBoard(({ Serial }) => {
      const port = { transmit: 1, receive: 3, port: 0, baud: 115_200, format: "buffer" } as const;
      const serial = new Serial({
        ...port,
        onReadable: (count: number) => {
          counts.push(count);
          serial.read(new Uint8Array(counts.length));
          if (counts.length === 2) serial.write(new Uint8Array(1));
        },
        onWritable: (count: number) => rooms.push(count),
      });
    });
    board.run(10);
    assert.deepEqual(rooms, [128]);
    board.nature.doubleInterrupts(true);
    board.serialWrite("abc");
    board.run(20);
    assert.deepEqual(counts, [3, 2], "one byte was taken, then the other two");
    assert.equal(rooms.length, 3);
  });
});
