// SPDX-License-Identifier: Apache-2.0
/**
 * What differs from one good board to the next: each within what the parts list of hardware-notes.md allows. `nominal` is the
 * virtual board as it is without this option. The same seed is the same board.
 */
import type { Chemistry } from "../../lock/parts";
import { stiffnessAt } from "./nature";
import { Random } from "./random";
import { Scheduler } from "./scheduler";
import { nominalVolts } from "./world/actuator";
import { Battery } from "./world/battery";

export interface Tolerances {
  /** How long contacts bounce at most, as new. */
  bounceMs: number;
  /** What the ADC shows is this times the voltage at the pin, and that many millivolts of the pack more (at the divider's ratio). */
  adcGain: number;
  adcOffsetMillivolts: number;
  /** At the pin, to either side. */
  adcNoiseMillivolts: number;
  motor: MotorTolerances;
  servo: ServoTolerances;
  /** The pack's inner resistance, of what its chemistry has. */
  packOhms: number;
  chemistry: Chemistry;
  chargePercent: number;
  celsius: number;
  /** How fast the chip's clock is, in millionths. */
  clockPpm: number;
}

/** At 6 V. */
export interface MotorTolerances {
  travelSeconds: number;
  stallMilliamps: number;
  runMilliamps: number;
  /** Time constants of its speed, of what is usual. */
  inertia: number;
}

export interface ServoTolerances {
  travelSeconds: number;
  /** Pulses at which the bolt is at its ends; undefined: those of the board's file. */
  lockedUs: number | undefined;
  unlockedUs: number | undefined;
}

export const nominal: Tolerances = Object.freeze({
  bounceMs: 6,
  adcGain: 1,
  adcOffsetMillivolts: 0,
  adcNoiseMillivolts: 4,
  motor: Object.freeze({ travelSeconds: 0.5, stallMilliamps: 1_100, runMilliamps: 250, inertia: 1 }),
  servo: Object.freeze({ travelSeconds: 0.3, lockedUs: undefined, unlockedUs: undefined }),
  packOhms: 1,
  chemistry: "alkaline",
  chargePercent: 100,
  celsius: 20,
  clockPpm: 0,
});

/** The supply is chosen for its motor ("Before the first power", 10), and a move is over well before its limit (HW-20). */
const inrushVoltsMin = 3.5;
const moveSecondsMax = 1.1;
const fourCells: readonly Chemistry[] = Object.freeze(["alkaline", "lithium", "nimh"]);

export function tolerancesOf(seed: number): Tolerances {
  const random = new Random(seed);
  for (;;) {
    const board = draw(random);
    if (isSupplied(board)) return board;
  }
}

function draw(random: Random): Tolerances {
  const between = (least: number, most: number): number => least + (random.next() / 4_294_967_296) * (most - least);
  const stallMilliamps = between(450, 1_000);
  return {
    bounceMs: between(0.5, 5),
    adcGain: between(0.95, 1.05),
    adcOffsetMillivolts: between(-30, 30),
    // 4.8 mV at the pin are 15 mV at the pack.
    adcNoiseMillivolts: between(1, 4.8),
    motor: {
      travelSeconds: between(0.25, 0.8),
      stallMilliamps,
      runMilliamps: between(80, Math.min(300, 0.45 * stallMilliamps)),
      inertia: between(0.5, 1.5),
    },
    servo: { travelSeconds: between(0.2, 0.5), lockedUs: between(1_000, 1_250), unlockedUs: between(1_750, 2_000) },
    packOhms: between(0.7, 1.3),
    chemistry: fourCells[random.below(fourCells.length)] ?? "alkaline",
    chargePercent: between(60, 100),
    celsius: between(0, 40),
    clockPpm: between(-20, 20),
  };
}

/** Nobody calls a board good whose pack gives in when the motor starts, or cannot bring the bolt to its end in time. */
function isSupplied({ motor, packOhms, chemistry, chargePercent, celsius }: Tolerances): boolean {
  const pack = new Battery(new Scheduler(), new Random(0), packOhms);
  pack.configure({ chemistry, chargePercent, celsius });
  pack.loadMilliamps = (motor.stallMilliamps * pack.openVolts) / nominalVolts;
  if (pack.volts < inrushVoltsMin) return false;
  const stiffness = stiffnessAt(celsius);
  const running = 1 - (1 - motor.runMilliamps / motor.stallMilliamps) / stiffness;
  pack.loadMilliamps *= running;
  return (motor.travelSeconds * stiffness * nominalVolts) / pack.volts < moveSecondsMax;
}
