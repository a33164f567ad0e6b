// SPDX-License-Identifier: Apache-2.0
/**
 * When the battery is measured, and what happens when its level changes: at power-up and every ten minutes at rest, and under load with
 * each move. The level itself is judged by lock/battery-level.ts. What the moves said is kept over a power cut.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import { AuditEvent, type Audit, type AuditEventCode } from "./audit";
import { BatteryLevel, type BatteryLevelName, type LoadVerdict } from "./battery-level";
import type { Loop } from "./loop";
import type { Battery, BatteryReading, BatterySag, Records } from "./parts";
import { chemistries, type Settings } from "./settings";

export const batteryRecord = "battery";
const formatVersion = 1;
/** Level in one byte, millivolts at rest in two. */
const payloadBytes = 3;
const levelCount = 4;

/** One may be an accident. More in a row: the supply does not bear the motor. */
const brownOutsTolerated = 1;
const sampleMs = 600_000;
const deadline = "battery";

const auditEvents: Readonly<Record<BatteryLevelName, AuditEventCode>> = Object.freeze({
  ok: AuditEvent.batteryOk,
  low: AuditEvent.batteryLow,
  critical: AuditEvent.batteryCritical,
  dead: AuditEvent.batteryDead,
});

export interface BatteryWatchOptions {
  loop: Loop;
  battery: Battery;
  audit: Audit;
  records: Records;
  settings: Settings;
  /** Of the power-ups up to this one. */
  brownOutsInARow: number;
  onChange: () => void;
}

export class BatteryWatch {
  readonly #loop: Loop;
  readonly #battery: Battery;
  readonly #audit: Audit;
  readonly #records: Records;
  readonly #settings: Settings;
  readonly #onChange: () => void;
  readonly #level: BatteryLevel;
  readonly #sampleAgain = (): void => this.#sample();
  /** What stands on flash. */
  #kept: LoadVerdict;
  #told: BatteryLevelName = "ok";
  #reading: BatteryReading | undefined;
  #sag: BatterySag | undefined;

  constructor(options: BatteryWatchOptions) {
    this.#loop = options.loop;
    this.#battery = options.battery;
    this.#audit = options.audit;
    this.#records = options.records;
    this.#settings = options.settings;
    this.#onChange = options.onChange;
    this.#level = new BatteryLevel(this.#chemistry);
    this.#kept = this.#load();
    this.#level.restore(this.#kept);
    if (options.brownOutsInARow > brownOutsTolerated) this.#level.brokeDown();
    this.configure();
  }

  get level(): BatteryLevelName {
    return this.#level.level;
  }

  /** There will be enough left to unlock. */
  get mayLock(): boolean {
    return this.level === "ok" || this.level === "low";
  }

  /** The last one at rest; undefined until there is one. */
  get reading(): BatteryReading | undefined {
    return this.#reading;
  }

  /** Of the last move that arrived. */
  get sag(): BatterySag | undefined {
    return this.#sag;
  }

  /** Takes chemistry and calibration from the settings, and measures. */
  configure(): void {
    this.#level.configure(this.#chemistry);
    this.#battery.configure({ chemistry: this.#chemistry, gainPpm: this.#settings.get("BatteryGainPpm") });
    this.#sample();
  }

  atRest(reading: BatteryReading): void {
    this.#reading = reading;
    this.#level.idle(reading.millivolts);
    this.#tell(reading.millivolts);
  }

  /** Only of moves that arrived: a blocked motor pulls down any pack. */
  underLoad(sag: BatterySag): void {
    this.#sag = sag;
    this.#level.loaded(sag);
    this.#tell(sag.lowestMillivolts);
    // More than it had at rest: it has warmed up or been charged since, and that need not wait for ten minutes.
    if (this.#reading !== undefined && sag.lowestMillivolts > this.#reading.millivolts) this.#sample();
  }

  get #chemistry(): (typeof chemistries)[number] {
    return chemistries[this.#settings.get("BatteryChemistry")] ?? "alkaline";
  }

  #sample(): void {
    this.#loop.after(deadline, sampleMs, this.#sampleAgain);
    this.#battery.sample();
  }

  #tell(millivolts: number): void {
    this.#keep();
    if (this.level === this.#told) return;
    this.#told = this.level;
    this.#audit.record(auditEvents[this.#told], { value: millivolts });
    this.#onChange();
  }

  #keep(): void {
    const { level, atMillivolts } = this.#level.loadVerdict;
    if (level === this.#kept.level) return;
    const payload = Uint8Array.of(level, atMillivolts & 255, (atMillivolts >> 8) & 255);
    try {
      this.#records.write(batteryRecord, sealRecord(batteryRecord, formatVersion, payload));
      this.#kept = { level, atMillivolts };
    } catch {
      // The next measurement tries again; the level counts meanwhile.
    }
  }

  #load(): LoadVerdict {
    try {
      const record = this.#records.read(batteryRecord);
      const payload = record && openRecord(batteryRecord, formatVersion, record);
      if (payload?.length === payloadBytes && payload[0]! < levelCount) {
        return { level: payload[0]!, atMillivolts: payload[1]! | (payload[2]! << 8) };
      }
    } catch {
      // As if nothing were known: the next move tells.
    }
    return { level: 0, atMillivolts: 0 };
  }
}
