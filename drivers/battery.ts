// SPDX-License-Identifier: Apache-2.0
/**
 * The pack's voltage, by ADC behind a divider. It says how many millivolts and what share of a full pack that is; whether
 * this is low is not its business.
 *
 * The mean of 16 samples, one every 10 ms. While a load is on (the bolt's motor), and for two seconds after, nothing counts as
 * idle voltage: under load only the lowest sample is kept, for the sag.
 */
import { adcMillivolts, adcOptions } from "./adc";
import { batteryPercent, type Chemistry } from "./battery-percent";
import { Guard } from "./guard";
import type { AnalogClass, AnalogIO, NowMs, OnError, TimerService } from "./io";
import { Poll } from "./poll";

const sampleMs = 10;
const sampleCount = 16;
/** Failed samples are skipped; with this many in one measurement there is no reading. */
const failuresMax = 16;
/** How long a pack needs to come back after a load (HW-26). */
export const recoveryMs = 2000;
const offsetMillivoltsMax = 300;

/** As in lock/calibration.ts: what divider and ADC of this very board are off by. */
export interface BatteryCalibration {
  /** True over measured, in millionths; 0.8 to 1.2 million. */
  gainPpm: number;
  /** Added after that, at the pack; -300 to 300. */
  offsetMillivolts: number;
}

export const batteryDefaults: BatteryCalibration = Object.freeze({ gainPpm: 1_000_000, offsetMillivolts: 0 });

/** As in lock/parts.ts. */
export interface BatteryReading {
  /** Of the whole pack, at rest. */
  millivolts: number;
  percent: number;
}

/** As in lock/parts.ts. */
export interface BatterySag {
  idleMillivolts: number;
  lowestMillivolts: number;
}

export interface BatteryOptions {
  analog: AnalogClass;
  /** An ADC1 pin. */
  pin: number;
  /** Pack voltage over pin voltage. */
  ratio: number;
  chemistry: Chemistry;
  calibration?: BatteryCalibration | undefined;
  timer: TimerService;
  nowMs: NowMs;
  onReading: (reading: BatteryReading) => void;
  onError: OnError;
}

export class Battery {
  readonly #guard: Guard;
  readonly #poll: Poll;
  readonly #nowMs: NowMs;
  readonly #analog: AnalogIO;
  readonly #ratio: number;
  readonly #onReading: (reading: BatteryReading) => void;
  #chemistry: Chemistry;
  #gain = 1;
  #offsetMillivolts = 0;
  #gainOnTop = 1;

  #mode: "off" | "idle" | "loaded" = "off";
  #sum = 0;
  #count = 0;
  #failures = 0;

  #idleMillivolts: number | undefined;
  #lowestMillivolts: number | undefined;
  #loadEndedMs = -Infinity;

  constructor({ analog, pin, ratio, chemistry, calibration = batteryDefaults, timer, nowMs, onReading, onError }: BatteryOptions) {
    if (!(ratio >= 1)) throw new RangeError("ratio: at least 1");
    this.#guard = new Guard(onError);
    this.#nowMs = nowMs;
    this.#ratio = ratio;
    this.#chemistry = chemistry;
    this.calibrate(calibration);
    this.#onReading = onReading;
    this.#poll = new Poll(
      timer,
      this.#guard.wrap(() => this.#tick()),
    );
    this.#analog = new analog({ pin, esp32: adcOptions });
  }

  get chemistry(): Chemistry {
    return this.#chemistry;
  }

  /** Takes what was measured of this board in place of what was known before. */
  calibrate({ gainPpm, offsetMillivolts }: BatteryCalibration): void {
    if (!(Math.abs(offsetMillivolts) <= offsetMillivoltsMax)) {
      throw new RangeError(`offsetMillivolts: at most ${offsetMillivoltsMax} either way`);
    }
    this.#gain = gainOf(gainPpm);
    this.#offsetMillivolts = offsetMillivolts;
  }

  /** `gainPpm`: of the setting, on top of the calibration. */
  configure({ chemistry, gainPpm }: { chemistry: Chemistry; gainPpm: number }): void {
    this.#gainOnTop = gainOf(gainPpm);
    this.#chemistry = chemistry;
  }

  /** `onReading` follows, unless a load is on or comes in between. Right after a load it takes as long as the pack does. */
  sample(): void {
    this.#guard.assertOpen();
    if (this.#mode !== "off") return;
    this.#sum = 0;
    this.#count = 0;
    this.#failures = 0;
    this.#mode = "idle";
    this.#poll.every(sampleMs);
  }

  startLoad(): void {
    this.#guard.assertOpen();
    if (this.#mode === "loaded") return;
    this.#lowestMillivolts = undefined;
    this.#mode = "loaded";
    this.#poll.every(sampleMs);
  }

  /** undefined: no sample under load, or no idle voltage known to compare it with. */
  endLoad(): BatterySag | undefined {
    if (this.#mode !== "loaded") return undefined;
    this.#stop();
    this.#loadEndedMs = this.#nowMs();
    if (this.#idleMillivolts === undefined || this.#lowestMillivolts === undefined) return undefined;
    return { idleMillivolts: this.#idleMillivolts, lowestMillivolts: this.#lowestMillivolts };
  }

  #tick(): void {
    if (this.#mode === "idle" && this.#nowMs() - this.#loadEndedMs < recoveryMs) return;
    const reading = this.#analog.read();
    if (this.#mode === "loaded") {
      if (reading === undefined) return;
      const millivolts = this.#packMillivolts(reading);
      if (millivolts < (this.#lowestMillivolts ?? Infinity)) this.#lowestMillivolts = millivolts;
      return;
    }
    if (reading === undefined) {
      if (++this.#failures < failuresMax) return;
      this.#stop();
      throw new Error("battery: the ADC fails");
    }
    this.#sum += reading;
    if (++this.#count < sampleCount) return;
    this.#stop();
    const millivolts = this.#packMillivolts(this.#sum / sampleCount);
    this.#idleMillivolts = millivolts;
    this.#onReading({ millivolts, percent: batteryPercent(this.#chemistry, millivolts) });
  }

  #packMillivolts(reading: number): number {
    const calibrated = adcMillivolts(reading) * this.#ratio * this.#gain + this.#offsetMillivolts;
    return Math.max(0, Math.round(calibrated * this.#gainOnTop));
  }

  #stop(): void {
    this.#mode = "off";
    this.#poll.stop();
  }

  close(): void {
    if (this.#guard.closed) return;
    this.#guard.close();
    this.#stop();
    this.#analog.close();
  }
}

function gainOf(gainPpm: number): number {
  if (!(gainPpm >= 800_000 && gainPpm <= 1_200_000)) throw new RangeError("gainPpm: 800000 to 1200000");
  return gainPpm / 1_000_000;
}
