// SPDX-License-Identifier: Apache-2.0
/** A hobby servo: with its supply on it goes to where the pulse says; without pulse or supply it is limp. */
import type { ServoBolt } from "../../../drivers/open-bolt";
import type { Pins } from "../pins";
import type { ServoTolerances } from "../tolerances";
import type { WiringFaultId } from "../wiring-faults";
import { nominalVolts, type Actuator } from "./actuator";

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
  private readonly servo: ServoTolerances;
  private signalCut = false;
  private supplyCut = false;
  private powered = false;
  /** Position of the bolt that the pulse asks for; undefined: no pulse. */
  private target: number | undefined;
  private working = false;
  private stalled = false;

  constructor(pins: Pins, wiring: ServoBolt, servo: ServoTolerances) {
    this.pins = pins;
    this.wiring = wiring;
    this.servo = servo;
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

  setWiring(has: (fault: WiringFaultId) => boolean): void {
    this.signalCut = has("servoSignalOpen");
    this.supplyCut = has("servoSupplyOpen");
  }

  latch(): void {
    const { signalPin, supplyPin } = this.wiring;
    const { lockedUs = this.wiring.lockedUs, unlockedUs = this.wiring.unlockedUs } = this.servo;
    this.powered = !this.supplyCut && this.pins.driven(supplyPin) === 1;
    const signal = this.signalCut ? undefined : this.pins.pwmOf(signalPin);
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
    const reach = (seconds / this.servo.travelSeconds) * (packVolts / nominalVolts) * (1 - this.load);
    return Math.max(-reach, Math.min(reach, distance));
  }

  stall(): void {
    this.stalled = true;
  }
}
