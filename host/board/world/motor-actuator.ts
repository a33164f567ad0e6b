// SPDX-License-Identifier: Apache-2.0
/**
 * A small gear motor on an H-bridge. Speed follows the voltage with a time constant, current is what the back-EMF leaves
 * of the stall current: so starting draws the stall current (inrush), and reversing a turning motor draws up to twice.
 */
import type { MotorBolt } from "../../../drivers/open-bolt";
import type { Pins } from "../pins";
import type { MotorTolerances } from "../tolerances";
import type { WiringFaultId } from "../wiring-faults";
import { nominalVolts, type Actuator } from "./actuator";

const driveSeconds = 0.04;
const coastSeconds = 0.06;
const brakeSeconds = 0.005;
const turning = 0.02;
/** Reversing above this part of the full speed hurts gears and battery. */
const reversalSpeed = 0.2;

export class MotorActuator implements Actuator {
  /** It costs current too, since the slower it turns the less back-EMF it has. */
  load = 0;
  /** Times it was driven backwards while it was still turning forwards. */
  reversals = 0;
  private readonly pins: Pins;
  private readonly wiring: MotorBolt;
  private readonly motor: MotorTolerances;
  private reversed = false;
  /** Between the bridge and the motor. */
  private cut = false;
  private enableCut = false;
  private direction = 0;
  private braking = false;
  private speed = 0;
  private volts = nominalVolts;

  constructor(pins: Pins, wiring: MotorBolt, motor: MotorTolerances) {
    this.pins = pins;
    this.wiring = wiring;
    this.motor = motor;
  }

  get driven(): boolean {
    return this.direction !== 0;
  }

  get way(): number {
    return this.direction;
  }

  get active(): boolean {
    return this.driven || Math.abs(this.speed) > turning;
  }

  get milliamps(): number {
    if (!this.driven || this.cut) return 0;
    const { stallMilliamps, runMilliamps } = this.motor;
    const applied = this.direction * (this.volts / nominalVolts);
    return Math.abs(stallMilliamps * applied - (stallMilliamps - runMilliamps) * this.speed);
  }

  setWiring(has: (fault: WiringFaultId) => boolean): void {
    this.reversed = has("motorWiresSwapped");
    this.cut = has("motorWireOpen");
    this.enableCut = has("motorEnableOpen");
  }

  latch(packVolts: number): void {
    this.volts = packVolts;
    const { lockPin, unlockPin, enablePin } = this.wiring;
    const enabled = !this.enableCut && this.pins.driven(enablePin) === 1;
    const lock = enabled && this.pins.driven(lockPin) === 1;
    const unlock = enabled && this.pins.driven(unlockPin) === 1;
    const forward = (lock ? 1 : 0) - (unlock ? 1 : 0);
    const direction = this.reversed ? -forward : forward;
    if (direction !== 0 && direction !== this.direction && direction * this.speed < -reversalSpeed) this.reversals += 1;
    this.direction = direction;
    this.braking = lock && unlock;
  }

  step(seconds: number, packVolts: number): number {
    this.volts = packVolts;
    const { travelSeconds, inertia } = this.motor;
    const turns = this.driven && !this.cut;
    const target = turns ? this.direction * (packVolts / nominalVolts) * (1 - this.load) : 0;
    const constant = inertia * (turns ? driveSeconds : this.braking && !this.cut ? brakeSeconds : coastSeconds);
    const decay = Math.exp(-seconds / constant);
    const strokes = target * seconds + (this.speed - target) * constant * (1 - decay);
    this.speed = target + (this.speed - target) * decay;
    return strokes / travelSeconds;
  }

  stall(): void {
    this.speed = 0;
  }
}
