// SPDX-License-Identifier: Apache-2.0
/**
 * One move as it was at the pins: how long there was power, what the motor drew, how far the pack sagged. And the last word about
 * power: its time is cut off here, by a timer of the chip that starts when the driver switches the power on, whatever driver,
 * console or computer think. Power that nobody announced has no time at all.
 */
import { adcMillivolts } from "../drivers/adc";
import { Guard } from "../drivers/guard";
import type { OnError, TimerService } from "../drivers/io";
import type { MotorBolt, ServoBolt } from "../drivers/open-bolt";
import { inrushMs } from "../drivers/stall";
import type { Heard } from "./heard";
import type { Pack } from "./pack";

/** The driver takes one sample every 10 ms. */
const lastSamples = 4;

export interface TraceOptions {
  heard: Heard;
  wiring: MotorBolt | ServoBolt;
  pack: Pack;
  timer: TimerService;
  nowUs: () => number;
  /** Takes the power off. */
  stop: () => void;
  onError: OnError;
}

export interface TraceFigures {
  poweredMs: number;
  /** The rest is undefined where nothing could be measured. */
  startMilliamps: number | undefined;
  /** Peak and mean: after the inrush; of a power time that was shorter, all of it. */
  peakMilliamps: number | undefined;
  meanMilliamps: number | undefined;
  /** The mean of the last 40 ms. */
  lastMilliamps: number | undefined;
  idleMillivolts: number | undefined;
  lowestMillivolts: number | undefined;
}

class Samples {
  #peak = -Infinity;
  #sum = 0;
  #count = 0;

  add(milliamps: number): void {
    this.#peak = Math.max(this.#peak, milliamps);
    this.#sum += milliamps;
    this.#count++;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get peak(): number | undefined {
    return this.isEmpty ? undefined : Math.round(this.#peak);
  }

  get mean(): number | undefined {
    return this.isEmpty ? undefined : Math.round(this.#sum / this.#count);
  }
}

export class Trace {
  readonly #pack: Pack;
  readonly #timer: TimerService;
  readonly #nowUs: () => number;
  readonly #cutOff: () => void;
  #limitMs = 0;
  #limitTimer: unknown;
  #isCutOff = false;
  #poweredSinceUs: number | undefined;
  #poweredUs = 0;
  #inrush = new Samples();
  #running = new Samples();
  #last: number[] = [];
  #start: number | undefined;
  #idleMillivolts: number | undefined;
  #lowestMillivolts: number | undefined;

  constructor({ heard, wiring, pack, timer, nowUs, stop, onError }: TraceOptions) {
    this.#pack = pack;
    this.#timer = timer;
    this.#nowUs = nowUs;
    this.#cutOff = new Guard(onError).wrap(() => {
      this.#limitTimer = undefined;
      this.#isCutOff = true;
      stop();
    });
    heard.onWrite(wiring.kind === "motor" ? wiring.enablePin : wiring.supplyPin, (value) => this.#power(value !== 0));
    const sense = wiring.kind === "motor" ? wiring.currentSense : undefined;
    if (sense !== undefined) {
      heard.onReading(sense.pin, (reading) => this.#sample((adcMillivolts(reading) * sense.milliampsPerVolt) / 1000));
    }
    heard.onReading(pack.pin, () => this.#sag());
  }

  /** A move comes, whose power is cut off after so long. */
  begin(limitMs: number): void {
    this.#limitMs = limitMs;
    this.#isCutOff = false;
    this.#poweredUs = 0;
    this.#inrush = new Samples();
    this.#running = new Samples();
    this.#last = [];
    this.#start = undefined;
    this.#idleMillivolts = this.#pack.mean();
    this.#lowestMillivolts = undefined;
  }

  /** The move is over. */
  end(): TraceFigures {
    this.#limitMs = 0;
    const last = new Samples();
    for (const milliamps of this.#last) last.add(milliamps);
    const measured = this.#running.isEmpty ? this.#inrush : this.#running;
    return {
      poweredMs: Math.round(this.#poweredUs / 1000),
      startMilliamps: this.#start,
      peakMilliamps: measured.peak,
      meanMilliamps: measured.mean,
      lastMilliamps: last.mean,
      idleMillivolts: this.#idleMillivolts,
      lowestMillivolts: this.#lowestMillivolts,
    };
  }

  /** Its time was over. */
  get isCutOff(): boolean {
    return this.#isCutOff;
  }

  #power(on: boolean): void {
    if (on && this.#poweredSinceUs === undefined) {
      this.#poweredSinceUs = this.#nowUs();
      this.#limitTimer = this.#timer.set(this.#cutOff, this.#limitMs);
    } else if (!on && this.#poweredSinceUs !== undefined) {
      this.#poweredUs += this.#sincePower();
      this.#poweredSinceUs = undefined;
      if (this.#limitTimer !== undefined) this.#timer.clear(this.#limitTimer);
      this.#limitTimer = undefined;
    }
  }

  #sample(milliamps: number): void {
    if (this.#poweredSinceUs === undefined) return;
    this.#start ??= Math.round(milliamps);
    (this.#sincePower() < inrushMs * 1000 ? this.#inrush : this.#running).add(milliamps);
    this.#last.push(milliamps);
    if (this.#last.length > lastSamples) this.#last.shift();
    this.#sag();
  }

  #sag(): void {
    if (this.#poweredSinceUs === undefined) return;
    const millivolts = this.#pack.look();
    if (millivolts === undefined) return;
    this.#lowestMillivolts = Math.min(this.#lowestMillivolts ?? Infinity, this.#pack.calibrated(millivolts));
  }

  /** The counter may wrap. */
  #sincePower(): number {
    return (this.#nowUs() - (this.#poweredSinceUs ?? 0)) >>> 0;
  }
}
