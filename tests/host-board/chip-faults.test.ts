// SPDX-License-Identifier: Apache-2.0
/** Faults of the chip that can be switched on while the firmware runs: lost and doubled interrupts, late timers, a clock that drifts. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ChipClock } from "../../host/board/chip-clock";
import { Scheduler } from "../../host/board/scheduler";
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

  for (const queueLength of [1, 2]) {
    test(`leave the queue as empty as they found it, ${queueLength} long`, () => {
      let calls = 0;
      const onReadable = (): number => (calls += 1);
      const board = bareBoard(
        ({ Digital }) => void new Digital({ pin: buttonPin, mode: Digital.InputPullUp, edge: Digital.Falling, onReadable }),
        { queueLength },
      );
      board.nature.setBounce(0);
      for (const doubles of [false, true, false]) {
        board.nature.doubleInterrupts(doubles);
        calls = 0;
        for (let presses = 0; presses < 20; presses++) {
          board.pressButton(10);
          board.run(20);
        }
        assert.equal(calls, doubles ? 40 : 20);
      }
    });
  }

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

describe("late timers", () => {
  /** When timers of 10 ms, single and repeating, fired, in milliseconds of the chip. */
  function firedMs(prepare: (board: VirtualBoard) => void, runMs: number): { single: number[]; repeating: number[] } {
    const fired = { single: [] as number[], repeating: [] as number[] };
    const board = bareBoard(({ Timer }) => {
      Timer.set(() => {
        const startMs = board.nowMs;
        const again = (): void => {
          fired.single.push(board.nowMs - startMs);
          Timer.set(again, 10);
        };
        Timer.set(again, 10);
        Timer.repeat(() => fired.repeating.push(board.nowMs - startMs), 10);
      }, 1);
    });
    prepare(board);
    board.run(runMs + 1);
    return fired;
  }

  test("fire late by up to what was said, never early; repeating ones do not lose time", () => {
    const { single, repeating } = firedMs((board) => board.nature.delayTimers(5), 3_000);
    const gaps = single.map((ms, index) => ms - (single[index - 1] ?? 0));
    assert.ok(Math.min(...gaps) >= 10 && Math.max(...gaps) <= 15, `${Math.min(...gaps)} to ${Math.max(...gaps)} ms`);
    assert.ok(Math.max(...gaps) > 14);
    const late = repeating.map((ms, index) => ms - 10 * (index + 1));
    assert.ok(Math.min(...late) >= 0 && Math.max(...late) <= 5 && Math.max(...late) > 4, `${Math.max(...late)} ms late`);
  });

  test("are in time when it is switched off", () => {
    const { single, repeating } = firedMs((board) => {
      board.nature.delayTimers(50);
      board.nature.delayTimers(0);
    }, 40);
    assert.deepEqual(single, [10, 20, 30, 40]);
    assert.deepEqual(repeating, [10, 20, 30, 40]);
  });

  test("are the same with the same seed, and are not leapt over", () => {
    const live = (leapOverIdle: boolean): { calls: number[]; leapt: number } => {
      const calls: number[] = [];
      const board = bareBoard(({ Timer }) => void Timer.repeat(() => calls.push(board.nowMs), 100), { leapOverIdle });
      board.nature.delayTimers(30);
      board.run(10_000);
      return { calls, leapt: board.leaptCallbacks };
    };
    assert.deepEqual(live(true), live(false));
    assert.equal(live(true).leapt, 0);
  });
});

describe("a clock that drifts", () => {
  const hourMs = 3_600_000;

  /** How far ticks, time of day and a minute's timer got in an hour of the world. */
  function hourOf(ppm: number): { ticks: number; utcMs: number; microseconds: number; minutes: number } {
    const seen = { ticks: 0, microseconds: 0, utcMs: 0, minutes: 0 };
    const board = bareBoard(({ Digital, Timer, Time }) => {
      Time.set(1_800_000_000);
      const start = Time.ticks;
      Timer.repeat(() => (seen.minutes += 1), 60_000);
      const onReadable = (): void => {
        seen.ticks = Time.delta(start);
        seen.microseconds = Time.microseconds;
        seen.utcMs = Date.now() - 1_800_000_000_000;
      };
      new Digital({ pin: buttonPin, mode: Digital.InputPullUp, edge: Digital.Falling, onReadable });
    });
    board.nature.setBounce(0);
    board.nature.setClockDrift(ppm);
    board.run(hourMs);
    board.setButton(true);
    board.run(0);
    return seen;
  }

  for (const ppm of [-50_000, 0, 37, 50_000]) {
    test(`of ${ppm} ppm is in ticks, microseconds, time of day and timers alike`, () => {
      const expectedMs = hourMs * (1 + ppm / 1_000_000);
      const { ticks, microseconds, utcMs, minutes } = hourOf(ppm);
      assert.ok(Math.abs(ticks - expectedMs) <= 1, `${ticks} ticks`);
      // On XS the callback has computed for a while.
      assert.ok(Math.abs(microseconds / 1000 - expectedMs) <= 3, `${microseconds} us`);
      assert.ok(Math.abs(utcMs - expectedMs) <= 1, `${utcMs} ms of the day`);
      assert.equal(minutes, Math.floor(expectedMs / 60_000));
    });
  }

  test("never makes a timer early by the chip's own ticks, whenever it changes", () => {
    let checked = 0;
    const board = bareBoard(({ Timer, Time }) => {
      const again = (): void => {
        const start = Time.ticks;
        Timer.set(() => {
          const tookMs = Time.delta(start);
          assert.ok(tookMs === 30 || tookMs === 31, `${tookMs} ms`);
          checked += 1;
          again();
        }, 30);
      };
      again();
    });
    for (const ppm of [50_000, -50_000, 12_345, 0, -777, 50_000]) {
      board.nature.setClockDrift(ppm);
      board.run(1_010);
    }
    assert.ok(checked > 190);
    assert.deepEqual([...board.faults], []);
  });

  test("is turned back into the first microsecond of the world that is not early", () => {
    const scheduler = new Scheduler();
    for (const ppm of [50_000, -50_000, 10, -10, 0, 33_333]) {
      const clock = new ChipClock(scheduler, 0);
      scheduler.run(1234.567);
      clock.setDrift(ppm);
      for (let ms = 1_300; ms < 3_000_000; ms += 997) {
        const worldUs = clock.worldUsAt(ms * 1000);
        assert.ok(Number.isInteger(worldUs) && clock.at(worldUs) >= ms * 1000 && clock.at(worldUs - 1) < ms * 1000, `${ppm} ppm, ${ms} ms`);
      }
    }
  });

  test("stays over a reset, moves nothing in the world, and nonsense is refused", () => {
    const pressed: number[] = [];
    const board = bareBoard(({ Digital, Time }) => {
      const onReadable = (): number => pressed.push(Time.ticks);
      new Digital({ pin: buttonPin, mode: Digital.InputPullUp, edge: Digital.Rising | Digital.Falling, onReadable });
    });
    board.nature.setBounce(0);
    board.nature.setClockDrift(50_000);
    board.reset();
    board.run(300);
    board.pressButton(1_000);
    board.run(2_000);
    assert.equal(board.nowMs, 2_600);
    assert.equal(pressed.length, 2);
    assert.ok(Math.abs(pressed[1]! - pressed[0]! - 1_050) <= 1, `${pressed.join()} ms`);
    for (const ppm of [-50_001, 50_001, NaN]) assert.throws(() => board.nature.setClockDrift(ppm), RangeError);
    for (const ms of [-1, NaN, 10_001]) assert.throws(() => board.nature.delayTimers(ms), RangeError);
  });
});
