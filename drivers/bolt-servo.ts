// SPDX-License-Identifier: Apache-2.0
/**
 * A bolt on a hobby servo. The servo gives no answer, so where the bolt is comes from the switches alone; a servo that
 * has not brought it there in its travel time and a margin is jammed.
 *
 * Its supply is switched: a powered servo jitters, holds and drains. The target pulse is written before the supply goes on,
 * so that it never swings to an old place (HW-22); when done, the supply goes off and the signal stays low. The supply
 * pin is never closed, since that would turn its pull-up on (HW-08).
 */
import type { Actuator, BoltTarget } from "./bolt";
import { BoltDrive, type BoltDriveOptions } from "./bolt-drive";
import type { DigitalClass, DigitalIO, PwmClass, PwmIO } from "./io";

const hz = 50;
const periodUs = 1_000_000 / hz;
/** 1.2 us a step; a servo's dead band is 5 to 10. */
const resolution = 14;
/** HW-21. */
const pulseUsMin = 500;
const pulseUsMax = 2500;

/** HW-23. */
export const servoTravelMs = 600;
const marginMs = 400;
/** Whatever its travel time: as for a motor (HW-20). */
const powerMsLimit = 1500;

/** As in lock/calibration.ts. */
export interface ServoCalibration {
  /** Pulse at the ends of travel, 500 to 2500. */
  lockedUs: number;
  unlockedUs: number;
  /** What it needs from end to end, at most 1500. Without switches this is how long it has power. */
  travelMs: number;
}

export interface BoltServoOptions extends BoltDriveOptions {
  io: DigitalClass;
  pwm: PwmClass;
  signalPin: number;
  supplyPin: number;
  lockedUs: number;
  unlockedUs: number;
  /** Default 600. */
  travelMs?: number;
}

export class BoltServo extends BoltDrive {
  readonly #servo: Servo;

  constructor(options: BoltServoOptions) {
    const servo = new Servo(options);
    super(servo, options);
    this.#servo = servo;
  }

  /** Throws while it moves, and for values that cannot be; then all is as it was. */
  configure(calibration: ServoCalibration): void {
    this.reconfigure(() => this.#servo.configure(calibration));
  }
}

class Servo implements Actuator {
  readonly restMs = 0;
  readonly powerMsMaxResult = "jammed";
  travelMs = servoTravelMs;
  powerMsMax = servoTravelMs + marginMs;

  readonly #supply: DigitalIO;
  readonly #signal: PwmIO;
  #lockedDuty = 0;
  #unlockedDuty = 0;

  constructor({ io, pwm, signalPin, supplyPin, lockedUs, unlockedUs, travelMs = servoTravelMs }: BoltServoOptions) {
    this.configure({ lockedUs, unlockedUs, travelMs });
    this.#supply = new io({ pin: supplyPin, mode: io.Output, initialValue: 0 });
    // Its duty is 0 at first: no pulses.
    this.#signal = new pwm({ pin: signalPin, hz, resolution });
  }

  configure({ lockedUs, unlockedUs, travelMs }: ServoCalibration): void {
    if (!(travelMs > 0 && travelMs <= powerMsLimit)) throw new RangeError(`travelMs: above 0, at most ${powerMsLimit}`);
    const lockedDuty = dutyOf(lockedUs, "lockedUs");
    this.#unlockedDuty = dutyOf(unlockedUs, "unlockedUs");
    this.#lockedDuty = lockedDuty;
    this.travelMs = travelMs;
    this.powerMsMax = Math.min(travelMs + marginMs, powerMsLimit);
  }

  on(target: BoltTarget): void {
    this.#signal.write(target === "locked" ? this.#lockedDuty : this.#unlockedDuty);
    this.#supply.write(1);
  }

  off(): void {
    try {
      this.#supply.write(0);
    } finally {
      this.#signal.write(0);
    }
  }

  blocked(): boolean {
    return false;
  }

  close(): void {
    try {
      this.off();
    } finally {
      this.#signal.close();
    }
  }
}

function dutyOf(pulseUs: number, name: string): number {
  if (!(pulseUs >= pulseUsMin && pulseUs <= pulseUsMax)) throw new RangeError(`${name}: ${pulseUsMin} to ${pulseUsMax}`);
  return Math.round((pulseUs / periodUs) * (1 << resolution));
}
