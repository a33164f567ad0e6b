// SPDX-License-Identifier: Apache-2.0
/**
 * The lock's settings: a table of what there is, and their values in one record, so that one write is one change.
 * Names, units and ranges follow Matter's attributes where there is one. A stored value that is out of range, or a
 * record that is garbled, gives the default, and the audit log says so.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import { AuditEvent, RecordCode, type Actor, type Audit } from "./audit";
import type { Records } from "./parts";
import type { Status } from "./status-codes";

/** Add at the end only: the place in this table is the place in the record and the id in the audit log. */
export const settingsTable = Object.freeze([
  /** From unlocking, or from the door closing, to locking by itself. 0: off. */
  Object.freeze({ name: "AutoRelockTime", min: 0, max: 3600, default: 30, unit: "s" }),
  /** How long the door may stand open before the ajar alarm. 0: no alarm. */
  Object.freeze({ name: "OpenPeriod", min: 0, max: 60, default: 5, unit: "min" }),
  /** 0 silent, 1 on. */
  Object.freeze({ name: "SoundVolume", min: 0, max: 1, default: 1, unit: "" }),
  /** Place in `chemistries`. */
  Object.freeze({ name: "BatteryChemistry", min: 0, max: 4, default: 0, unit: "" }),
  /** One-point calibration of the battery divider. */
  Object.freeze({ name: "BatteryGainPpm", min: 800_000, max: 1_200_000, default: 1_000_000, unit: "ppm" }),
  /** `OperatingMode` of lock/operating-mode.ts. */
  Object.freeze({ name: "OperatingMode", min: 0, max: 4, default: 0, unit: "" }),
  /** Wrong attempts until the first lockout. Never more than three, which Matter allows. */
  Object.freeze({ name: "WrongCodeEntryLimit", min: 1, max: 3, default: 3, unit: "" }),
  /** How long the first lockout lasts; each further one is twice as long. Never less than 30 s, which Matter allows. */
  Object.freeze({ name: "UserCodeTemporaryDisableTime", min: 30, max: 255, default: 30, unit: "s" }),
  /** 1: LockDoor and UnlockDoor need a PIN of their own, besides the login. */
  Object.freeze({ name: "RequirePINforRemoteOperation", min: 0, max: 1, default: 0, unit: "" }),
  /** How long an expiring user may open, from his first use. */
  Object.freeze({ name: "ExpiringUserTimeout", min: 1, max: 2880, default: 1440, unit: "min" }),
  /** 1: a card opens without a second credential, although it can be copied. */
  Object.freeze({ name: "CardOpensAlone", min: 0, max: 1, default: 0, unit: "" }),
  /** 1: a PIN may stand inside a longer row of digits (lock/pin-row.ts). */
  Object.freeze({ name: "ScrambledEntry", min: 0, max: 1, default: 0, unit: "" }),
] as const);

export type SettingName = (typeof settingsTable)[number]["name"];

export const chemistries = Object.freeze(["alkaline", "lithium", "nimh", "liIon1S", "liIon2S"] as const);

export const settingsRecord = "settings";
const formatVersion = 1;
const valueBytes = 4;

export class Settings {
  readonly #records: Records;
  readonly #audit: Audit;
  readonly #onChange: (name: SettingName) => void;
  readonly #values: number[] = settingsTable.map((setting) => setting.default);

  /** `onChange` is called after a change is on flash, so that whoever holds a copy of the value takes the new one. */
  constructor(options: { records: Records; audit: Audit; onChange: (name: SettingName) => void }) {
    this.#records = options.records;
    this.#audit = options.audit;
    this.#onChange = options.onChange;
    if (!this.#load()) this.#audit.record(AuditEvent.recordDamaged, { value: RecordCode.settings });
  }

  get(name: SettingName): number {
    return this.#values[placeOf(name)]!;
  }

  /** Name and value come from outside and may be anything. On flash when it answers SUCCESS. */
  set(name: string, value: unknown, by: Actor): Status {
    const place = placeOf(name);
    const setting = settingsTable[place];
    if (setting === undefined) return "NOT_FOUND";
    if (!isInRange(setting, value)) return "CONSTRAINT_ERROR";
    const before = this.#values[place]!;
    if (value === before) return "SUCCESS";
    this.#values[place] = value;
    try {
      this.#records.write(settingsRecord, this.#seal());
    } catch {
      this.#values[place] = before;
      this.#audit.record(AuditEvent.recordNotWritten, { ...by, value: RecordCode.settings });
      return "FAILURE";
    }
    this.#audit.record(AuditEvent.settingChanged, { ...by, value: (place + 1) * 0x1000000 + value });
    this.#onChange(setting.name);
    return "SUCCESS";
  }

  #seal(): Uint8Array {
    const payload = new Uint8Array(this.#values.length * valueBytes);
    const view = new DataView(payload.buffer);
    this.#values.forEach((value, place) => view.setInt32(place * valueBytes, value, true));
    return sealRecord(settingsRecord, formatVersion, payload);
  }

  /**
   * False when anything stored could not be used. A shorter record is an older firmware's: the rest keeps its defaults.
   */
  #load(): boolean {
    let record;
    try {
      record = this.#records.read(settingsRecord);
    } catch {
      return false;
    }
    if (record === undefined) return true;
    const payload = openRecord(settingsRecord, formatVersion, record);
    if (payload === undefined || payload.length % valueBytes !== 0) return false;
    const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
    let usable = true;
    for (let place = 0; place < settingsTable.length && place * valueBytes < payload.length; place++) {
      const value = view.getInt32(place * valueBytes, true);
      if (isInRange(settingsTable[place]!, value)) this.#values[place] = value;
      else usable = false;
    }
    return usable;
  }
}

function placeOf(name: string): number {
  for (let place = 0; place < settingsTable.length; place++) if (settingsTable[place]!.name === name) return place;
  return -1;
}

function isInRange(setting: { min: number; max: number }, value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= setting.min && value <= setting.max;
}
