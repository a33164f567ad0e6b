// SPDX-License-Identifier: Apache-2.0
/**
 * A bolt on a DC motor behind an H-bridge, DRV8833 or TB6612 (HW-16): 10 turns it towards locked, 01 towards unlocked,
 * 00 lets it coast, and the enable pin (nSLEEP, STBY) is on only while it moves. 11 never happens.
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
const powerMsMaxDefault = 1500;
const travelMsDefault = 800;
/** HW-19. */
const stallMilliampsDefault = 700;

export interface CurrentSenseOptions {
  io: AnalogClass;
  /** An ADC1 pin. */
  pin: number;
  milliampsPerVolt: number;
  /** Above this it has stalled, even right from the start. Default 700. */
  stallMilliamps?: number | undefined;
}

export interface BoltMotorOptions extends BoltDriveOptions {
  io: DigitalClass;
  lockPin: number;
  unlockPin: number;
  enablePin: number;
  /** Left out: a stall is noticed by the time limit only. */
  current?: CurrentSenseOptions | undefined;
  /** What it usually needs from end to end, at most powerMsMax. Default 800. */
  travelMs?: number | undefined;
  /** Longest time under power. Default 1500. */
  powerMsMax?: number | undefined;
}

export class BoltMotor extends BoltDrive {
  constructor(options: BoltMotorOptions) {
    super(new HBridge(options), options);
  }
}

class HBridge implements Actuator {
  readonly restMs = coastMs;
  readonly travelMs: number;
  readonly powerMsMax: number;
  readonly powerMsMaxResult = "timedOut";

  readonly #enable: DigitalIO;
  readonly #lock: DigitalIO;
  readonly #unlock: DigitalIO;
  readonly #sense: AnalogIO | undefined;
  readonly #milliampsPerMillivolt: number;
  readonly #stall: StallDetector;

  constructor({ io, lockPin, unlockPin, enablePin, current, travelMs, powerMsMax }: BoltMotorOptions) {
    this.travelMs = travelMs ?? travelMsDefault;
    this.powerMsMax = powerMsMax ?? powerMsMaxDefault;
    if (this.travelMs > this.powerMsMax) throw new RangeError("travelMs: at most powerMsMax");
    this.#milliampsPerMillivolt = (current?.milliampsPerVolt ?? 0) / 1000;
    this.#stall = new StallDetector(current?.stallMilliamps ?? stallMilliampsDefault);
    // The level is set before the direction, so none of these is ever high here. Enable first: then nothing else matters.
    this.#enable = new io({ pin: enablePin, mode: io.Output, initialValue: 0 });
    this.#lock = new io({ pin: lockPin, mode: io.Output, initialValue: 0 });
    this.#unlock = new io({ pin: unlockPin, mode: io.Output, initialValue: 0 });
    this.#sense = current && new current.io({ pin: current.pin, esp32: adcOptions });
  }

  on(target: BoltTarget): void {
    this.#stall.reset();
    this.#enable.write(1);
    (target === "locked" ? this.#lock : this.#unlock).write(1);
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
