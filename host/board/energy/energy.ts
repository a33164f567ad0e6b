// SPDX-License-Identifier: Apache-2.0
/**
 * What the board did that costs charge: for how long, how often, how much computing. It does not know any current of the chip;
 * `charge.ts` makes microampere-seconds of this, once for every power profile. So one life tells what it would have cost in each.
 *
 * It is told of changes and never polls. The chip's time has two parts: in use, and quiet, which begins `quietAfterUs` after
 * the last thing that happened at the lock; a chip that can sleep deeply would do so when it is quiet.
 */
import type { Leap } from "../idle-leap";
import type { TurnListener } from "../meter";
import type { Scheduler } from "../scheduler";
import { LoadTime } from "./load-time";

/** Sums since the board was made; subtract two of them for what was in between. */
export interface Usage {
  /** Of virtual time, with and without power. */
  totalUs: number;
  /** From power or reset to the first line of main, and held in reset by a brown-out. */
  startingUs: number;
  inUseUs: number;
  inUseUnits: number;
  inUseWakeups: number;
  quietUs: number;
  quietUnits: number;
  quietWakeups: number;
  /** Times that something ended the quiet, and the compute of main that starting anew would have cost each time. */
  deepSleeps: number;
  deepSleepUnits: number;
  /** Waited for flash and NVS. */
  flashUs: number;
  /** Drawn from the pack by motor or servo. */
  motorMicroampSeconds: number;
  motorUs: number;
  ledUs: number;
  buzzerUs: number;
  /** Closed contacts on a pull-up inside the chip, and on one outside: time by number of contacts. */
  internalPullUs: number;
  externalPullUs: number;
}

/** Longer than auto-lock's default of 30 s: so nothing is due any more that a chip in deep sleep would miss. */
export const quietAfterUs = 35_000_000;

export class Energy implements TurnListener {
  readonly led: LoadTime;
  readonly buzzer: LoadTime;
  readonly internalPulls: LoadTime;
  readonly externalPulls: LoadTime;
  private readonly scheduler: Scheduler;
  private readonly motorTime: LoadTime;
  private supply: "off" | "starting" | "running" = "off";
  private settledUs = 0;
  private stimulusUs = 0;
  private turnUs = -1;
  private motorMilliamps = 0;
  private motorSinceUs = 0;
  /** In use before main, and what main took. */
  private unitsBeforeMain = 0;
  private mainUnits = 0;
  private startingUs = 0;
  private inUseUs = 0;
  private inUseUnits = 0;
  private inUseWakeups = 0;
  private quietUs = 0;
  private quietUnits = 0;
  private quietWakeups = 0;
  private deepSleeps = 0;
  private deepSleepUnits = 0;
  private flashUs = 0;
  private motorMilliampUs = 0;

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
    this.led = new LoadTime(scheduler);
    this.buzzer = new LoadTime(scheduler);
    this.internalPulls = new LoadTime(scheduler);
    this.externalPulls = new LoadTime(scheduler);
    this.motorTime = new LoadTime(scheduler);
  }

  usage(): Usage {
    this.settle();
    this.motor(this.motorMilliamps);
    return {
      totalUs: this.scheduler.nowUs,
      startingUs: this.startingUs,
      inUseUs: this.inUseUs,
      inUseUnits: this.inUseUnits,
      inUseWakeups: this.inUseWakeups,
      quietUs: this.quietUs,
      quietUnits: this.quietUnits,
      quietWakeups: this.quietWakeups,
      deepSleeps: this.deepSleeps,
      deepSleepUnits: this.deepSleepUnits,
      flashUs: this.flashUs,
      motorMicroampSeconds: this.motorMilliampUs / 1000,
      motorUs: this.motorTime.us,
      ledUs: this.led.us,
      buzzerUs: this.buzzer.us,
      internalPullUs: this.internalPulls.us,
      externalPullUs: this.externalPulls.us,
    };
  }

  /** Power is there, and the chip does not run its firmware yet. */
  starting(): void {
    this.setSupply("starting");
  }

  /** The firmware's main is called next; `preload` was done when the image was built. */
  running(): void {
    this.setSupply("running");
    this.unitsBeforeMain = this.inUseUnits;
  }

  mainRan(): void {
    this.mainUnits = this.inUseUnits - this.unitsBeforeMain;
  }

  off(): void {
    this.setSupply("off");
  }

  /** Something happened at the lock. Called for every bounce of every contact. */
  stimulus(): void {
    const { nowUs } = this.scheduler;
    if (nowUs - this.stimulusUs > quietAfterUs) this.endQuiet();
    this.stimulusUs = nowUs;
  }

  /** A callback into the firmware ended. Callbacks at the same moment are one wake-up. */
  turn(units: number): void {
    if (this.supply !== "running") return;
    const { nowUs } = this.scheduler;
    const wakeups = nowUs === this.turnUs ? 0 : 1;
    this.turnUs = nowUs;
    if (nowUs - this.stimulusUs > quietAfterUs) {
      this.quietWakeups += wakeups;
      this.quietUnits += units;
    } else {
      this.inUseWakeups += wakeups;
      this.inUseUnits += units;
    }
  }

  /** Wake-ups that were left out while nothing happened; the quiet may have begun in between. */
  leapt({ count, firstUs, intervalUs, units }: Leap): void {
    const untilQuiet = Math.floor((this.stimulusUs + quietAfterUs - firstUs) / intervalUs) + 1;
    const inUse = Math.min(Math.max(untilQuiet, 0), count);
    this.inUseWakeups += inUse;
    this.inUseUnits += inUse * units;
    this.quietWakeups += count - inUse;
    this.quietUnits += (count - inUse) * units;
  }

  blocked(durationUs: number): void {
    this.flashUs += durationUs;
  }

  /** The motor draws this from the pack from now on. */
  motor(milliamps: number): void {
    const { nowUs } = this.scheduler;
    this.motorMilliampUs += this.motorMilliamps * (nowUs - this.motorSinceUs);
    this.motorSinceUs = nowUs;
    if (milliamps === this.motorMilliamps) return;
    this.motorMilliamps = milliamps;
    this.motorTime.set(milliamps > 0);
    this.stimulus();
  }

  private endQuiet(): void {
    this.settle();
    if (this.supply !== "running") return;
    this.deepSleeps += 1;
    this.deepSleepUnits += this.mainUnits;
  }

  private setSupply(supply: "off" | "starting" | "running"): void {
    this.settle();
    this.supply = supply;
    // Whatever ended before: the chip has just come up.
    this.stimulusUs = this.scheduler.nowUs;
    for (const load of [this.led, this.buzzer, this.internalPulls, this.externalPulls, this.motorTime]) {
      load.supply(supply !== "off");
    }
  }

  private settle(): void {
    const { nowUs } = this.scheduler;
    const { settledUs } = this;
    this.settledUs = nowUs;
    if (this.supply === "starting") this.startingUs += nowUs - settledUs;
    if (this.supply !== "running") return;
    const quietFromUs = Math.min(Math.max(this.stimulusUs + quietAfterUs, settledUs), nowUs);
    this.inUseUs += quietFromUs - settledUs;
    this.quietUs += nowUs - quietFromUs;
  }
}
