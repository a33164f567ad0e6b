// SPDX-License-Identifier: Apache-2.0
/** What moves the bolt: the DC motor of motor-actuator.ts or the servo of servo-actuator.ts. */
import type { WiringFaultId } from "../wiring-faults";

export interface Actuator {
  /** Friction as a part of its strength, from 0 to 1: it goes slower by that. */
  load: number;
  /** It is wired like this from the next `latch()` on. */
  setWiring(has: (fault: WiringFaultId) => boolean): void;
  /** Takes over what the firmware drives on the pins now. */
  latch(packVolts: number): void;
  /**
   * Lets time pass with what was latched. Returns how far the bolt would go if nothing held it: strokes, positive towards
   * locked.
   */
  step(seconds: number, packVolts: number, position: number): number;
  /** The bolt could not follow. */
  stall(): void;
  /** Power is on, in some direction. */
  readonly driven: boolean;
  /** Where it drives the bolt: 1 towards locked, -1 towards unlocked, 0 nowhere. */
  readonly way: number;
  /** Driven, or still turning. */
  readonly active: boolean;
  readonly milliamps: number;
}

/** Voltage at which an actuator has its nominal speed. */
export const nominalVolts = 6;
