// SPDX-License-Identifier: Apache-2.0
/** The bolt drivers against the virtual board's mechanics: inrush, inertia, friction, bounce, an emptying pack. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Board } from "../../boards/board";
import { board as devKit } from "../../boards/esp32-devkit";
import type { BoltMove, BoltTarget } from "../../drivers/bolt";
import { BoltMotor } from "../../drivers/bolt-motor";
import { BoltServo } from "../../drivers/bolt-servo";
import type { AnalogClass, DigitalClass, PwmClass, TimerService } from "../../drivers/io";
import type { Load } from "../../host/board/modules/modules";
import { virtualBoard, type VirtualBoardOptions } from "../../host/board/virtual-board";

const servoBoard: Board = {
  ...devKit,
  bolt: { kind: "servo", signalPin: 18, supplyPin: 21, lockedUs: 1000, unlockedUs: 2000 },
};

/** A firmware that has nothing but a bolt. */
function boltOn(options: Omit<VirtualBoardOptions, "firmware"> = {}) {
  const moves: BoltMove[] = [];
  const byHand: string[] = [];
  const errors: unknown[] = [];
  let bolt: BoltMotor | BoltServo | undefined;
  const { bolt: wiring, boltSwitches } = options.board ?? devKit;
  const virtual = virtualBoard({
    ...options,
    firmware: (load: Load) => {
      const module = <Class>(name: string) => (load(name) as { default: Class }).default;
      const io = module<DigitalClass>("embedded:io/digital");
      const common = {
        io,
        timer: module<TimerService>("timer"),
        nowMs: () => Math.floor(virtual.nowMs),
        switches: options.boltSwitches === false ? undefined : boltSwitches && { io, ...boltSwitches },
        onMoved: (move: BoltMove) => moves.push(move),
        onByHand: (position: string) => byHand.push(position),
        onError: (error: unknown) => errors.push(error),
      };
      if (wiring.kind === "servo") {
        bolt = new BoltServo({ ...common, ...wiring, pwm: module<PwmClass>("embedded:io/pwm") });
        return;
      }
      const { currentSense = { pin: 0, milliampsPerVolt: 0 } } = wiring;
      const current = { io: module<AnalogClass>("embedded:io/analog"), ...currentSense };
      bolt = new BoltMotor({ ...common, ...wiring, current });
    },
  });
  virtual.powerUp();
  assert.ok(virtual.runUntil(() => bolt !== undefined, 5000), "the firmware does not start");
  const move = (target: BoltTarget) => {
    const count = moves.length + 1;
    bolt?.move(target);
    assert.ok(virtual.runUntil(() => moves.length === count, 2500), "the move never ends");
    virtual.run(300);
    const ended = moves.at(-1);
    assert.deepEqual([moves.length, errors.length, virtual.faults.length], [count, 0, 0]);
    return [ended?.result, ended?.position];
  };
  return { virtual, move, bolt: () => bolt!, moves, byHand };
}

for (const [kind, board] of [
  ["motor", devKit],
  ["servo", servoBoard],
] as const) {
  describe(`a ${kind} in the virtual world`, () => {
    test("throws and draws the bolt, a hundred times, without a false jam or a hand that was not there", () => {
      const { virtual, move, byHand } = boltOn({ board });
      for (let count = 0; count < 50; count++) {
        assert.deepEqual(move("locked"), ["reached", "locked"]);
        assert.deepEqual(move("unlocked"), ["reached", "unlocked"]);
      }
      assert.deepEqual(byHand, []);
      assert.ok(virtual.world.bolt.longestStallMs < 100, `${virtual.world.bolt.longestStallMs} ms`);
    });

    // Emptier alkaline cells let the inrush of this motor brown out the chip.
    for (const [chemistry, chargePercent] of [
      ["alkaline", 20],
      ["lithium", 15],
      ["nimh", 15],
      ["liIon1S", 15],
    ] as const) {
      test(`does so on ${chemistry} cells at ${chargePercent} percent`, () => {
        const { move } = boltOn({ board, chemistry, chargePercent });
        assert.deepEqual(move("locked"), ["reached", "locked"]);
        assert.deepEqual(move("unlocked"), ["reached", "unlocked"]);
      });
    }

    test("is jammed by what stands in its way, and comes back from there", () => {
      for (const at of [0.2, 0.5, 0.9]) {
        const { virtual, move } = boltOn({ board });
        virtual.blockBolt(at);
        assert.deepEqual(move("locked"), ["jammed", "between"], `blocked at ${at}`);
        assert.deepEqual(move("unlocked"), ["reached", "unlocked"]);
      }
    });

    test("is told when a hand turns the bolt", () => {
      const { virtual, byHand, bolt } = boltOn({ board });
      virtual.turnThumb("locked");
      virtual.run(1500);
      assert.deepEqual(byHand, ["between", "locked"]);
      assert.equal(bolt().position, "locked");
    });

    test("assumes where the bolt is when no switch is fitted", () => {
      const { virtual, move, moves } = boltOn({ board, boltSwitches: false });
      assert.deepEqual(move("locked"), ["reached", "locked"]);
      assert.ok(virtual.boltPosition > 0.97);
      assert.deepEqual(move("unlocked"), ["reached", "unlocked"]);
      assert.ok(virtual.boltPosition < 0.03);
      assert.ok(moves.every(({ assumed }) => assumed));
    });
  });
}

describe("a motor in the virtual world", () => {
  test("notices a jam by its current, long before the time limit", () => {
    const { virtual, move, moves } = boltOn();
    virtual.blockBolt(0.5);
    move("locked");
    assert.ok(virtual.world.bolt.longestStallMs <= 60, `${virtual.world.bolt.longestStallMs} ms`);
    assert.ok((moves[0]?.durationMs ?? 0) < 700);
  });

  test("notices that it cannot start", () => {
    const { virtual, move } = boltOn();
    virtual.blockBolt(0);
    assert.deepEqual(move("locked"), ["jammed", "unlocked"]);
    assert.ok(virtual.world.bolt.longestStallMs <= 150, `${virtual.world.bolt.longestStallMs} ms`);
  });

  test("is never reversed while it turns", () => {
    const { virtual, bolt, move } = boltOn();
    for (const target of ["locked", "unlocked", "locked"] as const) {
      bolt().move(target);
      virtual.run(250);
    }
    bolt().stop();
    move("unlocked");
    const { actuator } = virtual.world.bolt;
    assert.equal("reversals" in actuator && actuator.reversals, 0);
  });

  test("with its wires swapped never reports that it is there", () => {
    const { move } = boltOn({ wiring: ["motorWiresSwapped"] });
    assert.deepEqual(move("locked"), ["jammed", "unlocked"]);
  });

  test("gives way to a hand on the thumb-turn", () => {
    const { virtual, bolt, moves } = boltOn();
    bolt().move("locked");
    virtual.run(350);
    virtual.turnThumb("unlocked", 1500);
    virtual.run(3000);
    assert.equal(moves.length, 1);
    assert.ok(moves[0]?.result === "movedByHand" || moves[0]?.result === "jammed", moves[0]?.result);
    assert.equal(bolt().position, "unlocked");
  });
});
