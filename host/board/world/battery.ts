// SPDX-License-Identifier: Apache-2.0
/**
 * The battery pack: open-circuit voltage by chemistry and charge (table of facts A4), an internal resistance that rises when
 * it gets empty or cold, and a slow part of the sag that recovers after the load. Cold also keeps back a part of the charge.
 * Its charge changes only when someone sets it, and looking at it changes nothing.
 */
import type { Chemistry } from "../../../lock/parts";
import type { Random } from "../random";
import type { Scheduler } from "../scheduler";

const chargeSteps = Object.freeze([0, 10, 25, 50, 75, 100]);
const celsiusSteps = Object.freeze([-20, 0, 20]);

interface Cell {
  count: number;
  /** Resting volts of one cell at `chargeSteps`. */
  volts: readonly number[];
  ohms: number;
  /** At `celsiusSteps`: the internal resistance as a multiple, and the part of a full charge that can be had. */
  coldOhms: readonly number[];
  coldCharge: readonly number[];
}

const liIonCell = Object.freeze({
  volts: Object.freeze([3.2, 3.5, 3.68, 3.8, 3.95, 4.18]),
  ohms: 0.08,
  coldOhms: Object.freeze([3, 1.6, 1]),
  coldCharge: Object.freeze([0.7, 0.85, 1]),
});

/** The figures for cold are estimates: A4 says only that alkaline cells are bad below 0 degrees and lithium ones good to -40. */
const cells: Readonly<Record<Chemistry, Cell>> = Object.freeze({
  alkaline: {
    count: 4,
    volts: Object.freeze([0.95, 1.08, 1.18, 1.28, 1.4, 1.58]),
    ohms: 0.15,
    coldOhms: Object.freeze([5, 2, 1]),
    coldCharge: Object.freeze([0.3, 0.65, 1]),
  },
  lithium: {
    count: 4,
    volts: Object.freeze([1.1, 1.38, 1.45, 1.49, 1.52, 1.75]),
    ohms: 0.1,
    coldOhms: Object.freeze([1.6, 1.2, 1]),
    coldCharge: Object.freeze([0.9, 0.95, 1]),
  },
  nimh: {
    count: 4,
    volts: Object.freeze([1.05, 1.15, 1.22, 1.26, 1.29, 1.38]),
    ohms: 0.04,
    coldOhms: Object.freeze([2.5, 1.4, 1]),
    coldCharge: Object.freeze([0.7, 0.9, 1]),
  },
  liIon1S: { count: 1, ...liIonCell },
  liIon2S: { count: 2, ...liIonCell },
});

/** The internal resistance at `chargeSteps`, as a multiple of a full cell's. */
const ohmsFactors = Object.freeze([4, 2.5, 1.8, 1.3, 1.1, 1]);
/** The slow part of the sag, as a part of the quick one, and its time constant. */
const slowPart = 0.3;
const slowSeconds = 2;
/** Chip, regulator and LED. */
const boardMilliamps = 60;
const noiseVolts = 0.01;
/** Of a bench supply and its wires. */
const benchOhms = 0.05;

export class Battery {
  chemistry: Chemistry = "alkaline";
  chargePercent = 100;
  /** At rest. */
  openVolts = 0;
  private celsius = 20;
  private ohms = 0;
  private readonly ownOhms: number;
  private wireOhms = 0;
  private readonly scheduler: Scheduler;
  private readonly random: Random;
  private motorMilliamps = 0;
  private slowVolts = 0;
  private slowUs = 0;

  /** `ownOhms`: its inner resistance, of what its chemistry has. */
  constructor(scheduler: Scheduler, random: Random, ownOhms: number) {
    this.ownOhms = ownOhms;
    this.scheduler = scheduler;
    this.random = random;
    this.configure({ chargePercent: this.chargePercent });
  }

  /** Under the load of this moment. */
  get volts(): number {
    return Math.max(this.openVolts - this.loadAmps * this.ohms - this.slowVoltsNow, 0);
  }

  /** What a voltmeter shows. */
  get noisyVolts(): number {
    return this.volts + noiseVolts * this.random.noise();
  }

  get loadMilliamps(): number {
    return this.motorMilliamps;
  }

  set loadMilliamps(milliamps: number) {
    this.settleSlowPart();
    this.motorMilliamps = milliamps;
  }

  /**
   * By voltage of the resting pack, or by charge. A charge is estimated for a voltage, as if it were warm, for the resistance
   * that goes with it; a bench supply in the pack's place (`isBench`) is stiff.
   */
  configure(options: { chemistry?: Chemistry; chargePercent?: number; volts?: number; isBench?: boolean; celsius?: number; wireOhms?: number }): void {
    this.settleSlowPart();
    this.chemistry = options.chemistry ?? this.chemistry;
    this.celsius = options.celsius ?? this.celsius;
    this.wireOhms = options.wireOhms ?? this.wireOhms;
    const { count, volts, ohms, coldOhms, coldCharge } = cells[this.chemistry];
    if (options.volts !== undefined) this.chargePercent = interpolate(volts, chargeSteps, options.volts / count);
    else this.chargePercent = options.chargePercent ?? this.chargePercent;
    const kept = 100 * (1 - interpolate(celsiusSteps, coldCharge, this.celsius));
    const percent = (100 * Math.max(this.chargePercent - kept, 0)) / (100 - kept);
    this.openVolts = options.volts ?? count * interpolate(chargeSteps, volts, percent);
    const packOhms = count * ohms * interpolate(chargeSteps, ohmsFactors, percent) * interpolate(celsiusSteps, coldOhms, this.celsius);
    this.ohms = (options.isBench === true ? benchOhms : packOhms * this.ownOhms) + this.wireOhms;
  }

  private get loadAmps(): number {
    return (boardMilliamps + this.motorMilliamps) / 1000;
  }

  private get slowVoltsNow(): number {
    const seconds = (this.scheduler.nowUs - this.slowUs) / 1_000_000;
    const target = slowPart * this.loadAmps * this.ohms;
    return target + (this.slowVolts - target) * Math.exp(-seconds / slowSeconds);
  }

  /** Before the load or the pack changes. */
  private settleSlowPart(): void {
    this.slowVolts = this.slowVoltsNow;
    this.slowUs = this.scheduler.nowUs;
  }
}

/** On the straight lines between the points; flat beyond them. */
function interpolate(from: readonly number[], to: readonly number[], value: number): number {
  const last = from.length - 1;
  let index = 1;
  while (index < last && value > (from[index] as number)) index += 1;
  const [x0, x1, y0, y1] = [from[index - 1], from[index], to[index - 1], to[index]] as [number, number, number, number];
  const part = Math.min(Math.max((value - x0) / (x1 - x0), 0), 1);
  return y0 + part * (y1 - y0);
}
