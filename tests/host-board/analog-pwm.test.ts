// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board as c3 } from "../../boards/esp32-c3";
import { bareBoard } from "../fixtures/bare-board";

describe("Analog", () => {
  test("reads the divided battery voltage, scaled to 2450 mV, with some noise", () => {
    const readings: number[] = [];
    const board = bareBoard(({ Analog }) => {
      const analog = new Analog({ pin: 34 });
      assert.equal(analog.resolution, 12);
      for (let index = 0; index < 64; index += 1) readings.push(analog.read() ?? -1);
    });
    const mean = readings.reduce((sum, value) => sum + value, 0) / readings.length;
    const packVolts = ((mean * 2450) / 4095 / 1000) * 3.128;
    assert.ok(Math.abs(packVolts - board.state().volts) < 0.02, `${packVolts} V`);
    assert.ok(new Set(readings).size > 3, "noise");
  });

  test("clips at the end of its range, and never reads below 142 mV on this chip", () => {
    const readings: number[] = [];
    const board = bareBoard(({ Analog, Timer }) => {
      const battery = new Analog({ pin: 34 });
      const current = new Analog({ pin: 35 });
      Timer.set(() => readings.push(battery.read() ?? -1, current.read() ?? -1), 10);
    });
    board.setBattery({ volts: 9 });
    board.run(10);
    assert.deepEqual(readings, [4095, Math.floor((142 * 4095) / 2450)]);
  });

  test("refuses pins that are not ADC1, another attenuation than the first's, and use after close", () => {
    bareBoard(({ Analog }) => {
      assert.throws(() => new Analog({ pin: 4 }), /not an ADC1 pin/);
      const analog = new Analog({ pin: 34, esp32: { attenuation: 12, calibrated: true } });
      assert.throws(() => new Analog({ pin: 35, esp32: { attenuation: 0, calibrated: true } }), /attenuation differs/);
      assert.throws(() => new Analog({ pin: 34 }), /in use/);
      analog.close();
      analog.close();
      assert.throws(() => analog.read(), /closed/);
      new Analog({ pin: 34, esp32: { attenuation: 0, calibrated: true } });
    });
  });
});

describe("PWM", () => {
  test("gives out four channels, and two on the C3", () => {
    for (const { pins, options } of [
      { pins: [16, 17, 18, 19, 21], options: {} },
      { pins: [6, 7, 10], options: { board: c3 } },
    ]) {
      bareBoard(({ PWM }) => {
        const last = pins[pins.length - 1] ?? 0;
        const open = pins.slice(0, -1).map((pin) => new PWM({ pin, hz: 1000, resolution: 10 }));
        assert.throws(() => new PWM({ pin: last, hz: 1000, resolution: 10 }), /no ledc channel/);
        open[0]?.close();
        new PWM({ pin: last, hz: 1000, resolution: 10 });
      }, options);
    }
  });

  test("refuses duties out of range, frequencies too low for the resolution, and use after close", () => {
    bareBoard(({ PWM }) => {
      assert.throws(() => new PWM({ pin: 34, hz: 50, resolution: 14 }), /input only/);
      assert.throws(() => new PWM({ pin: 16, hz: 50, resolution: 8 }), /invalid combination/);
      assert.throws(() => new PWM({ pin: 16, hz: 50, resolution: 15 }), /invalid resolution/);
      const pwm = new PWM({ pin: 16, hz: 50, resolution: 14 });
      pwm.write(16_383);
      for (const duty of [-1, 16_384, 1.5, NaN]) assert.throws(() => pwm.write(duty), /invalid value/);
      assert.equal(pwm.hz, 50);
      pwm.close();
      pwm.close();
      assert.throws(() => pwm.write(0), /closed/);
    });
  });

  test("sounds the buzzer while it pulses, not when steady, nor when closed", () => {
    const board = bareBoard(({ PWM, Timer }) => {
      const buzzer = new PWM({ pin: 19, hz: 2700, resolution: 10 });
      Timer.set(() => buzzer.write(512), 10);
      Timer.set(() => buzzer.write(1023), 20);
      Timer.set(() => buzzer.write(512), 30);
      Timer.set(() => buzzer.close(), 40);
    });
    const heard = [board.buzzerHz];
    for (let step = 0; step < 4; step += 1) {
      board.run(10);
      heard.push(board.buzzerHz);
    }
    assert.deepEqual(heard, [0, 2700, 0, 2700, 0]);
  });
});
