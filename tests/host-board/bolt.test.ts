// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board as c3 } from "../../boards/esp32-c3";
import type { VirtualBoard, VirtualBoardOptions } from "../../host/board/virtual-board";
import type { MotorActuator } from "../../host/board/world/motor-actuator";
import { bareBoard } from "../fixtures/bare-board";

interface MotorRig {
  board: VirtualBoard;
  /** 1 towards locked, -1 towards unlocked, 0 coast, 2 brake. */
  drive(direction: -1 | 0 | 1 | 2): void;
  milliamps(): number;
}

function motorRig(options: Omit<VirtualBoardOptions, "firmware"> = {}): MotorRig {
  let drive = (_direction: number): void => {};
  const board = bareBoard(({ Digital }) => {
    const output = (pin: number): { write(value: number): void } => new Digital({ pin, mode: Digital.Output });
    const [lock, unlock, enable] = [output(16), output(17), output(23)];
    drive = (direction) => {
      lock.write(direction > 0 ? 1 : 0);
      unlock.write(direction === -1 || direction === 2 ? 1 : 0);
      enable.write(direction === 0 ? 0 : 1);
    };
  }, options);
  return { board, drive, milliamps: () => board.state().motorMilliamps };
}

describe("bolt on a DC motor", () => {
  test("travels in about half a second, there and back", () => {
    const { board, drive } = motorRig();
    drive(1);
    board.run(400);
    assert.ok(board.boltPosition > 0.6 && board.boltPosition < 0.9, `${board.boltPosition}`);
    board.run(250);
    assert.equal(board.boltPosition, 1);
    drive(0);
    board.run(100);
    drive(-1);
    board.run(650);
    assert.equal(board.boltPosition, 0);
  });

  test("draws its stall current at the start and at the end stop, and little in between", () => {
    const { board, drive, milliamps } = motorRig();
    assert.equal(milliamps(), 0);
    drive(1);
    const inrush = milliamps();
    board.run(300);
    const running = milliamps();
    board.run(400);
    const stalled = milliamps();
    drive(0);
    assert.equal(milliamps(), 0);
    assert.ok(inrush > 1000 && stalled > 700 && running < 300, `${inrush}, ${running}, ${stalled} mA`);
  });

  test("starts with the voltage of the pack as it is now, not as it was in the move before", () => {
    const { board, drive, milliamps } = motorRig();
    const inrushAt = (volts: number): number => {
      board.setBattery({ volts });
      drive(1);
      const inrush = milliamps();
      board.run(100);
      drive(0);
      board.run(1000);
      return inrush;
    };
    const [full, half] = [inrushAt(6), inrushAt(4.5)];
    assert.ok(half > 0.7 * full && half < 0.8 * full, `${full}, ${half} mA`);
  });

  test("shows that current at the sense pin", () => {
    const readings: number[] = [];
    const board = bareBoard(({ Analog, Digital, Timer }) => {
      const current = new Analog({ pin: 35 });
      for (const pin of [16, 23]) new Digital({ pin, mode: Digital.Output, initialValue: 1 });
      Timer.set(() => readings.push(((current.read() ?? 0) * 2450) / 4095 / 2), 300);
      Timer.set(() => readings.push(((current.read() ?? 0) * 2450) / 4095 / 2), 1000);
    });
    board.run(1000);
    const [running = 0, stalled = 0] = readings;
    // 500 mA are 1 V: half a milliamp a millivolt; 142 mV is the least that can be read.
    assert.ok(running >= 71 && running < 300, `${running} mA`);
    assert.ok(stalled > 350, `${stalled} mA`);
  });

  test("coasts a little after the power is off, and stops at once when braked", () => {
    const travelled = ([0, 2] as const).map((how) => {
      const { board, drive } = motorRig();
      drive(1);
      board.run(200);
      const before = board.boltPosition;
      drive(how);
      board.run(500);
      return board.boltPosition - before;
    });
    const [coasted = 0, braked = 0] = travelled;
    assert.ok(coasted > 0.05 && braked < 0.02, `${coasted}, ${braked}`);
  });

  test("goes the wrong way when its wires are swapped", () => {
    const { board, drive } = motorRig({ wiring: ["motorWiresSwapped"], boltPosition: 0.5 });
    drive(1);
    board.run(600);
    assert.equal(board.boltPosition, 0);
  });

  test("stops at what blocks it, from either side, and goes on when it is gone", () => {
    const { board, drive, milliamps } = motorRig();
    board.blockBolt(0.6);
    drive(1);
    board.run(800);
    assert.equal(board.boltPosition, 0.6);
    assert.ok(milliamps() > 700);
    board.blockBolt(undefined);
    board.run(800);
    assert.equal(board.boltPosition, 1);
    board.blockBolt(0.9);
    drive(-1);
    board.run(800);
    assert.equal(board.boltPosition, 0.9);
  });

  test("counts how long it was driven, driven against something, and reversed while turning", () => {
    const { board, drive } = motorRig();
    const actuator = board.world.bolt.actuator as MotorActuator;
    drive(1);
    board.run(1000);
    drive(0);
    board.run(1000);
    const { longestDriveMs, longestStallMs } = board.state();
    assert.ok(Math.abs(longestDriveMs - 1000) <= 5, `${longestDriveMs}`);
    assert.ok(longestStallMs > 400 && longestStallMs < 550, `${longestStallMs}`);
    assert.equal(actuator.reversals, 0);
    drive(-1);
    board.run(200);
    drive(1);
    assert.equal(actuator.reversals, 1);
    drive(0);
    board.run(300);
    drive(-1);
    assert.equal(actuator.reversals, 1, "after coasting it is no reversal");
  });

  test("gives way to a hand, which is stronger", () => {
    const { board, drive } = motorRig({ boltPosition: 1 });
    drive(-1);
    board.run(200);
    board.turnThumb("locked", 500);
    board.run(600);
    assert.equal(board.boltPosition, 1);
    drive(0);
    board.run(1000);
    assert.equal(board.boltPosition, 1);
    assert.equal(board.state().turnedByHand, false);
  });

  test("is slower on an empty battery, and does not move without enable", () => {
    const { board, drive } = motorRig({ chargePercent: 25 });
    drive(1);
    board.run(400);
    assert.ok(board.boltPosition < 0.6, `${board.boltPosition}`);
    const idle = bareBoard(({ Digital }) => void new Digital({ pin: 16, mode: Digital.Output, initialValue: 1 }));
    idle.run(1000);
    assert.equal(idle.boltPosition, 0);
  });

  test("lets the motor go when the chip loses power or resets", () => {
    for (const stop of ["cutPower", "reset"] as const) {
      const { board, drive, milliamps } = motorRig();
      drive(1);
      board.run(100);
      board[stop]();
      assert.equal(milliamps(), 0);
      board.run(1000);
      assert.ok(board.boltPosition < 0.5);
    }
  });
});

describe("bolt on a servo", () => {
  interface ServoRig {
    board: VirtualBoard;
    pulse(us: number): void;
    supply(on: 0 | 1): void;
  }

  function servoRig(): ServoRig {
    let pulse = (_us: number): void => {};
    let supply = (_on: number): void => {};
    const board = bareBoard(
      ({ Digital, PWM }) => {
        if (c3.bolt.kind !== "servo") assert.fail("this test wants a board with a servo");
        const signal = new PWM({ pin: c3.bolt.signalPin, hz: 50, resolution: 14 });
        const gate = new Digital({ pin: c3.bolt.supplyPin, mode: Digital.Output });
        pulse = (us) => signal.write(Math.round((us / 20_000) * 16_384));
        supply = (on) => gate.write(on);
      },
      { board: c3 },
    );
    return { board, pulse, supply };
  }

  test("goes to where the pulse says, and holds there", () => {
    const { board, pulse, supply } = servoRig();
    pulse(1000);
    supply(1);
    board.run(150);
    assert.ok(board.boltPosition > 0.3 && board.boltPosition < 0.7);
    assert.equal(board.state().motorMilliamps, 400);
    board.run(250);
    assert.ok(board.boltPosition > 0.98);
    assert.equal(board.state().motorMilliamps, 15);
    pulse(1500);
    board.run(500);
    assert.ok(Math.abs(board.boltPosition - 0.5) < 0.02);
  });

  test("stays where it is without pulse or without supply", () => {
    const { board, pulse, supply } = servoRig();
    supply(1);
    board.run(500);
    assert.equal(board.boltPosition, 0);
    supply(0);
    pulse(1000);
    board.run(500);
    assert.equal(board.boltPosition, 0);
  });

  test("can be turned by hand without its supply, whatever the pulse", () => {
    const { board, pulse } = servoRig();
    pulse(2000);
    board.turnThumb("locked");
    board.run(1000);
    assert.equal(board.boltPosition, 1);
    assert.equal(board.state().longestStallMs, 0);
  });

  test("stalls at what blocks it", () => {
    const { board, pulse, supply } = servoRig();
    board.blockBolt(0.5);
    pulse(1000);
    supply(1);
    board.run(1000);
    assert.equal(board.boltPosition, 0.5);
    assert.equal(board.state().motorMilliamps, 900);
    assert.ok(board.state().longestStallMs > 700);
  });
});
