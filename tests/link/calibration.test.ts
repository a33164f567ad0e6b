// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { board as c3 } from "../../boards/esp32-c3";
import { batteryDefaults } from "../../drivers/battery";
import { boltDefaults } from "../../drivers/open-bolt";
import { calibrationReply } from "../../link/calibration-commands";
import type { Calibration, StoredCalibration } from "../../lock/calibration";
import { uncalibrated } from "../fixtures/calibrations";
import { consoleBench } from "../fixtures/console-bench";

const onMotor = uncalibrated.defaults;
const onServo: Calibration = { battery: batteryDefaults, ...boltDefaults(c3.bolt) };
const all: Calibration = Object.freeze({
  battery: Object.freeze({ gainPpm: 1_020_000, offsetMillivolts: -15 }),
  motor: Object.freeze({ travelMs: 640, powerMsMax: 890, stallMilliamps: 815, reversed: true }),
  servo: Object.freeze({ lockedUs: 1120, unlockedUs: 1975, travelMs: 480 }),
});

function sources(stored: StoredCalibration, defaults: Calibration): unknown[] {
  const reply = calibrationReply({ stored, defaults }) as Record<string, { Source?: string } | undefined>;
  return [reply.Battery?.Source, reply.Motor?.Source, reply.Servo?.Source];
}

describe("GetCalibration", () => {
  test("is free to read, and changes nothing", () => {
    const bench = consoleBench();
    const writes = bench.records.writes;
    assert.equal(bench.ask("GetCalibration").Status, "SUCCESS");
    assert.equal(bench.records.writes, writes);
  });

  test("tells what is stored, of the bolt that the board has", () => {
    const stored = { calibration: all, refused: [] };
    const Battery = { Source: "Stored", GainPpm: 1_020_000, OffsetMillivolts: -15 };
    assert.deepEqual(calibrationReply({ stored, defaults: onMotor }), {
      Status: "SUCCESS",
      Battery,
      Motor: { Source: "Stored", TravelMs: 640, PowerMsMax: 890, StallMilliamps: 815, Reversed: true },
    });
    assert.deepEqual(calibrationReply({ stored, defaults: onServo }), {
      Status: "SUCCESS",
      Battery,
      Servo: { Source: "Stored", LockedUs: 1120, UnlockedUs: 1975, TravelMs: 480 },
    });
  });

  test("tells which defaults are used where nothing is stored", () => {
    const stored = { calibration: {}, refused: [] };
    const Battery = { Source: "Default", GainPpm: 1_000_000, OffsetMillivolts: 0 };
    assert.deepEqual(calibrationReply({ stored, defaults: onMotor }), {
      Status: "SUCCESS",
      Battery,
      Motor: { Source: "Default", TravelMs: 800, PowerMsMax: 1500, StallMilliamps: 700, Reversed: false },
    });
    assert.deepEqual(calibrationReply({ stored, defaults: onServo }), {
      Status: "SUCCESS",
      Battery,
      Servo: { Source: "Default", LockedUs: 1000, UnlockedUs: 2000, TravelMs: 600 },
    });
  });

  test("tells the defaults, as such, of what was refused, and nothing else as refused", () => {
    const { battery, motor, servo } = all as Required<Calibration>;
    assert.deepEqual(sources({ calibration: { battery }, refused: ["motor"] }, onMotor), ["Stored", "Refused", undefined]);
    assert.deepEqual(sources({ calibration: { motor }, refused: ["battery"] }, onMotor), ["Refused", "Stored", undefined]);
    assert.deepEqual(sources({ calibration: { motor }, refused: ["servo"] }, onServo), ["Default", undefined, "Refused"]);
    assert.deepEqual(sources({ calibration: { servo }, refused: ["motor"] }, onServo), ["Default", undefined, "Stored"]);
    assert.deepEqual(sources({ calibration: {}, refused: ["record"] }, onMotor), ["Refused", "Refused", undefined]);
    assert.deepEqual(sources({ calibration: {}, refused: ["record"] }, onServo), ["Refused", undefined, "Refused"]);
    const reply = calibrationReply({ stored: { calibration: {}, refused: ["record"] }, defaults: onMotor });
    assert.deepEqual(reply.Motor, { Source: "Refused", TravelMs: 800, PowerMsMax: 1500, StallMilliamps: 700, Reversed: false });
  });
});
