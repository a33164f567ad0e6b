// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { newBringup, type BringupBoard } from "../fixtures/bringup-board";

const second = 1_000;

describe("bring-up", () => {
  test("says at power-up which board and version it is, and why it started", () => {
    const bringup = newBringup();
    assert.deepEqual(bringup.events("Boot"), [{ Event: "Boot", Board: "esp32-devkit", FirmwareVersion: "0.1.0", ResetReason: 1 }]);
    bringup.board.reset();
    bringup.board.run(second);
    assert.equal(bringup.events("Boot").at(-1)!.ResetReason, 2);
    bringup.assertSound();
  });

  test("tells chip, flash and partitions", () => {
    const { Chip, FlashBytes, Serial, BrownoutMillivolts, Partitions } = newBringup().command("GetBoard");
    assert.deepEqual([Chip, FlashBytes, BrownoutMillivolts], ["esp32", 4_194_304, 2700]);
    assert.match(Serial as string, /^[0-9a-f]{12}$/);
    const sizes = { otadata: 0x2000, phy_init: 0x1000, nvs: 0x24000, ota_0: 0x1d0000, ota_1: 0x1d0000, audit: 0x20000 };
    assert.deepEqual(Partitions, sizes);
  });

  test("looks at the random source before any channel of the ADC is open, and says so when it refuses", () => {
    const { Bytes, Ones, Distinct, Failed } = newBringup().command("GetRandom");
    assert.deepEqual([Bytes, Failed], [256, false]);
    assert.ok((Ones as number) > 900 && (Ones as number) < 1150, `${Ones as number} bits of 2048 set`);
    assert.ok((Distinct as number) > 130);
    const refusing = newBringup({}, (board) => (board.failures.randomFails = true));
    assert.equal(refusing.command("GetRandom").Failed, true);
    refusing.assertSound();
  });

  test("counts milliseconds as the chip does", () => {
    const bringup = newBringup();
    const before = bringup.command("GetTime").Milliseconds as number;
    bringup.board.run(10 * second);
    const passed = (bringup.command("GetTime").Milliseconds as number) - before;
    assert.ok(Math.abs(passed - 10 * second) <= 20, `${passed} ms`);
  });

  test("reads each pin as it is", () => {
    const bringup = newBringup({ boltPosition: 1 });
    const closed = bringup.command("GetReadings");
    assert.deepEqual(levels(closed), ["Low", "High", "Low", "Low", "High"]);
    assert.equal(closed.BoltPosition, "Locked");
    bringup.board.setButton(true);
    bringup.board.setCover(false);
    bringup.board.turnThumb(0.5);
    bringup.board.forceDoor();
    bringup.board.run(second);
    assert.deepEqual(levels(bringup.command("GetReadings")), ["High", "Low", "High", "High", "High"]);
  });

  test("calls a pin unsteady that floats", () => {
    const bringup = newBringup({ wiring: [{ id: "pullUpMissing", end: "locked" }] });
    assert.equal(bringup.command("GetReadings").LockedSwitch, "Unsteady");
    assert.equal(newBringup().command("GetReadings").LockedSwitch, "High");
  });

  test("leaves out what the board has not", () => {
    const { Tamper, LockedSwitch, CurrentMilliamps, Door } = newBringup({ onC3: true }).command("GetReadings");
    assert.deepEqual([Tamper, LockedSwitch, CurrentMilliamps, Door], [undefined, undefined, undefined, "Low"]);
  });

  test("measures the pack raw and as calibrated", () => {
    const bringup = newBringup();
    bringup.board.setBattery({ volts: 6 });
    const raw = bringup.command("MeasureBattery");
    near(raw.PackMillivolts, 6000, 60);
    near(raw.PinMillivolts, 6000 / 3.128, 20);
    assert.equal(raw.CalibratedMillivolts, raw.PackMillivolts);
    bringup.command("SetCalibration", { Battery: { GainPpm: 1_050_000, OffsetMillivolts: -100 } });
    near(bringup.command("MeasureBattery").PackMillivolts, 6000, 60);
    near(bringup.command("MeasureBattery").CalibratedMillivolts, 6200, 60);
    near(bringup.command("GetReadings").PackMillivolts, 6200, 60);
  });

  test("shows what the lock shows, by its name, and nothing else", () => {
    const bringup = newBringup();
    bringup.command("Show", { Pattern: "Ok" });
    assert.deepEqual([bringup.board.led, bringup.board.buzzerHz], [true, 2700]);
    bringup.command("Show", { Pattern: "Off" });
    assert.deepEqual([bringup.board.led, bringup.board.buzzerHz], [false, 0]);
    assert.equal(bringup.refused("Show", { Pattern: "constructor" }), "CONSTRAINT_ERROR");
  });

  test("puts a load on and takes it off again", () => {
    const bringup = newBringup();
    const { BeforeMillivolts, AfterMillivolts } = bringup.command("LoadStep", { On: 1 });
    near(BeforeMillivolts, 6280, 60);
    near(AfterMillivolts, 6280, 60);
    assert.deepEqual([bringup.board.led, bringup.board.buzzerHz], [true, 2700]);
    bringup.command("LoadStep", { On: 0 });
    assert.deepEqual([bringup.board.led, bringup.board.buzzerHz], [false, 0]);
  });

  test("tells of door, button and cover when the lock would, and how they bounced", () => {
    const bringup = newBringup();
    bringup.board.openDoor();
    bringup.board.run(second);
    bringup.board.pressButton();
    bringup.board.run(second);
    bringup.board.setCover(false);
    bringup.board.run(second);
    const told = bringup.events("Contact").slice(3);
    assert.deepEqual(
      told.map(({ Name, Closed }) => [Name, Closed]),
      [["Door", false], ["Button", true], ["Button", false], ["Tamper", false]],
    );
    for (const { BounceUs } of told) assert.ok((BounceUs as number) >= 0 && (BounceUs as number) <= 7_000, `${BounceUs as number} us`);
    assert.ok(told.some(({ BounceUs }) => (BounceUs as number) > 0));
  });

  test("tells when somebody turns the bolt by hand, and not when a motor does", () => {
    const bringup = newBringup();
    bringup.board.turnThumb("locked");
    bringup.board.run(2 * second);
    assert.deepEqual(bringup.events("BoltByHand").map(({ Position }) => Position), ["Between", "Locked"]);
    bringup.creep("Unlocked");
    bringup.board.run(2 * second);
    assert.equal(bringup.events("BoltByHand").length, 2);
  });

  test("keeps every turn short", () => {
    const bringup = newBringup({ cardReader: true, fingerprintModule: true });
    for (const command of ["TestStorage", "OpenReaders", "GetReadings", "MeasureBattery", "GetBoard", "GetCalibration"]) bringup.command(command);
    bringup.command("WatchKeypad", { Mode: "Lines" });
    bringup.creep("Locked");
    bringup.board.press("5");
    bringup.board.run(second);
    const turns = Object.values(bringup.board.turns).filter(({ name }) => name !== "preload" && name !== "main");
    for (const { name, longestUnits } of turns) assert.ok(longestUnits < 40_000, `${name}: ${longestUnits}`);
    bringup.assertSound();
  });
});

describe("calibration", () => {
  const motor = { TravelMs: 520, PowerMsMax: 800, StallMilliamps: 640, Reversed: false };

  test("is stored at once, group by group, and is there after a reset", () => {
    const bringup = newBringup();
    assert.equal(source(bringup, "Motor"), "Default");
    bringup.command("SetCalibration", { Motor: motor });
    bringup.command("SetCalibration", { Battery: { GainPpm: 1_020_000, OffsetMillivolts: 40 } });
    bringup.board.reset();
    bringup.board.run(second);
    const { Motor, Battery } = bringup.command("GetCalibration");
    assert.deepEqual(Motor, { Source: "Stored", ...motor });
    assert.deepEqual(Battery, { Source: "Stored", GainPpm: 1_020_000, OffsetMillivolts: 40 });
    bringup.command("ClearCalibration");
    assert.deepEqual([source(bringup, "Motor"), source(bringup, "Battery")], ["Default", "Default"]);
  });

  test("refuses each value that cannot be, says which, and changes nothing", () => {
    const bringup = newBringup();
    bringup.command("SetCalibration", { Motor: motor });
    const impossible: [object, RegExp][] = [
      [{ Motor: { ...motor, TravelMs: 49 } }, /Motor.TravelMs: .* 50 to 1200/],
      [{ Motor: { ...motor, PowerMsMax: 569 } }, /Motor.PowerMsMax: .* 570 to 1500/],
      [{ Motor: { ...motor, StallMilliamps: 3001 } }, /Motor.StallMilliamps/],
      [{ Motor: { ...motor, Reversed: 1 } }, /Motor.Reversed/],
      [{ Motor: {} }, /Motor/],
      [{ Motor: { ...motor, TravelMs: "520" } }, /Motor.TravelMs/],
      [{ Battery: { GainPpm: 799_999, OffsetMillivolts: 0 } }, /Battery.GainPpm/],
      [{ Battery: { GainPpm: 1_000_000, OffsetMillivolts: 0.5 } }, /Battery.OffsetMillivolts/],
      [{ Servo: { LockedUs: 1000, UnlockedUs: 2000, TravelMs: 500 } }, /Servo: the bolt has a motor/],
    ];
    for (const [given, reason] of impossible) {
      const { Status, Reason } = bringup.ask("SetCalibration", given);
      assert.equal(Status, "CONSTRAINT_ERROR", JSON.stringify(given));
      assert.match(Reason as string, reason);
    }
    assert.equal(bringup.refused("SetCalibration", { Motor: 7 }), "INVALID_COMMAND");
    assert.deepEqual(bringup.command("GetCalibration").Motor, { Source: "Stored", ...motor });
    assert.equal(source(bringup, "Battery"), "Default");
  });
});

function source(bringup: BringupBoard, group: string): unknown {
  return (bringup.command("GetCalibration")[group] as { Source: string }).Source;
}

function levels({ Door, Button, Tamper, LockedSwitch, UnlockedSwitch }: Record<string, unknown>): unknown[] {
  return [Door, Button, Tamper, LockedSwitch, UnlockedSwitch];
}

function near(value: unknown, wanted: number, by: number): void {
  assert.ok(Math.abs((value as number) - wanted) <= by, `${value as number} is not within ${by} of ${wanted}`);
}
