// SPDX-License-Identifier: Apache-2.0
/**
 * A lock on a virtual ESP32: what a person, a test or the panel does to it, and what one can see of it. Time stands still
 * until `run()`. Everything has a default, so that each option that a test sets matters to it.
 */
import { board as defaultBoard } from "../../boards/esp32-devkit";
import type { Board } from "../../boards/board";
import type { Chemistry } from "../../lock/parts";
import { appFlash, type AppFlash, type AppFlashSink } from "./app-flash";
import type { FirmwareConfig } from "./app-image";
import { BootLoader } from "./boot-loader";
import { boardState, type BoardState } from "./board-state";
import type { ResetReason } from "./chip";
import { ChipFaults } from "./chip-faults";
import { ChipPower, type Fault, type Firmware } from "./chip-power";
import { chipRules } from "./chip-rules";
import { Energy } from "./energy/energy";
import { factoryConfig } from "./factory-config";
import { Flash, type FlashSink } from "./flash";
import { Hands } from "./hands";
import { IdleLeap } from "./idle-leap";
import { Meter, type TurnStatistics } from "./meter";
import { Nature } from "./nature";
import { Nvs, type NvsEntry, type NvsSink } from "./nvs";
import type { AppPartition } from "./partitions";
import { Pins } from "./pins";
import { Random } from "./random";
import { Scheduler } from "./scheduler";
import { SerialLine } from "./serial-line";
import { StorageOperations } from "./storage-operations";
import { nominal, type Tolerances } from "./tolerances";
import type { WiringFault } from "./wiring-faults";
import { FaceModule } from "./world/face-module";
import { FingerprintModule } from "./world/fingerprint-module";
import { World } from "./world/world";

export interface VirtualBoardOptions {
  firmware: Firmware;
  /** What runs for an image without a script; undefined: `firmware`. */
  firmwareOf?: (config: FirmwareConfig) => Firmware | undefined;
  /** What the image from the factory says of itself where it is not what factory-config.ts says. */
  config?: Partial<FirmwareConfig>;
  board?: Board;
  seed?: number;
  /** False: the two position switches were never fitted. A firmware that has its board compiled in does not know. */
  boltSwitches?: boolean;
  /** Where the bolt is at first: 0 drawn back (the default), 1 thrown. */
  boltPosition?: number;
  /** What is wired wrongly from the start; see `setWiring()`. */
  wiring?: readonly WiringFault[];
  /** How this board differs from others (`tolerancesOf(seed)`). Chemistry and charge that are given count more. */
  tolerances?: Tolerances;
  /** A card reader is fitted where the board has pins for one. It keeps the chip busy four times a second: idle time is not leapt over. */
  cardReader?: boolean;
  /** A fingerprint module is fitted where the board has pins for one. Without a touch pin it keeps the chip busy, too. */
  fingerprintModule?: boolean;
  /** A face module is fitted where the board has pins for one. */
  faceModule?: boolean;
  chemistry?: Chemistry;
  chargePercent?: number;
  /** Every interrupt of a pin gets lost, as it happens on the chip when its message queue was full once. */
  lostInterrupts?: boolean;
  /** Messages that fit into the chip's queue (`defines.task.queueLength` of the manifest). */
  queueLength?: number;
  /**
   * Leaves out callbacks of idle polls (idle-leap.ts): hours pass in milliseconds. `runUntil()` then looks less often: its
   * condition must not depend on the time alone.
   */
  leapOverIdle?: boolean;
  /** What was on flash and in NVS before; hears of each change to them. */
  flashImage?: Uint8Array;
  nvsEntries?: readonly (NvsEntry & { domain: string; key: string })[];
  onFlash?: FlashSink;
  /** The same for the slots of firmware images and what says which boots. */
  slotImages?: Partial<Record<AppPartition, Uint8Array>>;
  onAppFlash?: AppFlashSink;
  onNvs?: NvsSink;
  onLine?: (line: string) => void;
}

export function virtualBoard(options: VirtualBoardOptions): VirtualBoard {
  return new VirtualBoard(options);
}

export class VirtualBoard extends Hands {
  readonly scheduler = new Scheduler();
  /** What it does that costs charge. */
  readonly energy = new Energy(this.scheduler);
  readonly meter = new Meter(this.energy);
  readonly world: World;
  readonly nature: Nature;
  readonly flash: Flash;
  readonly nvs: Nvs;
  readonly appFlash: AppFlash;
  readonly bootLoader: BootLoader;
  readonly operations: StorageOperations;
  readonly power: ChipPower;
  /** Lines from and bytes to the serial console. */
  readonly line: SerialLine;
  readonly fingerprint: FingerprintModule | undefined;
  readonly face: FaceModule | undefined;
  /** Set `randomFails` and the hardware random source refuses. */
  readonly failures = { randomFails: false };

  constructor(options: VirtualBoardOptions) {
    super();
    const { boltSwitches = true, seed = 1, lostInterrupts = false, queueLength = 32, tolerances = nominal } = options;
    const { boltSwitches: fittedSwitches, ...bareBoard } = options.board ?? defaultBoard;
    const board: Board = boltSwitches && fittedSwitches ? { ...bareBoard, boltSwitches: fittedSwitches } : bareBoard;
    const rules = chipRules(board.name);
    // Each part has a generator of its own, so that a change in one does not shift the others.
    const pins = new Pins(rules, new Random(seed));
    pins.worldListener = this.energy;
    if (options.leapOverIdle) {
      this.scheduler.idleLeap = new IdleLeap(this.scheduler, pins, (leap) => this.energy.leapt(leap));
    }
    this.world = new World({
      board,
      pins,
      scheduler: this.scheduler,
      random: new Random(seed + 1),
      energy: this.energy,
      boltPosition: options.boltPosition ?? 0,
      tolerances,
      cardReader: options.cardReader ?? false,
      onLoad: () => this.power.checkVolts(),
    });
    this.operations = new StorageOperations((operation) => this.power.cut(`power cut at storage operation ${operation}`));
    const { onFlash, onNvs, flashImage } = options;
    this.flash = new Flash({
      operations: this.operations,
      random: new Random(seed + 2),
      ...(onFlash && { sink: onFlash }),
      ...(flashImage && { image: flashImage }),
    });
    this.flash.takeMemory();
    this.appFlash = appFlash({
      operations: this.operations,
      seed: seed + 5,
      factory: { ...factoryConfig, ...options.config },
      images: options.slotImages ?? {},
      sink: options.onAppFlash,
    });
    this.bootLoader = new BootLoader(this.appFlash);
    this.nvs = new Nvs(this.operations, onNvs);
    for (const { domain, key, type, value } of options.nvsEntries ?? []) this.nvs.restore(domain, key, { type, value });
    this.line = new SerialLine(this.scheduler, board.console);
    this.line.onLine = options.onLine;
    if (options.fingerprintModule && board.fingerprint) {
      const line = new SerialLine(this.scheduler, board.fingerprint);
      this.fingerprint = new FingerprintModule({ scheduler: this.scheduler, line, pins, touchPin: board.fingerprint.touchPin });
    }
    if (options.faceModule && board.face) {
      const line = new SerialLine(this.scheduler, board.face);
      this.face = new FaceModule({ scheduler: this.scheduler, line, pins, supplyPin: board.face.supplyPin });
    }
    const module = this.fingerprint ?? this.face;
    const chipFaults = new ChipFaults(new Random(seed + 4), lostInterrupts);
    this.power = new ChipPower({
      bootLoader: this.bootLoader,
      firmware: options.firmware,
      firmwareOf: options.firmwareOf,
      scheduler: this.scheduler,
      meter: this.meter,
      pins,
      energy: this.energy,
      modules: {
        board,
        rules,
        flash: this.flash,
        bootLoader: this.bootLoader,
        nvs: this.nvs,
        lines: module === undefined ? [this.line] : [this.line, module.line],
        buses: this.world.cardReader?.buses ?? {},
        random: new Random(seed + 3),
        millivolts: (pin) => this.world.millivolts(pin),
        failures: this.failures,
      },
      packVolts: () => this.world.battery.volts,
      onPower: (on) => module?.setPower(on),
      queueLength,
      faults: chipFaults,
    });
    this.nature = new Nature(this.world, chipFaults, this.power);
    const { chemistry = tolerances.chemistry, chargePercent = tolerances.chargePercent } = options;
    this.setBattery({ chemistry, chargePercent });
    this.nature.setTemperature(tolerances.celsius);
    this.nature.setClockDrift(tolerances.clockPpm);
    if (options.wiring !== undefined) this.setWiring(options.wiring);
  }

  get nowMs(): number {
    return this.scheduler.nowMs;
  }

  /** Callbacks that `leapOverIdle` left out. */
  get leaptCallbacks(): number {
    return this.scheduler.idleLeap?.callbacks ?? 0;
  }

  run(durationMs: number): void {
    this.runUntil(undefined, durationMs);
  }

  /** False when the time is over before the condition holds. Meanwhile `Date.now()` is the chip's clock. */
  runUntil(condition: (() => boolean) | undefined, limitMs: number): boolean {
    const realNow = Date.now;
    Date.now = () => this.power.utcMs;
    try {
      return this.scheduler.runUntil(condition, limitMs);
    } finally {
      Date.now = realNow;
    }
  }

  powerUp(reason: ResetReason = "powerOn"): void {
    this.world.cardReader?.restart();
    this.power.powerUp(reason);
  }

  cutPower(): void {
    this.power.cut("power cut");
  }

  /** At the given operation on flash or NVS; `torn`: how much of it gets done, 0 to 1. See `operations.count`. */
  cutPowerAt(operation: number, torn = 0.5): void {
    this.operations.cutPowerAt(operation, torn);
  }

  /** The reset button of the board. */
  reset(): void {
    this.power.reset("externalPin", "reset button");
  }

  setBattery(options: { volts?: number; isBench?: boolean; chargePercent?: number; chemistry?: Chemistry }): void {
    this.world.battery.configure(options);
    this.power.checkVolts();
  }

  /** Wires it wrongly like this, at once, and all the rest right again. */
  setWiring(faults: readonly WiringFault[]): void {
    this.world.setWiring(faults);
    const module = this.fingerprint ?? this.face;
    if (module !== undefined) module.faults.isSilent = faults.includes("fingerprintSwapped");
    this.power.checkVolts();
  }

  /** To the console port; a command needs its "\n". */
  serialWrite(data: string | Uint8Array): void {
    this.energy.stimulus();
    this.line.send(data);
  }

  /** The last 1,000 lines that the firmware sent. */
  get serialLines(): readonly string[] {
    return this.line.lines;
  }

  get led(): boolean {
    return this.world.led;
  }

  get buzzerHz(): number {
    return this.world.buzzerHz;
  }

  get boltPosition(): number {
    this.world.bolt.advance();
    return this.world.bolt.position;
  }

  get doorOpen(): boolean {
    return this.world.door.open;
  }

  get faults(): readonly Fault[] {
    return this.power.faults;
  }

  get stopped(): { why: string } | undefined {
    return this.power.stopped;
  }

  /** Compute of the callbacks into the firmware, by name. */
  get turns(): Record<string, TurnStatistics> {
    return Object.fromEntries(this.meter.turns);
  }

  /** The longest that each event, deadline and job took, as the firmware's own loop measures it; empty without a loop. */
  get longestUsByEvent(): Record<string, number> {
    const loop = this.power.mainResult;
    return loop instanceof Object && "longestUsByName" in loop
      ? Object.fromEntries(loop.longestUsByName as ReadonlyMap<string, number>)
      : {};
  }

  state(): BoardState {
    return boardState(this);
  }
}
