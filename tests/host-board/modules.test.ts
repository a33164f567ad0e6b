// SPDX-License-Identifier: Apache-2.0
/** The small modules, and the meter. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { computeUnitsPerUs } from "../../host/board/meter";
import { bareBoard } from "../fixtures/bare-board";

function hexadecimal(buffer: ArrayBuffer): string {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** XS measures; Node does not. */
const onXs = typeof (globalThis as { harden?: unknown }).harden === "function";

describe("Digest", () => {
  test("is SHA-256 and SHA-512 of all that was written", () => {
    bareBoard(({ Digest }) => {
      const sha256 = new Digest("SHA256");
      sha256.write("a");
      sha256.write(Uint8Array.of(0, 0x62, 0x63, 0).subarray(1, 3));
      assert.equal(hexadecimal(sha256.close()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
      const sha512 = new Digest("SHA512");
      sha512.write("abc");
      assert.match(hexadecimal(sha512.close()), /^ddaf35a193617abacc417349ae204131.*a54ca49f$/);
    });
  });

  test("takes a copy of what it is given", () => {
    bareBoard(({ Digest }) => {
      const digest = new Digest("SHA256");
      const bytes = Uint8Array.of(0x61, 0x62, 0x63);
      digest.write(bytes);
      bytes.fill(0);
      assert.match(hexadecimal(digest.close()), /^ba7816bf/);
    });
  });

  test("is used up by close, until it is reset", () => {
    bareBoard(({ Digest }) => {
      const digest = new Digest("SHA256");
      digest.close();
      assert.throws(() => digest.write("x"), /after close/);
      assert.throws(() => digest.close(), /closed/);
      digest.reset();
      digest.write("abc");
      assert.match(hexadecimal(digest.close()), /^ba7816bf/);
      assert.throws(() => new Digest("MD4" as "SHA256"), /unsupported/);
    });
  });
});

describe("hardware-random", () => {
  interface HardwareRandom {
    fillRandom(buffer: unknown): void;
  }

  test("is the same for the same seed, and another for another", () => {
    const draw = (seed: number): string => {
      const buffer = new ArrayBuffer(16);
      bareBoard(({ load }) => (load("hardware-random") as HardwareRandom).fillRandom(buffer), { seed });
      return hexadecimal(buffer);
    };
    assert.equal(draw(1), draw(1));
    assert.notEqual(draw(1), draw(2));
  });

  test("can be made to fail, and takes nothing but an ArrayBuffer", () => {
    const board = bareBoard(({ load, Timer }) => {
      const { fillRandom } = load("hardware-random") as HardwareRandom;
      assert.throws(() => fillRandom(new Uint8Array(4)), TypeError);
      for (const length of [0, 257]) assert.throws(() => fillRandom(new ArrayBuffer(length)), RangeError);
      Timer.set(() => assert.throws(() => fillRandom(new ArrayBuffer(4)), /source failed/), 10);
    });
    board.failures.randomFails = true;
    board.run(10);
    assert.deepEqual([...board.faults], []);
  });
});

describe("hardware-random and the ADC", () => {
  test("cannot be used at the same time, since the one borrows the other", () => {
    bareBoard(({ load, Analog }) => {
      const { fillRandom } = load("hardware-random") as { fillRandom(buffer: ArrayBuffer): void };
      fillRandom(new ArrayBuffer(4));
      const analog = new Analog({ pin: 34 });
      assert.throws(() => fillRandom(new ArrayBuffer(4)), /ADC channel is open/);
      analog.close();
      fillRandom(new ArrayBuffer(4));
    });
  });
});

describe("meter", () => {
  test("counts the firmware's work by callback and leaves the board's own work out", () => {
    let measuredUs = 0;
    const board = bareBoard(({ Timer, Time, Digital }) => {
      const led = new Digital({ pin: 2, mode: Digital.Output });
      Timer.repeat(function counting() {
        const start = Time.microseconds;
        let sum = 0;
        for (let index = 0; index < 1000; index += 1) sum = (sum + index) | 0;
        measuredUs = Time.microseconds - start;
      }, 100);
      Timer.repeat(function writing() {
        for (let index = 0; index < 100; index += 1) led.write(index & 1);
      }, 100);
    });
    board.run(1000);
    const { "timer counting": busy, "timer writing": writes } = board.turns;
    assert.equal(busy?.count, 10);
    assert.equal(writes?.count, 10);
    if (!onXs) {
      assert.deepEqual([busy?.totalUnits, measuredUs], [0, 0]);
      return;
    }
    const units = busy?.longestUnits ?? 0;
    assert.ok(units > 15_000 && units < 20_000, `${units} units for 1,000 rounds`);
    assert.equal(busy?.totalUnits, 10 * units);
    assert.ok(Math.abs(measuredUs - units / computeUnitsPerUs) < 200, `${measuredUs} us for ${units} units`);
    assert.ok((writes?.longestUnits ?? 0) < 20_000, `${writes?.longestUnits} units for 100 writes`);
    assert.equal(board.state().longestTurnName, "timer counting");
  });

  test("keeps the time that a callback waited for flash apart", () => {
    const board = bareBoard(({ Timer, flash }) => {
      const partition = flash.open({ path: "audit" });
      Timer.set(function erasing() {
        partition.eraseBlock(0);
      }, 10);
    });
    board.run(100);
    assert.equal(board.turns["timer erasing"]?.longestBlockedMs, 45);
  });
});
