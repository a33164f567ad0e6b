// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Chemistry } from "../../lock/parts";
import type { VirtualBoard, VirtualBoardOptions } from "../../host/board/virtual-board";
import { bareBoard } from "../fixtures/bare-board";

const reasons: string[] = [];

/** Its button starts the motor towards locked, and leaves it on. */
function motorOnButton(options: Omit<VirtualBoardOptions, "firmware"> = {}): VirtualBoard {
  reasons.length = 0;
  return bareBoard(({ Digital, load }) => {
    reasons.push((load("resetReason") as { default: () => { string: string } }).default().string);
    const motor = [16, 23].map((pin) => new Digital({ pin, mode: Digital.Output }));
    const onReadable = (): void => motor.forEach((pin) => pin.write(1));
    new Digital({ pin: 0, mode: Digital.InputPullUp, edge: Digital.Falling, onReadable });
  }, options);
}

describe("battery", () => {
  test("has the open voltage of its chemistry and charge", () => {
    const expected: readonly [Chemistry, number, number][] = [
      ["alkaline", 100, 6.32],
      ["alkaline", 50, 5.12],
      ["alkaline", 0, 3.8],
      ["lithium", 50, 5.96],
      ["nimh", 25, 4.88],
      ["liIon1S", 100, 4.18],
      ["liIon2S", 75, 7.9],
    ];
    const board = motorOnButton();
    for (const [chemistry, chargePercent, volts] of expected) {
      board.setBattery({ chemistry, chargePercent });
      assert.ok(Math.abs(board.state().openVolts - volts) < 0.001, `${chemistry} ${board.state().openVolts} V`);
    }
    board.setBattery({ chemistry: "alkaline", volts: 5.12 });
    assert.ok(Math.abs(board.state().openVolts - 5.12) < 0.001);
    assert.ok(Math.abs(board.state().chargePercent - 50) < 0.5);
  });

  test("sags under the motor, deeper when it is empty, and recovers", () => {
    const sag = (chargePercent: number): number => {
      const board = motorOnButton({ chargePercent });
      const restVolts = board.state().volts;
      board.pressButton(10);
      board.run(1);
      const loaded = restVolts - board.state().volts;
      board.run(2000);
      board.reset();
      assert.ok(board.state().volts < restVolts - 0.05, "not recovered at once");
      board.run(20_000);
      assert.ok(Math.abs(board.state().volts - restVolts) < 0.02, "recovered");
      return loaded;
    };
    const full = sag(100);
    const low = sag(25);
    assert.ok(full > 0.4 && full < 0.8, `${full} V`);
    assert.ok(low > 1.2 * full, `${low} V`);
  });

  test("browns the chip out when the motor pulls it too low, and lets it start again with that reason", () => {
    const board = motorOnButton({ chargePercent: 0 });
    board.pressButton(10);
    board.run(20);
    assert.deepEqual(board.stopped, { why: "brown-out" });
    assert.equal(board.state().motorMilliamps, 0);
    board.run(3000);
    assert.equal(board.stopped, undefined);
    assert.deepEqual(reasons, ["Power-On", "Brownout"]);
    assert.deepEqual([...board.faults], []);
  });

  test("keeps the chip off as long as it is too low, also at power-up", () => {
    const board = motorOnButton();
    board.setBattery({ volts: 2.9 });
    assert.deepEqual(board.stopped, { why: "brown-out" });
    board.run(60_000);
    assert.deepEqual(board.stopped, { why: "brown-out" });
    board.cutPower();
    board.powerUp();
    board.run(60_000);
    assert.deepEqual(board.stopped, { why: "brown-out" });
    board.setBattery({ volts: 5 });
    board.run(1000);
    assert.equal(board.stopped, undefined);
  });
});
