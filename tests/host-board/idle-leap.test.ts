// SPDX-License-Identifier: Apache-2.0
/** Leaping over idle polls: the same lives with and without, event by event, and the edges of a leap. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { quietCallbacksMin } from "../../host/board/idle-leap";
import type { VirtualBoard } from "../../host/board/virtual-board";
import { bareBoard, type Modules } from "../fixtures/bare-board";
import { BoardHistory } from "../fixtures/board-history";
import { guestPin, lockedLock, minute, newLock, second, wrongPin, type WholeLock } from "../fixtures/whole-lock";
import { RandomLife } from "../scenarios/random-life";

/** Lives it both ways: it must be the same life, and the leaps must have been worth it. */
function sameLife(leaptMin: number, live: (options: { leapOverIdle: boolean }) => { board: VirtualBoard; history: BoardHistory }): void {
  const plain = live({ leapOverIdle: false });
  const leapt = live({ leapOverIdle: true });
  assert.equal(plain.board.leaptCallbacks, 0);
  assert.ok(leapt.board.leaptCallbacks > leaptMin, `${leapt.board.leaptCallbacks} callbacks left out`);
  const expected = plain.history.seen;
  for (const [name, text] of Object.entries(leapt.history.seen)) {
    if (text === expected[name]) continue;
    const wanted = (expected[name] ?? "").split("\n");
    const got = text.split("\n");
    const at = got.findIndex((line, index) => line !== wanted[index]);
    assert.fail(`${name} differ: "${(got[at] ?? "").slice(0, 200)}" instead of "${(wanted[at] ?? "").slice(0, 200)}"`);
  }
  assert.deepEqual(leapt.board.turns, plain.board.turns, "callbacks left out are counted");
  assert.deepEqual(leapt.board.energy.usage(), plain.board.energy.usage());
}

/** A stretch of a family's life with all that repeats by itself. */
function household(lock: WholeLock): void {
  const { board } = lock;
  board.run(12 * minute);
  lock.enter(guestPin);
  board.run(3 * second);
  board.openDoor();
  board.run(7 * second);
  board.closeDoor();
  board.run(11 * minute + 37);
  for (let tries = 0; tries < 12; tries++) lock.enter(wrongPin);
  board.run(5 * minute);
  board.setKeypadNoise(0.02);
  board.run(3 * minute);
  board.setKeypadNoise(0);
  board.holdKey("5");
  board.run(minute);
  board.releaseKey("5");
  board.turnThumb("unlocked");
  board.run(2 * minute);
  board.serialWrite('{"Command":"GetLoop"}\n');
  lock.restart();
  board.run(3 * minute);
  lock.assertSound();
}

describe("a life with leaps over idle polls is the same life", () => {
  const natures: Record<string, (board: VirtualBoard) => void> = {
    "": () => {},
    ", with every interrupt lost": (board) => board.nature.loseInterrupts(true),
    ", with a clock that drifts": (board) => board.nature.setClockDrift(-12_347),
  };
  for (const [name, prepare] of Object.entries(natures)) {
    test(`of a household${name}`, () => {
      const { kept } = lockedLock();
      sameLife(10_000, (leaping) => {
        const lock = newLock({ ...kept, ...leaping });
        prepare(lock.board);
        const history = new BoardHistory(lock.board);
        household(lock);
        return { board: lock.board, history };
      });
    });
  }

  for (const seed of [3, 11]) {
    test(`of somebody who does everything that can be done, seed ${seed}`, () => {
      sameLife(500, (leaping) => {
        const life = new RandomLife(seed, leaping);
        const { board } = life.lock;
        const history = new BoardHistory(board);
        for (let days = 0; days < 2; days++) {
          life.live(15);
          board.run(5 * minute);
        }
        life.recover();
        return { board, history };
      });
    });
  }
});

describe("a leap", () => {
  const intervalMs = 100;
  const quietMs = (quietCallbacksMin + 1) * intervalMs;

  function polling(poll: (modules: Modules, count: number) => void, options = {}): { board: VirtualBoard; calls: number[] } {
    const calls: number[] = [];
    const board = bareBoard(
      (modules) => {
        modules.Timer.repeat(() => {
          calls.push(Math.round(board.nowMs - startMs));
          poll(modules, calls.length);
        }, intervalMs);
      },
      { leapOverIdle: true, ...options },
    );
    const startMs = board.nowMs;
    return { board, calls };
  }

  test("comes after so many callbacks that did nothing, not one earlier, and ends with the last one before the end", () => {
    const { board, calls } = polling(() => {});
    board.run(60 * second + 50);
    assert.equal(calls.length, quietCallbacksMin + 2);
    assert.deepEqual(calls.slice(-2), [quietMs, 60 * second]);
    assert.equal(board.leaptCallbacks, 600 - calls.length);
    assert.equal(board.nowMs - 300, 60 * second + 50);
  });

  test("starts to count anew with every run", () => {
    const { board, calls } = polling(() => {});
    for (let runs = 0; runs < 60; runs++) board.run(second);
    assert.equal(calls.length, 600);
    assert.equal(board.leaptCallbacks, 0);
  });

  for (const [what, act] of Object.entries<(modules: Modules) => void>({
    "writes a pin": ({ Digital }) => new Digital({ pin: 2, mode: Digital.Output }).close(),
    "sets a timer": ({ Timer }) => void Timer.set(() => {}, 5_000),
    "reads the ADC": ({ Analog }) => {
      const analog = new Analog({ pin: 34 });
      analog.read();
      analog.close();
    },
    "reads flash": ({ flash }) => void flash.open({ path: "audit" }).read(1, 0),
    "sets the clock": ({ Time }) => Time.set(1_800_000_000),
    "reads a pin that floats": ({ Digital }) => {
      const pin = new Digital({ pin: 4, mode: Digital.Input });
      pin.read();
      pin.close();
    },
  })) {
    test(`never comes while each callback ${what}`, () => {
      const { board, calls } = polling(act);
      board.run(60 * second);
      assert.equal(calls.length, 600);
      assert.deepEqual([...board.faults], []);
    });
  }

  test("comes while callbacks read pins and the time, and an empty console", () => {
    const opened: { pin?: InstanceType<Modules["Digital"]>; line?: InstanceType<Modules["Serial"]> } = {};
    const { board, calls } = polling(({ Digital, Serial, Time }, count) => {
      if (count === 1) {
        const port = { transmit: 1, receive: 3, port: 0, baud: 115_200, format: "buffer" } as const;
        opened.pin = new Digital({ pin: 4, mode: Digital.InputPullUp });
        opened.line = new Serial({ ...port, onReadable() {} });
      }
      void [opened.pin?.read(), opened.line?.read(new Uint8Array(8)), Time.ticks, Time.microseconds];
    });
    board.run(60 * second);
    assert.equal(calls.length, quietCallbacksMin + 2);
  });

  test("ends before the next task of anybody; a tie goes to the one that was queued first", () => {
    const order: string[] = [];
    const { board, calls } = polling(({ Timer }, count) => {
      order.push("poll");
      if (count === 1) Timer.set(() => order.push("timer"), 30 * second);
      if (count === 2) Timer.set(() => order.push("between"), 40 * second + 50);
    });
    board.run(60 * second);
    const at = (name: string): number => order.indexOf(name);
    assert.equal(order.slice(0, at("timer")).length, quietCallbacksMin + 2);
    assert.equal(calls[at("timer")], 30_100, "the poll of the same moment comes after the timer");
    assert.equal(calls[at("between") - 2], 40_200, "the last one before");
    assert.equal(calls[at("between") - 1], 40_300, "and the next one after");
  });

  test("does not come when a condition changed a pin whose interrupt is lost: the very next poll sees it", () => {
    let sawMs = 0;
    const opened: { pin?: { read(): unknown } } = {};
    const { board, calls } = polling(
      ({ Digital }, count) => {
        if (count === 1) opened.pin = new Digital({ pin: 0, mode: Digital.InputPullUp });
        if (sawMs === 0 && opened.pin?.read() === 0) sawMs = calls.at(-1) ?? 0;
      },
      { lostInterrupts: true },
    );
    let pressed = false;
    board.runUntil(() => {
      // Between two callbacks, after enough of them for a leap; at once, without a task of the world.
      if (!pressed && calls.length === quietCallbacksMin + 1) {
        pressed = true;
        board.world.button.stick(true);
      }
      return false;
    }, 60 * second);
    assert.equal(sawMs, quietMs + intervalMs);
  });

  test("ends before the world changes a pin whose interrupt is lost", () => {
    const opened: { pin?: { read(): unknown } } = {};
    const levels: unknown[] = [];
    const { board, calls } = polling(
      ({ Digital }, count) => {
        opened.pin ??= new Digital({ pin: 0, mode: Digital.InputPullUp });
        levels[count] = opened.pin.read();
      },
      { lostInterrupts: true },
    );
    board.pressButton(30 * second + 10);
    board.run(60 * second);
    const released = levels.indexOf(1);
    assert.equal(levels.indexOf(0), 1);
    assert.deepEqual(calls.slice(released - 2, released), [30 * second, 30 * second + intervalMs]);
  });

  test("does not come before a timer that is late since flash was written", () => {
    const { board, calls } = polling(({ flash }, count) => {
      if (count === 1) flash.open({ path: "audit" }).eraseBlock(0, 32);
    });
    board.run(10 * second);
    const caughtUp = Array.from({ length: 14 }, () => 1_540);
    assert.deepEqual(calls, [100, ...caughtUp, 10 * second]);
  });
});
