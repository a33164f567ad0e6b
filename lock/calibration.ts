// SPDX-License-Identifier: Apache-2.0
/**
 * What bring-up measured of this very board: battery divider, motor or servo. Bring-up writes it, the lock only reads it. A value that
 * cannot be is refused with its group, and the drivers use their defaults instead; the other groups hold. It is no secret, and no protection
 * against somebody who writes the flash: whatever stands there, the drivers keep their own limits.
 *
 * Bytes: storage/RECORDS.md.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import type { Records } from "./parts";

/** What divider and ADC are off by: true over measured, in millionths, and what is added then, at the pack. */
export interface BatteryCalibration {
  gainPpm: number;
  offsetMillivolts: number;
}

export interface MotorCalibration {
  /** What it usually needs from end to end. */
  travelMs: number;
  /** Longest time under power. */
  powerMsMax: number;
  /** Above this it has stalled, even right from the start. */
  stallMilliamps: number;
  /** The motor's wires are the other way round. */
  reversed: boolean;
}

/** Pulses at the ends of travel, and what it needs from one to the other. */
export interface ServoCalibration {
  lockedUs: number;
  unlockedUs: number;
  travelMs: number;
}

/** A group that is left out is not calibrated. */
export interface Calibration {
  battery?: BatteryCalibration;
  motor?: MotorCalibration;
  servo?: ServoCalibration;
}

export interface StoredCalibration {
  /** What may be used. */
  calibration: Calibration;
  /** What stands on flash and may not; "record": all of it. */
  refused: readonly (keyof Calibration | "record")[];
}

export const calibrationRecord = "calibration";
const formatVersion = 1;
const payloadBytes = 19;
/** Bits of the first byte. */
const batteryBit = 1;
const motorBit = 2;
const servoBit = 4;
const reversedBit = 8;
const allBits = 15;

const groups = Object.freeze(["battery", "motor", "servo"] as const);
const nothing: StoredCalibration = Object.freeze({ calibration: Object.freeze({}), refused: Object.freeze([]) });
const garbled: StoredCalibration = Object.freeze({ calibration: Object.freeze({}), refused: Object.freeze(["record"] as const) });

/** Never throws. Every value in `calibration` is in range. */
export function readCalibration(records: Records): StoredCalibration {
  try {
    const record = records.read(calibrationRecord);
    if (record === undefined) return nothing;
    const payload = openRecord(calibrationRecord, formatVersion, record);
    if (payload?.length !== payloadBytes || payload[0]! > allBits) return garbled;
    const calibration = unpack(payload);
    const refused = groups.filter((group) => problemOf(group, calibration) !== undefined);
    if (refused.includes("battery")) delete calibration.battery;
    if (refused.includes("motor")) delete calibration.motor;
    if (refused.includes("servo")) delete calibration.servo;
    return { calibration, refused };
  } catch {
    // Flash failed: nobody knows what stands there.
    return garbled;
  }
}

/** Replaces what is stored. A RangeError names the value that cannot be; then nothing was written. No group: no record. */
export function writeCalibration(records: Records, calibration: Calibration): void {
  for (const group of groups) {
    const problem = problemOf(group, calibration);
    if (problem !== undefined) throw new RangeError(problem);
  }
  if (groups.every((group) => calibration[group] === undefined)) records.delete(calibrationRecord);
  else records.write(calibrationRecord, sealRecord(calibrationRecord, formatVersion, pack(calibration)));
}

/** undefined: all values of the group can be, or it is left out. */
function problemOf(group: keyof Calibration, { battery, motor, servo }: Calibration): string | undefined {
  switch (group) {
    case "battery":
      if (battery === undefined) return undefined;
      return (
        outside("battery.gainPpm", battery.gainPpm, 800_000, 1_200_000) ??
        outside("battery.offsetMillivolts", battery.offsetMillivolts, -300, 300)
      );
    case "motor":
      if (motor === undefined) return undefined;
      if (typeof motor.reversed !== "boolean") return "motor.reversed: true or false";
      return (
        outside("motor.travelMs", motor.travelMs, 50, 1200) ??
        outside("motor.powerMsMax", motor.powerMsMax, motor.travelMs + 50, 1500) ??
        outside("motor.stallMilliamps", motor.stallMilliamps, 60, 3000)
      );
    case "servo":
      if (servo === undefined) return undefined;
      return (
        outside("servo.lockedUs", servo.lockedUs, 500, 2500) ??
        outside("servo.unlockedUs", servo.unlockedUs, 500, 2500) ??
        outside("servo.travelMs", servo.travelMs, 100, 1500) ??
        (Math.abs(servo.lockedUs - servo.unlockedUs) < 100 ? "servo.unlockedUs: at least 100 from lockedUs" : undefined)
      );
  }
}

function outside(name: string, value: number, min: number, max: number): string | undefined {
  return Number.isInteger(value) && value >= min && value <= max ? undefined : `${name}: an integer from ${min} to ${max}`;
}

/** Whatever the bytes say. */
function unpack(payload: Uint8Array): Calibration {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const bits = view.getUint8(0);
  const calibration: Calibration = {};
  if ((bits & batteryBit) !== 0) {
    calibration.battery = { gainPpm: view.getUint32(1, true), offsetMillivolts: view.getInt16(5, true) };
  }
  if ((bits & motorBit) !== 0) {
    calibration.motor = {
      travelMs: view.getUint16(7, true),
      powerMsMax: view.getUint16(9, true),
      stallMilliamps: view.getUint16(11, true),
      reversed: (bits & reversedBit) !== 0,
    };
  }
  if ((bits & servoBit) !== 0) {
    calibration.servo = {
      lockedUs: view.getUint16(13, true),
      unlockedUs: view.getUint16(15, true),
      travelMs: view.getUint16(17, true),
    };
  }
  return calibration;
}

/** Zeros where a group is left out. */
function pack({ battery, motor, servo }: Calibration): Uint8Array {
  const payload = new Uint8Array(payloadBytes);
  const view = new DataView(payload.buffer);
  if (battery !== undefined) {
    payload[0]! |= batteryBit;
    view.setUint32(1, battery.gainPpm, true);
    view.setInt16(5, battery.offsetMillivolts, true);
  }
  if (motor !== undefined) {
    payload[0]! |= motorBit + (motor.reversed ? reversedBit : 0);
    view.setUint16(7, motor.travelMs, true);
    view.setUint16(9, motor.powerMsMax, true);
    view.setUint16(11, motor.stallMilliamps, true);
  }
  if (servo !== undefined) {
    payload[0]! |= servoBit;
    view.setUint16(13, servo.lockedUs, true);
    view.setUint16(15, servo.unlockedUs, true);
    view.setUint16(17, servo.travelMs, true);
  }
  return payload;
}
