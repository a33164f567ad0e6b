// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board as devkit } from "../../boards/esp32-devkit";
import { drainBattery } from "../../host/board/energy/battery-drain";
import { chargeOf, totalOf } from "../../host/board/energy/charge";
import { powerProfiles, type PowerProfile } from "../../host/board/energy/currents";
import type { VirtualBoard } from "../../host/board/virtual-board";
import { bareBoard } from "../fixtures/bare-board";

const hour = 3_600_000;
const { stock, rewired } = powerProfiles;

function draining(profile: PowerProfile = stock): VirtualBoard {
  const board = bareBoard(() => undefined);
  drainBattery(board, devkit, profile);
  return board;
}

describe("the battery", () => {
  test("keeps its charge unless it is asked to give it", () => {
    const board = bareBoard(() => undefined);
    board.run(1000 * hour);
    assert.equal(board.state().chargePercent, 100);
  });

  test("gives what the board used, every ten minutes, not before", () => {
    const board = draining();
    board.run(hour / 6 - 1);
    assert.equal(board.state().chargePercent, 100);
    const before = totalOf(chargeOf(board.energy.usage(), devkit, stock));
    board.run(1);
    assert.ok(board.state().chargePercent < 100);
    board.run(10 * hour - hour / 6);
    const milliampereHours = (totalOf(chargeOf(board.energy.usage(), devkit, stock)) - before) / 3_600_000 + 40.7 / 6;
    assert.ok(Math.abs(100 - board.state().chargePercent - milliampereHours / 25) < 0.01, `${board.state().chargePercent} %`);
    assert.ok(board.state().openVolts < 6.3);
  });

  test("lasts much longer where the chip sleeps", () => {
    const board = draining(rewired);
    board.run(10 * hour);
    assert.ok(board.state().chargePercent > 99.9);
  });

  test("is flat after three days of the stock SDK, until somebody puts in new cells", () => {
    const board = draining();
    board.run(72 * hour);
    assert.equal(board.state().chargePercent, 0);
    board.setBattery({ chargePercent: 100 });
    assert.equal(board.state().chargePercent, 100);
    board.run(hour);
    const { chargePercent } = board.state();
    assert.ok(chargePercent > 98 && chargePercent < 99, `${chargePercent} %`);
  });

  test("gives almost nothing while the power is cut", () => {
    const board = draining();
    board.cutPower();
    board.run(hour);
    const { chargePercent } = board.state();
    assert.ok(chargePercent > 99.99 && chargePercent < 100, `${chargePercent} %`);
  });
});
