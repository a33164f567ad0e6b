// SPDX-License-Identifier: Apache-2.0
/** A hobby servo: with its supply on it goes to where the pulse says; without pulse or supply it is limp. */
import type { ServoBolt } from "../../../drivers/open-bolt";
import type { Pins } from "../pins";
import { nominalVolts, type Actuator } from "./actuator";

const travelSeconds = 0.3;
const deadBand = 0.01;
const pulseUsMin = 400;
const pulseUsMax = 2_600;
const servoHzMax = 60;
const holdMilliamps = 15;
const moveMilliamps = 400;
const stallMilliamps = 900;

export class ServoActuator implements Actuator {
  load = 0;
  private readonly pins: Pins;
  private readonly wiring: ServoBolt;
  private powered = false;
  /** Position of the bolt that the pulse asks for; undefined: no pulse. */
  private target: number | undefined;
  private working = false;
  private stalled = false;

  constructor(pins: Pins, wiring: ServoBolt) {
    this.pins = pins;
    this.wiring = wiring;
  }

  get driven(): boolean {
    return this.powered;
  }

  get way(): number {
    if (!this.powered || this.target === undefined) return 0;
    return this.target > 0.5 ? 1 : -1;
  }

  get active(): boolean {
    return this.powered;
  }

  get milliamps(): number {
    if (!this.powered) return 0;
    if (!this.working) return holdMilliamps;
    return this.stalled ? stallMilliamps : moveMilliamps;
  }

  latch(): void {
    const { signalPin, supplyPin, lockedUs, unlockedUs } = this.wiring;
    this.powered = this.pins.driven(supplyPin) === 1;
    const signal = this.pins.pwmOf(signalPin);
    const pulseUs = signal === undefined ? 0 : (signal.duty / 2 ** signal.resolution) * (1_000_000 / signal.hz);
    const valid = signal !== undefined && signal.hz <= servoHzMax && pulseUs >= pulseUsMin && pulseUs <= pulseUsMax;
    this.target = valid ? (pulseUs - unlockedUs) / (lockedUs - unlockedUs) : undefined;
    this.working = this.powered && this.target !== undefined;
  }

  step(seconds: number, packVolts: number, position: number): number {
    this.stalled = false;
    this.working = false;
    if (!this.powered || this.target === undefined) return 0;
    const distance = this.target - position;
    if (Math.abs(distance) <= deadBand) return 0;
    this.working = true;
    const reach = (seconds / travelSeconds) * (packVolts / nominalVolts) * (1 - this.load);
    return Math.max(-reach, Math.min(reach, distance));
  }

  stall(): void {
    this.stalled = true;
  }
}
