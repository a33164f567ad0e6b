// SPDX-License-Identifier: Apache-2.0
/**
 * A bolt on a DC motor behind an H-bridge, DRV8833 or TB6612 (HW-16): 10 turns it towards locked, 01 towards unlocked, or the other way
 * round where the motor's wires are; 00 lets it coast, and the enable pin (nSLEEP, STBY) is on only while it moves. 11 never happens.
 *
 * Its pins are never closed: that would turn their pull-ups on (HW-08). After `close()` they stay claimed and
 * low until the next reset. External pull-downs hold them from reset until this code runs (HW-07).
 */
import { adcMillivolts, adcOptions } from "./adc";
import type { Actuator, BoltTarget } from "./bolt";
import { BoltDrive, type BoltDriveOptions } from "./bolt-drive";
import type { AnalogClass, AnalogIO, DigitalClass, DigitalIO } from "./io";
import { StallDetector } from "./stall";

/** A geared motor runs on for about this long. Reversed while it turns, it draws up to twice its stall current (HW-17). */
const coastMs = 100;
/** HW-20. */
const powerMsLimit = 1500;

/** As in lock/calibration.ts. */
export interface MotorCalibration {
  /** What it usually needs from end to end, at most powerMsMax. */
  travelMs: number;
  /** Longest time under power, at most 1500. */
  powerMsMax: number;
  /** Above this it has stalled, even right from the start. */
  stallMilliamps: number;
  /** The motor's wires are the other way round: 01 turns it towards locked. */
  reversed: boolean;
}

/** HW-19, HW-20. */
export const motorDefaults: MotorCalibration = Object.freeze({ travelMs: 800, powerMsMax: powerMsLimit, stallMilliamps: 700, reversed: false });

export interface CurrentSenseOptions {
  io: AnalogClass;
  /** An ADC1 pin. */
  pin: number;
  milliampsPerVolt: number;
}

/** What is left out of the calibration has its default. */
export interface BoltMotorOptions extends BoltDriveOptions, Partial<MotorCalibration> {
  io: DigitalClass;
  lockPin: number;
  unlockPin: number;
  enablePin: number;
  /** Left out: a stall is noticed by the time limit only. */
  current?: CurrentSenseOptions | undefined;
}

export class BoltMotor extends BoltDrive {
  readonly #bridge: HBridge;

  constructor(options: BoltMotorOptions) {
    const bridge = new HBridge(options);
    super(bridge, options);
    this.#bridge = bridge;
  }

  /** Throws while it moves, and for values that cannot be; then all is as it was. */
  configure(calibration: MotorCalibration): void {
    this.reconfigure(() => this.#bridge.configure(calibration));
  }
}

class HBridge implements Actuator {
  readonly restMs = coastMs;
  readonly powerMsMaxResult = "timedOut";
  travelMs = motorDefaults.travelMs;
  powerMsMax = motorDefaults.powerMsMax;

  readonly #enable: DigitalIO;
  readonly #lock: DigitalIO;
  readonly #unlock: DigitalIO;
  readonly #sense: AnalogIO | undefined;
  readonly #milliampsPerMillivolt: number;
  #stall = new StallDetector(motorDefaults.stallMilliamps);
  #reversed = motorDefaults.reversed;

  constructor({ io, lockPin, unlockPin, enablePin, current, ...calibration }: BoltMotorOptions) {
    this.configure({ ...motorDefaults, ...calibration });
    this.#milliampsPerMillivolt = (current?.milliampsPerVolt ?? 0) / 1000;
    // The level is set before the direction, so none of these is ever high here. Enable first: then nothing else matters.
    this.#enable = new io({ pin: enablePin, mode: io.Output, initialValue: 0 });
    this.#lock = new io({ pin: lockPin, mode: io.Output, initialValue: 0 });
    this.#unlock = new io({ pin: unlockPin, mode: io.Output, initialValue: 0 });
    this.#sense = current && new current.io({ pin: current.pin, esp32: adcOptions });
  }

  configure({ travelMs, powerMsMax, stallMilliamps, reversed }: MotorCalibration): void {
    if (!(powerMsMax <= powerMsLimit)) throw new RangeError(`powerMsMax: at most ${powerMsLimit}`);
    if (!(travelMs > 0 && travelMs <= powerMsMax)) throw new RangeError("travelMs: above 0, at most powerMsMax");
    if (!(stallMilliamps > 0)) throw new RangeError("stallMilliamps: above 0");
    this.travelMs = travelMs;
    this.powerMsMax = powerMsMax;
    this.#stall = new StallDetector(stallMilliamps);
    this.#reversed = reversed;
  }

  on(target: BoltTarget): void {
    this.#stall.reset();
    this.#enable.write(1);
    ((target === "locked") === this.#reversed ? this.#unlock : this.#lock).write(1);
  }

  off(): void {
    try {
      this.#lock.write(0);
    } finally {
      try {
        this.#unlock.write(0);
      } finally {
        this.#enable.write(0);
      }
    }
  }

  blocked(poweredMs: number): boolean {
    const reading = this.#sense?.read();
    // Without a reading the time limit is what is left.
    if (reading === undefined) return false;
    return this.#stall.update(adcMillivolts(reading) * this.#milliampsPerMillivolt, poweredMs);
  }

  close(): void {
    try {
      this.off();
    } finally {
      this.#sense?.close();
    }
  }
}
