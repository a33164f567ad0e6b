// SPDX-License-Identifier: Apache-2.0
/** Faults of nature that can be switched on while a lock lives: each shows, and is gone when it is switched off. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import type { Board } from "../../boards/board";
import type { VirtualBoard } from "../../host/board/virtual-board";
import type { Chemistry } from "../../lock/parts";
import { bareBoard } from "../fixtures/bare-board";

const buttonPin = 0;
const doorPin = 4;
const tamperPin = 15;
const rowPin = 32;
const columnPin = 27;

describe("worn contacts", () => {
  /** Longest time from a change to its last edge on the pin, over many changes. */
  function longestBounceMs(pin: number, change: (board: VirtualBoard, on: boolean) => unknown, bounceMs?: number): number {
    let edgeMs = 0;
    const board = bareBoard(({ Digital }) => {
      new Digital({ pin: columnPin, mode: Digital.Output });
      new Digital({ pin, mode: Digital.InputPullUp, edge: Digital.Rising | Digital.Falling, onReadable: () => (edgeMs = board.nowMs) });
    });
    if (bounceMs !== undefined) board.nature.setBounce(bounceMs);
    let longestMs = 0;
    for (let changes = 0; changes < 60; changes++) {
      const startMs = board.nowMs;
      change(board, changes % 2 === 0);
      board.run(250);
      longestMs = Math.max(longestMs, edgeMs - startMs);
    }
    return longestMs;
  }

  const parts: Record<string, [number, (board: VirtualBoard, on: boolean) => unknown]> = {
    button: [buttonPin, (board, on) => board.setButton(on)],
    door: [doorPin, (board, on) => (on ? board.openDoor() : board.closeDoor())],
    cover: [tamperPin, (board, on) => board.setCover(!on)],
    key: [rowPin, (board, on) => (on ? board.holdKey("1") : board.releaseKey("1"))],
  };

  for (const [name, [pin, change]] of Object.entries(parts)) {
    test(`bounce longer, but not longer than was said: ${name}`, () => {
      const wornMs = longestBounceMs(pin, change, 40);
      assert.ok(wornMs > 30 && wornMs <= 40, `${wornMs} ms`);
    });
  }

  test("bounce for up to 6 ms as new, and not at all if they are perfect", () => {
    const [pin, change] = parts.button!;
    const newMs = longestBounceMs(pin, change);
    assert.ok(newMs > 4 && newMs <= 6, `${newMs} ms`);
    assert.equal(longestBounceMs(pin, change, 0), 0);
  });

  test("refuse nonsense", () => {
    const board = bareBoard(() => {});
    for (const ms of [-1, 201, NaN]) assert.throws(() => board.nature.setBounce(ms), RangeError);
  });
});

const startsMs = 100;

describe("friction", () => {
  /** Time to throw the bolt with the motor on. */
  function travelMs(prepare: (board: VirtualBoard) => void, board: Board = devkit): { ms: number; milliamps: number } {
    const bolt = bareBoard(
      ({ Digital, PWM, Timer }) => {
        const output = (pin: number): void => new Digital({ pin, mode: Digital.Output }).write(1);
        const start = (): void => {
          if (board.bolt.kind === "motor") return [board.bolt.lockPin, board.bolt.enablePin].forEach(output);
          const { signalPin, supplyPin, lockedUs } = board.bolt;
          new PWM({ pin: signalPin, hz: 50, resolution: 14 }).write(Math.round((lockedUs * 50 * 2 ** 14) / 1_000_000));
          output(supplyPin);
        };
        Timer.set(start, startsMs);
      },
      { board, chemistry: "lithium" },
    );
    prepare(bolt);
    const startMs = bolt.nowMs + startsMs;
    bolt.run(startsMs + 150);
    const { motorMilliamps } = bolt.state();
    assert.ok(bolt.runUntil(() => bolt.boltPosition > 0.97, 20_000), "it arrives");
    return { ms: bolt.nowMs - startMs, milliamps: motorMilliamps };
  }

  for (const board of [devkit, c3]) {
    test(`makes the bolt slower by its factor, and by cold: ${board.bolt.kind}`, () => {
      const asNew = travelMs(() => {}, board);
      const twice = travelMs((lock) => lock.nature.setFriction(2), board);
      const cold = travelMs((lock) => lock.nature.setTemperature(-20), board);
      assert.ok(twice.ms > 1.7 * asNew.ms && twice.ms < 2.3 * asNew.ms, `${twice.ms} ms, not twice ${asNew.ms}`);
      assert.ok(cold.ms > 1.3 * asNew.ms, `${cold.ms} ms when cold, ${asNew.ms} when warm`);
      if (board.bolt.kind === "motor") assert.ok(twice.milliamps > 1.5 * asNew.milliamps, `${twice.milliamps} mA`);
    });
  }

  test("is gone when it is taken away, and can be changed while the bolt moves", () => {
    const asNew = travelMs(() => {});
    const mended = travelMs((lock) => {
      lock.nature.setFriction(3);
      lock.nature.setTemperature(-30);
      lock.nature.setTemperature(20);
      lock.nature.setFriction(1);
    });
    assert.deepEqual(mended, asNew);
    const { nature } = bareBoard(() => {});
    for (const factor of [0.9, 21, NaN]) assert.throws(() => nature.setFriction(factor), RangeError);
    for (const celsius of [-41, 61, NaN]) assert.throws(() => nature.setTemperature(celsius), RangeError);
  });
});

describe("cold", () => {
  const at = (celsius: number, options: { chemistry?: Chemistry; chargePercent?: number }): { open: number; sag: number } => {
    const board = bareBoard(() => {}, options);
    board.nature.setTemperature(celsius);
    const { openVolts } = board.state();
    board.world.battery.loadMilliamps = 1_000;
    return { open: openVolts, sag: openVolts - board.world.battery.volts };
  };

  test("raises the inner resistance of every kind of cell, of alkaline ones most", () => {
    const rise = (chemistry: Chemistry): number => at(-20, { chemistry }).sag / at(20, { chemistry }).sag;
    const { alkaline, lithium, nimh, liIon1S } = Object.fromEntries(
      (["alkaline", "lithium", "nimh", "liIon1S"] as const).map((chemistry) => [chemistry, rise(chemistry)]),
    ) as Record<Chemistry, number>;
    assert.ok(lithium > 1.3 && nimh > lithium && liIon1S > lithium && alkaline > 3, [lithium, nimh, liIon1S, alkaline].join());
  });

  test("leaves a full pack at its voltage and empties one that is half full; warmth brings it back", () => {
    const open = (celsius: number, chargePercent: number): number => at(celsius, { chargePercent }).open;
    assert.equal(open(-20, 100), open(20, 100));
    assert.ok(open(-20, 50) < open(20, 5), `${open(-20, 50)} V`);
    const board = bareBoard(() => {}, { chargePercent: 50 });
    const before = board.state().openVolts;
    board.nature.setTemperature(-20);
    assert.notEqual(board.state().openVolts, before);
    board.nature.setTemperature(20);
    assert.equal(board.state().openVolts, before);
    assert.equal(board.state().chargePercent, 50);
  });

  test("browns the chip out at the motor's inrush, where warm cells of the same charge do not", () => {
    const inrush = (celsius: number): string | undefined => {
      const board = bareBoard(
        ({ Digital, Timer }) => {
          const start = (): void => [16, 23].forEach((pin) => new Digital({ pin, mode: Digital.Output }).write(1));
          Timer.set(start, startsMs);
        },
        { chargePercent: 80 },
      );
      board.nature.setTemperature(celsius);
      board.run(startsMs + 20);
      return board.stopped?.why;
    };
    assert.equal(inrush(-20), "brown-out");
    assert.equal(inrush(20), undefined);
  });
});
