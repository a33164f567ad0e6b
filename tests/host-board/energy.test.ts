// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import { chargeOf, totalOf, type Charge } from "../../host/board/energy/charge";
import { chips, partCurrents, powerProfiles, type PowerProfile } from "../../host/board/energy/currents";
import { Energy, quietAfterUs, type Usage } from "../../host/board/energy/energy";
import { Scheduler } from "../../host/board/scheduler";
import type { VirtualBoard } from "../../host/board/virtual-board";
import { bareBoard } from "../fixtures/bare-board";

const second = 1_000;
const hour = 3_600 * second;
const hourSeconds = 3_600;
const { stock, lightSleep, deepSleep, rewired } = powerProfiles;
const { esp32, esp32c3 } = chips;

function usageOf(board: VirtualBoard, action: () => void): Usage {
  const before = board.energy.usage();
  action();
  const usage = board.energy.usage();
  for (const name of Object.keys(usage) as (keyof Usage)[]) usage[name] -= before[name];
  return usage;
}

/** Of what the action costs on the DevKit. */
function chargeDuring(board: VirtualBoard, action: () => void, profile: PowerProfile = stock): Charge {
  return chargeOf(usageOf(board, action), devkit, profile);
}

/** Does nothing, with every contact open, and has been quiet for long. */
function idleBoard(): VirtualBoard {
  const board = bareBoard(() => undefined, { boltPosition: 0.1 });
  assert.ok(board.openDoor());
  board.setCover(false);
  board.run(hour);
  return board;
}

/** Its button runs the motor towards locked for as long as it is pressed. */
function motorBoard(options: { boltPosition?: number } = {}): VirtualBoard {
  return bareBoard(({ Digital, Timer }) => {
    const motor = [16, 23].map((pin) => new Digital({ pin, mode: Digital.Output }));
    const button = new Digital({ pin: 0, mode: Digital.InputPullUp });
    Timer.repeat(() => motor.forEach((pin) => pin.write(1 - button.read())), 1);
  }, options);
}

function near(actual: number, expected: number, part = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= Math.abs(expected) * part, `${actual} is not ${expected}`);
}

describe("an idle hour", () => {
  test("costs the table's currents times an hour, and nothing else", () => {
    const idle = idleBoard();
    const charge = chargeDuring(idle, () => idle.run(hour));
    near(charge.chipWaiting, esp32.idleMicroamps.value * hourSeconds);
    near(charge.board, stock.boardMicroamps.value * hourSeconds);
    near(charge.amplifier, partCurrents.amplifierMicroamps.value * hourSeconds);
    near(charge.motorDriver, partCurrents.driverAsleepMicroamps.value * hourSeconds);
    near(charge.divider, partCurrents.dividerMicroamps.value * hourSeconds);
    for (const name of ["chipActive", "chipDeepSleep", "flash", "motor", "led", "buzzer", "contacts"] as const) {
      assert.equal(charge[name], 0, name);
    }
  });

  test("costs light sleep in that profile, and deep sleep only where the profile has it", () => {
    const idle = idleBoard();
    const usage = usageOf(idle, () => idle.run(hour));
    near(chargeOf(usage, devkit, lightSleep).chipWaiting, esp32.lightSleepMicroamps.value * hourSeconds);
    assert.equal(chargeOf(usage, devkit, lightSleep).chipDeepSleep, 0);
    near(chargeOf(usage, devkit, deepSleep).chipDeepSleep, esp32.deepSleepMicroamps.value * hourSeconds);
    assert.equal(chargeOf(usage, devkit, deepSleep).chipWaiting, 0);
    assert.equal(chargeOf(usage, devkit, rewired).amplifier, 0);
  });

  test("costs an ESP32-C3 its own currents, without the driver and the amplifier that it does not have", () => {
    const idle = idleBoard();
    const charge = chargeOf(usageOf(idle, () => idle.run(hour)), c3, stock);
    near(charge.chipWaiting, esp32c3.idleMicroamps.value * hourSeconds);
    assert.equal(charge.amplifier + charge.motorDriver, 0);
  });

  test("costs nothing but the divider while the power is cut", () => {
    const idle = idleBoard();
    idle.closeDoor();
    idle.cutPower();
    const { divider, ...others } = chargeDuring(idle, () => idle.run(hour));
    near(divider, partCurrents.dividerMicroamps.value * hourSeconds);
    assert.equal(totalOf({ divider: 0, ...others }), 0);
  });

  test("costs wake-ups, once each, when callbacks fall together", () => {
    const wakeups = (intervals: number[]): number => {
      const board = bareBoard(({ Timer }) => intervals.forEach((ms) => Timer.repeat(() => undefined, ms)));
      const usage = usageOf(board, () => board.run(hour));
      return usage.inUseWakeups + usage.quietWakeups;
    };
    assert.equal(wakeups([100]), 36_000);
    assert.equal(wakeups([100, 100, 1000]), 36_000);
    assert.equal(wakeups([]), 0);
  });

  test("costs light sleep a millisecond of idling for each wake-up", () => {
    const board = bareBoard(({ Timer }) => Timer.repeat(() => undefined, 100));
    const { chipWaiting } = chargeDuring(board, () => board.run(hour), lightSleep);
    const wakeSeconds = (36_000 * esp32.lightSleepWakeUs.value) / 1_000_000;
    const asleep = (hourSeconds - wakeSeconds) * esp32.lightSleepMicroamps.value;
    near(chipWaiting, asleep + wakeSeconds * esp32.idleMicroamps.value, 0.001);
  });

  test("in which the chip computes costs its active current for that long; building the image costs nothing", () => {
    let sum = 0;
    const work = (): void => {
      for (let count = 0; count < 1000; count += 1) sum += count;
    };
    const board = bareBoard(({ Timer }) => {
      work();
      Timer.set(work, 1000);
    });
    const { inUseUnits } = board.energy.usage();
    assert.equal(inUseUnits, board.turns.main?.totalUnits);
    const { chipActive } = chargeDuring(board, () => board.run(hour));
    const seconds = (board.turns["timer work"]?.totalUnits ?? 0) / esp32.unitsPerMs / 1000;
    near(chipActive, seconds * esp32.activeMicroamps.value);
    assert.ok(sum > 0);
  });
});

describe("quiet", () => {
  test("begins 35 s after the last thing that happened, not before", () => {
    const board = idleBoard();
    board.closeDoor();
    board.run(second);
    const early = usageOf(board, () => board.run(quietAfterUs / 1000 - second));
    assert.equal(early.quietUs, 0);
    board.openDoor();
    board.run(second);
    const late = usageOf(board, () => board.run(hour));
    assert.ok(late.quietUs > 3_563_000_000 && late.quietUs < 3_566_000_000, `${late.quietUs}`);
    assert.equal(late.quietUs + late.inUseUs, hour * 1000);
  });

  test("that ends costs deep sleep a start of the chip; the other profiles nothing", () => {
    const board = idleBoard();
    const usage = usageOf(board, () => {
      board.closeDoor();
      board.run(second);
    });
    assert.equal(usage.deepSleeps, 1);
    const wake = (esp32.deepSleepWakeUs.value * esp32.activeMicroamps.value) / 1_000_000;
    assert.ok(chargeOf(usage, devkit, deepSleep).chipActive >= wake);
    assert.ok(chargeOf(usage, devkit, lightSleep).chipActive < wake / 100);
    assert.equal(usageOf(board, () => board.openDoor()).deepSleeps, 0);
  });

  test("that ends costs deep sleep the compute of main once more", () => {
    const board = idleBoard();
    board.reset();
    board.run(hour);
    assert.equal(usageOf(board, () => board.closeDoor()).deepSleepUnits, board.turns.main?.longestUnits);
  });
});

describe("parts", () => {
  test("a motor costs its current times the time, to the microampere-second", () => {
    const scheduler = new Scheduler();
    const energy = new Energy(scheduler);
    energy.starting();
    scheduler.run(second);
    energy.motor(250);
    scheduler.run(500);
    energy.motor(1100);
    scheduler.run(20);
    energy.motor(0);
    scheduler.run(hour);
    const { motorMicroampSeconds, motorUs } = energy.usage();
    assert.equal(motorMicroampSeconds, 250_000 * 0.5 + 1_100_000 * 0.02);
    assert.equal(motorUs, 520_000);
  });

  test("a bolt that is driven for half a second costs its motor's current, a stalled one the stall's", () => {
    const motor = (board: VirtualBoard): number => chargeDuring(board, () => {
      board.pressButton(500);
      board.run(second);
    }).motor / 1000;
    const running = motor(motorBoard());
    const blocked = motorBoard();
    blocked.blockBolt(0);
    const stalled = motor(blocked);
    // 250 mA for 0.5 s and the inrush; 1,100 mA for 0.5 s (motor-actuator.ts) at a little over 6 V.
    assert.ok(running > 125 && running < 250, `${running} mAs`);
    assert.ok(stalled > 450 && stalled < 600, `${stalled} mAs`);
    assert.equal(motor(idleBoard()), 0);
  });

  test("the driver is awake as long as the motor is driven", () => {
    const board = motorBoard();
    const usage = usageOf(board, () => {
      board.pressButton(500);
      board.run(second);
    });
    assert.ok(usage.motorUs > 490_000 && usage.motorUs < 520_000, `${usage.motorUs}`);
  });

  test("LED and buzzer cost as long as they are on", () => {
    const board = bareBoard(({ Digital, PWM, Timer }) => {
      const led = new Digital({ pin: devkit.ledPin, mode: Digital.Output });
      const buzzer = new PWM({ pin: devkit.buzzerPin as number, hz: 2700, resolution: 10 });
      Timer.set(() => {
        led.write(1);
        buzzer.write(512);
      }, 1000);
      Timer.set(() => led.write(0), 3000);
      Timer.set(() => buzzer.write(0), 1250);
    });
    const { led, buzzer } = chargeDuring(board, () => board.run(hour));
    near(led, 2 * partCurrents.ledMicroamps.value);
    near(buzzer, 0.25 * partCurrents.buzzerMicroamps.value);
  });

  test("a power cut ends the LED's time and the motor's", () => {
    const board = bareBoard(({ Digital }) => [devkit.ledPin, 16, 23].forEach((pin) => new Digital({ pin, mode: Digital.Output }).write(1)));
    board.run(second);
    board.cutPower();
    const { led, motor } = chargeDuring(board, () => board.run(hour));
    assert.equal(led + motor, 0);
  });

  test("a closed contact costs its pull-up's current, an open one nothing", () => {
    const board = idleBoard();
    board.closeDoor();
    board.run(second);
    near(chargeDuring(board, () => board.run(hour)).contacts, (3.3 / 45_000) * 1e6 * hourSeconds);
    board.setCover(true);
    board.run(second);
    near(chargeDuring(board, () => board.run(hour)).contacts, 2 * (3.3 / 45_000) * 1e6 * hourSeconds);
    board.setCover(false);
    board.turnThumb("locked");
    board.run(2 * second);
    near(chargeDuring(board, () => board.run(hour)).contacts, (3.3 / 45_000 + 3.3 / 10_000) * 1e6 * hourSeconds);
    board.turnThumb(0.5);
    board.run(2 * second);
    board.openDoor();
    board.forceDoor();
    board.run(second);
    assert.equal(chargeDuring(board, () => board.run(hour)).contacts, 0);
  });

  test("an erase of flash costs its time, of chip and flash; reading costs none", () => {
    const board = bareBoard(({ flash, Timer }) => {
      const partition = flash.open({ path: "audit" });
      Timer.set(() => partition.eraseBlock(0), 1000);
      Timer.set(() => partition.read(4096, 0), 2000);
    });
    const usage = usageOf(board, () => board.run(hour));
    assert.equal(usage.flashUs, 45_000);
    near(chargeOf(usage, devkit, stock).flash, 0.045 * partCurrents.flashMicroamps.value);
  });

  test("starting costs the chip's active current until main", () => {
    const board = idleBoard();
    board.cutPower();
    const usage = usageOf(board, () => {
      board.powerUp();
      board.run(second);
    });
    assert.equal(usage.startingUs, 300_000);
    assert.equal(usage.inUseUs, 700_000);
  });
});
