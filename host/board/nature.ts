// SPDX-License-Identifier: Apache-2.0
/**
 * Nature's faults, which come and go while the lock lives: wear, cold, and what a chip may do to its firmware. None is on at
 * first, and none costs anything then. What breaks in one part only is switched there: `flash.stickBits()`, `nvs.fill()`,
 * `failures.randomFails`, and what hands can do (hands.ts).
 */
import type { ChipFaults } from "./chip-faults";
import type { ChipPower } from "./chip-power";
import type { World } from "./world/world";

const bounceMsMax = 200;
const frictionMax = 20;
const celsiusMin = -40;
const celsiusMax = 60;
/** Below this grease gets stiffer, and at the lowest temperature it is so much stiffer; an estimate. */
const warmCelsius = 20;
const coldFrictionMax = 2;
const timerDelayMsMax = 10_000;
/** A crystal is within 10, the RC oscillator that counts in sleep drifts up to 50,000 (facts A11). */
const driftPpmMax = 50_000;

export class Nature {
  private readonly world: World;
  private readonly chip: ChipFaults;
  private readonly power: ChipPower;
  private friction = 1;
  private celsius = warmCelsius;

  constructor(world: World, chip: ChipFaults, power: ChipPower) {
    this.world = world;
    this.chip = chip;
    this.power = power;
  }

  /** How long the contacts of keypad, door, cover and button bounce at most; 6 ms as new (facts A7), worn ones 20 to 40. */
  setBounce(ms: number): void {
    check("ms", ms, 0, bounceMsMax);
    this.world.bounce.usMax = Math.round(ms * 1000);
  }

  /** The bolt's mechanics: 1 as new; with 2 its actuator goes at half its speed, a motor at a higher current. */
  setFriction(factor: number): void {
    check("factor", factor, 1, frictionMax);
    this.friction = factor;
    this.setLoad();
  }

  /** 20 degrees at first. Cold makes cells weaker (battery.ts) and grease stiffer. */
  setTemperature(celsius: number): void {
    check("celsius", celsius, celsiusMin, celsiusMax);
    this.celsius = celsius;
    this.world.battery.configure({ celsius });
    this.setLoad();
    this.power.checkVolts();
  }

  /**
   * Interrupts of one pin, or of all of them, get lost. A pin that lost one stays deaf until the chip starts anew (facts, part
   * 0, row 8), also when this is switched off again.
   */
  loseInterrupts(on: boolean, pin?: number): void {
    if (pin === undefined) {
      this.chip.losesInterrupts = on;
      if (!on) this.chip.lostPins.clear();
    } else if (on) {
      this.chip.lostPins.add(pin);
    } else {
      this.chip.lostPins.delete(pin);
    }
  }

  /** Each interrupt, also the console's, is delivered twice if there is room in the queue. */
  doubleInterrupts(on: boolean): void {
    this.chip.doublesInterrupts = on;
  }

  /** Timers that are set from now on, also repeating ones each time, fire up to so much late, never early; 0: in time. */
  delayTimers(maxMs: number): void {
    check("maxMs", maxMs, 0, timerDelayMsMax);
    this.chip.timerDelayUsMax = Math.round(maxMs * 1000);
  }

  /** The chip's clock, and all that goes by it, is so many millionths fast, or slow when negative. */
  setClockDrift(ppm: number): void {
    check("ppm", ppm, -driftPpmMax, driftPpmMax);
    this.power.setClockDrift(ppm);
  }

  private setLoad(): void {
    const stiffness = this.friction * stiffnessAt(this.celsius);
    this.world.bolt.setLoad(1 - 1 / stiffness);
  }
}

/** Of the grease, as a multiple. */
export function stiffnessAt(celsius: number): number {
  const cold = Math.max(warmCelsius - celsius, 0) / (warmCelsius - celsiusMin);
  return 1 + cold * (coldFrictionMax - 1);
}

function check(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) throw new RangeError(`${name} ${value} is not from ${least} to ${most}`);
}
