// SPDX-License-Identifier: Apache-2.0
/** The driver for the bolt that a board has. */
import type { BoltDrive, BoltDriveOptions } from "./bolt-drive";
import { BoltMotor } from "./bolt-motor";
import { BoltServo } from "./bolt-servo";
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

export function openBolt(
  wiring: MotorBolt | ServoBolt,
  options: BoltDriveOptions & { io: DigitalClass; analog: AnalogClass; pwm: PwmClass },
): BoltDrive {
  if (wiring.kind === "servo") return new BoltServo({ ...options, ...wiring });
  const { currentSense } = wiring;
  return new BoltMotor({ ...options, ...wiring, current: currentSense && { io: options.analog, ...currentSense } });
}
