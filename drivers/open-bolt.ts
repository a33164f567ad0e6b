// SPDX-License-Identifier: Apache-2.0
/** The driver for the bolt that a board has, and what is used of one that is not calibrated. */
import type { BoltDriveOptions } from "./bolt-drive";
import { BoltMotor, motorDefaults, type MotorCalibration } from "./bolt-motor";
import { BoltServo, servoTravelMs, type ServoCalibration } from "./bolt-servo";
import type { AnalogClass, DigitalClass, PwmClass } from "./io";

/** DC motor on an H-bridge (DRV8833, TB6612): 00 coast, 10 towards locked, 01 towards unlocked (HW-16). */
export interface MotorBolt {
  kind: "motor";
  lockPin: number;
  unlockPin: number;
  /** nSLEEP or STBY. */
  enablePin: number;
  /** ADC1 pin behind the current-sense amplifier; left out: a stall is noticed by the time limit only. */
  currentSense?: { pin: number; milliampsPerVolt: number };
}

/** Hobby servo, 50 Hz; its supply is switched so that it is dead when not moving. */
export interface ServoBolt {
  kind: "servo";
  signalPin: number;
  supplyPin: number;
  lockedUs: number;
  unlockedUs: number;
}

/** What was measured of the bolt; what is left out has its default, and what is of another kind of bolt counts for nothing. */
export interface BoltCalibration {
  motor?: MotorCalibration;
  servo?: ServoCalibration;
}

export function openBolt(
  wiring: MotorBolt | ServoBolt,
  options: BoltDriveOptions & BoltCalibration & { io: DigitalClass; analog: AnalogClass; pwm: PwmClass },
): BoltMotor | BoltServo {
  const { motor, servo, ...rest } = options;
  if (wiring.kind === "servo") return new BoltServo({ ...rest, ...wiring, ...servo });
  const { currentSense } = wiring;
  return new BoltMotor({ ...rest, ...wiring, ...motor, current: currentSense && { io: options.analog, ...currentSense } });
}

/** What `openBolt` uses where there is no calibration; the group that is there tells which kind of bolt it is. */
export function boltDefaults(wiring: MotorBolt | ServoBolt): BoltCalibration {
  if (wiring.kind === "motor") return { motor: motorDefaults };
  return { servo: { lockedUs: wiring.lockedUs, unlockedUs: wiring.unlockedUs, travelMs: servoTravelMs } };
}
