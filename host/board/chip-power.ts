// SPDX-License-Identifier: Apache-2.0
/**
 * When the chip runs and why it stops: power-up, resets, power cut, brown-out, and faults of the firmware. Flash, NVS and
 * the world go on over all of that; the firmware starts anew each time.
 */
import type { FirmwareConfig } from "./app-image";
import type { BootedImage, BootLoader } from "./boot-loader";
import { Chip, PowerLost, type ResetReason } from "./chip";
import type { ChipFaults } from "./chip-faults";
import type { Energy } from "./energy/energy";
import { mainTurn, preloadTurn, type Meter } from "./meter";
import { makeLoad, type Load, type ModuleParts } from "./modules/modules";
import type { Pins } from "./pins";
import type { Scheduler } from "./scheduler";
import { Task } from "./task-queue";

/** The firmware: evaluates its modules afresh, and gives `default` to be called if it has one. */
export type Firmware = (load: Load) => unknown;

export interface Fault {
  atMs: number;
  /** The callback that it left. */
  where: string;
  message: string;
  stack: string;
}

export interface ChipPowerOptions {
  bootLoader: BootLoader;
  /** What an image without a script stands for. */
  firmware: Firmware;
  /** The same for images that differ; undefined for one: `firmware`. */
  firmwareOf: ((config: FirmwareConfig) => Firmware | undefined) | undefined;
  scheduler: Scheduler;
  meter: Meter;
  pins: Pins;
  energy: Energy;
  modules: ModuleParts;
  packVolts: () => number;
  /** The board gets power, or loses it. */
  onPower: (on: boolean) => void;
  queueLength: number;
  faults: ChipFaults;
}

/** From power or reset to the first line of main (ROM, bootloader, VM). */
export const bootMs = 300;
const brownoutVolts = 3.0;
const recoveredVolts = 3.2;
const brownoutPollMs = 100;
const faultsMax = 100;

export class ChipPower {
  /** The oldest are dropped. */
  readonly faults: Fault[] = [];
  faultCount = 0;
  /** Resets and power-ups so far. */
  bootCount = 0;
  /** What main returned; the chip has no use for it. */
  mainResult: unknown;
  lastResetReason: ResetReason = "powerOn";
  /** What was booted last. */
  image: BootedImage | undefined;
  /** Why the firmware does not run now; undefined: it runs. */
  stopped: { why: string } | undefined = { why: "no power yet" };
  private readonly options: ChipPowerOptions;
  private chip: Chip | undefined;
  private powered = false;
  private utcSeconds = 0;
  /** Grows whenever power or reset end what was going on. */
  private stops = 0;
  private readonly boot = new Task(() => this.start());
  private readonly brownoutPoll = new Task(() => this.recover());

  constructor(options: ChipPowerOptions) {
    this.options = options;
  }

  get on(): boolean {
    return this.powered;
  }

  /** The chip's wall clock, as `Date.now()` shows it to the firmware. */
  get utcMs(): number {
    return this.chip?.utcMs ?? 0;
  }

  powerUp(reason: ResetReason): void {
    if (this.powered) throw new Error("the power is on already");
    this.powered = true;
    this.utcSeconds = 0;
    this.options.onPower(true);
    this.bootLater(reason, "starting");
  }

  /** At once, wherever the firmware is. */
  cut(why: string): void {
    this.powered = false;
    this.stop(why);
    this.options.energy.off();
    this.options.onPower(false);
  }

  /** The board's reset button. */
  reset(reason: ResetReason, why: string): void {
    if (!this.powered) throw new Error("the power is off");
    this.stop(why);
    this.bootLater(reason, why);
  }

  /** So many millionths fast, from now on and after each reset. */
  setClockDrift(ppm: number): void {
    this.options.faults.clockPpm = ppm;
    this.chip?.setClockDrift(ppm);
  }

  /** The load or the battery changed. */
  checkVolts(): void {
    if (this.chip === undefined || this.options.packVolts() >= brownoutVolts) return;
    this.stop("brown-out");
    this.pollBrownout();
  }

  private stop(why: string): void {
    const { scheduler, modules } = this.options;
    const { chip } = this;
    this.stopped = { why };
    this.stops += 1;
    this.chip = undefined;
    scheduler.world.remove(this.boot);
    scheduler.world.remove(this.brownoutPoll);
    if (chip === undefined) return;
    this.utcSeconds = Math.floor(chip.utcMs / 1000);
    chip.die();
    for (const line of modules.lines) line.detach();
  }

  private bootLater(reason: ResetReason, why: string): void {
    const { scheduler } = this.options;
    this.lastResetReason = reason;
    this.stopped = { why };
    this.options.energy.starting();
    scheduler.after(scheduler.world, this.boot, bootMs * 1000);
  }

  private start(): void {
    const { scheduler, meter, pins, energy, modules, queueLength, faults } = this.options;
    if (this.options.packVolts() < brownoutVolts) {
      this.stopped = { why: "brown-out" };
      this.pollBrownout();
      return;
    }
    const image = this.bootImage();
    if (image === undefined) return;
    this.image = image;
    const chip = new Chip({
      scheduler,
      meter,
      pins,
      queueLength,
      faults,
      resetReason: this.lastResetReason,
      utcSeconds: this.utcSeconds,
      onFault: (where, error) => this.recordFault(where, error),
      onReset: (reason, why) => this.reset(reason, why),
    });
    this.chip = chip;
    this.bootCount += 1;
    this.stopped = undefined;
    const load = makeLoad(chip, modules, image);
    const guarded: Load = (specifier) => {
      chip.check();
      return load(specifier);
    };
    let exports: unknown;
    chip.call(meter.turn(preloadTurn), () => (exports = this.firmwareIn(image)(guarded)), undefined, undefined);
    if (this.chip !== chip) return;
    energy.running();
    chip.call(meter.turn(mainTurn), () => (this.mainResult = runMain(exports)), undefined, undefined);
    energy.mainRan();
  }

  /** undefined: no slot has one, or the power went while the boot loader wrote. */
  private bootImage(): BootedImage | undefined {
    const { bootLoader, scheduler } = this.options;
    const { stops } = this;
    const check = (): void => {
      if (this.stops !== stops) throw new PowerLost("the power went in the boot loader");
    };
    try {
      const image = bootLoader.boot((us) => {
        scheduler.block(us);
        check();
      });
      check();
      if (image === undefined) this.stopped = { why: "no bootable image" };
      return image;
    } catch (error) {
      if (error instanceof PowerLost) return undefined;
      throw error;
    }
  }

  private firmwareIn({ config, script }: BootedImage): Firmware {
    if (script === undefined) return this.options.firmwareOf?.(config) ?? this.options.firmware;
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the image is the program
    return (new Function(`"use strict"; return (${script}\n);`) as () => Firmware)();
  }

  private pollBrownout(): void {
    const { scheduler, energy } = this.options;
    energy.starting();
    scheduler.after(scheduler.world, this.brownoutPoll, brownoutPollMs * 1000);
  }

  private recover(): void {
    if (this.options.packVolts() >= recoveredVolts) this.bootLater("brownout", "brown-out");
    else this.pollBrownout();
  }

  private recordFault(where: string, error: unknown): void {
    this.faultCount += 1;
    this.faults.push({
      atMs: this.options.scheduler.nowMs,
      where,
      message: String(error),
      stack: error instanceof Error ? String(error.stack) : "",
    });
    if (this.faults.length > faultsMax) this.faults.shift();
  }
}

/** What the SDK does with the main module: it calls its default export if that is a function. */
function runMain(exports: unknown): unknown {
  const main = exports instanceof Object && "default" in exports ? exports.default : undefined;
  return typeof main === "function" ? (main as () => unknown)() : undefined;
}

