// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bareBoard } from "../fixtures/bare-board";

const doorPin = 4;
const ledPin = 2;

describe("Digital", () => {
  test("refuses a pin that is claimed, and gives it free again on close", () => {
    bareBoard(({ Digital, Analog }) => {
      const pin = new Digital({ pin: doorPin, mode: Digital.InputPullUp });
      assert.throws(() => new Digital({ pin: doorPin, mode: Digital.InputPullUp }), /in use/);
      pin.close();
      pin.close();
      new Digital({ pin: doorPin, mode: Digital.InputPullUp }).close();
      const analog = new Analog({ pin: 34 });
      assert.throws(() => new Digital({ pin: 34, mode: Digital.Input }), /in use/);
      analog.close();
    });
  });

  test("refuses pins that do not exist or belong to the flash", () => {
    bareBoard(({ Digital }) => {
      for (const pin of [6, 7, 8, 9, 10, 11, 20, 24, 28, 31, 40, -1, 1.5, NaN]) {
        assert.throws(() => new Digital({ pin, mode: Digital.Input }), /invalid pin/, `pin ${pin}`);
      }
    });
  });

  test("refuses outputs and pulls on the input-only pins 34 to 39", () => {
    bareBoard(({ Digital }) => {
      for (let pin = 34; pin <= 39; pin += 1) {
        for (const mode of [Digital.InputPullUp, Digital.InputPullDown]) {
          assert.throws(() => new Digital({ pin, mode }), /no pull/);
        }
        for (const mode of [Digital.Output, Digital.OutputOpenDrain]) {
          assert.throws(() => new Digital({ pin, mode }), /input only/);
        }
        new Digital({ pin, mode: Digital.Input });
      }
      new Digital({ pin: 33, mode: Digital.Output });
    });
  });

  test("leaves a pin free when its constructor throws", () => {
    bareBoard(({ Digital }) => {
      assert.throws(() => new Digital({ pin: doorPin, mode: 7 }), /invalid mode/);
      assert.throws(() => new Digital({ pin: doorPin, mode: Digital.InputPullUp, onReadable() {} }), /invalid edges/);
      new Digital({ pin: doorPin, mode: Digital.InputPullUp });
    });
  });

  test("throws on reading an output, writing an input, and any use after close", () => {
    bareBoard(({ Digital }) => {
      const input = new Digital({ pin: doorPin, mode: Digital.InputPullUp });
      const output = new Digital({ pin: ledPin, mode: Digital.Output });
      assert.throws(() => output.read(), /can't read output/);
      assert.throws(() => input.write(1), /can't write input/);
      input.close();
      output.close();
      assert.throws(() => input.read(), /closed/);
      assert.throws(() => output.write(1), /closed/);
    });
  });

  test("drives the pin from its constructor on, and lets go with the pull-up on when closed", () => {
    let read = -1;
    const board = bareBoard(({ Digital, Timer }) => {
      const output = new Digital({ pin: ledPin, mode: Digital.Output, initialValue: 1 });
      Timer.set(() => output.write(0), 10);
      Timer.set(() => {
        output.close();
        const input = new Digital({ pin: 5, mode: Digital.InputPullDown });
        read = input.read();
      }, 20);
    });
    assert.equal(board.led, true);
    board.run(10);
    assert.equal(board.led, false);
    board.run(10);
    assert.equal(read, 0);
  });

  test("reports only the edges asked for, once for a burst that nobody fetched", () => {
    let rising = 0;
    let both = 0;
    const board = bareBoard(({ Digital }) => {
      new Digital({ pin: doorPin, mode: Digital.InputPullUp, edge: Digital.Rising, onReadable: () => (rising += 1) });
      new Digital({
        pin: 0,
        mode: Digital.InputPullUp,
        edge: Digital.Rising | Digital.Falling,
        onReadable: () => (both += 1),
      });
    });
    board.run(100);
    assert.deepEqual([rising, both], [0, 0]);
    board.pressButton(50);
    board.run(1000);
    assert.ok(both >= 2, "press and release");
    board.openDoor();
    board.run(20);
    assert.ok(rising >= 1);
    const risingBefore = rising;
    assert.equal(board.closeDoor(), true);
    board.run(0);
    assert.equal(rising, risingBefore, "closing falls");
  });

  test("calls nobody back after close, even when the edge came before", () => {
    for (const closes of [true, false]) {
      let calls = 0;
      const board = bareBoard(({ Digital, Timer, flash }) => {
        const partition = flash.open({ path: "audit" });
        const edge = Digital.Rising;
        const input = new Digital({ pin: 0, mode: Digital.InputPullUp, edge, onReadable: () => (calls += 1) });
        Timer.set(() => {
          partition.eraseBlock(0);
          if (closes) input.close();
        }, 50);
      });
      // It is released while the chip waits for the flash.
      board.pressButton(70);
      board.run(49);
      calls = 0;
      board.run(100);
      assert.equal(calls, closes ? 0 : 1);
    }
  });

  test("never hears of an interrupt again after its message was lost", () => {
    let calls = 0;
    const board = bareBoard(
      ({ Digital }) => {
        const edge = Digital.Rising | Digital.Falling;
        new Digital({ pin: 0, mode: Digital.InputPullUp, edge, onReadable: () => (calls += 1) });
      },
      { lostInterrupts: true },
    );
    board.pressButton(50);
    board.run(1000);
    assert.equal(calls, 0);
  });

  test("an input without pull and without wire reads noise", () => {
    let ones = 0;
    bareBoard(({ Digital }) => {
      const input = new Digital({ pin: 22, mode: Digital.Input });
      for (let index = 0; index < 1000; index += 1) ones += input.read();
    });
    assert.ok(ones > 300 && ones < 700, `${ones} ones`);
  });
});
