// SPDX-License-Identifier: Apache-2.0
/**
 * Matter's operating modes: which way in is open in each, and which mode holds now. A holiday brings its own mode while it
 * lasts; while the time is unknown no holiday holds, and the setting counts. Getting out never asks here.
 */
import { OperationSource, type Actor, type OperationSourceCode } from "./audit";
import type { Holidays } from "./holidays";
import type { LocalTime } from "./local-time";
import { holidayAt, type HolidaySchedule } from "./schedules";
import type { Settings } from "./settings";

export const OperatingMode = Object.freeze({
  normal: 0,
  /** At the door only the master's PIN; from afar as ever. */
  vacation: 1,
  /** Nothing from outside, from afar neither, until somebody inside opens. */
  privacy: 2,
  noRemoteLockUnlock: 3,
  /** Does not lock by itself. */
  passage: 4,
} as const);

export function isRemote(source: OperationSourceCode): boolean {
  return source === OperationSource.remote || source === OperationSource.proprietaryRemote;
}

/** For requests from outside; a mode that does not exist allows nothing. */
export function modeAllows(mode: number, source: OperationSourceCode, isMaster: boolean): boolean {
  switch (mode) {
    case OperatingMode.normal:
    case OperatingMode.passage:
      return true;
    case OperatingMode.vacation:
      return isRemote(source) || (isMaster && source === OperationSource.keypad);
    case OperatingMode.noRemoteLockUnlock:
      return !isRemote(source);
    default:
      return false;
  }
}

export interface CurrentModeOptions {
  settings: Settings;
  holidays: Pick<Holidays, "list">;
  localTime: Pick<LocalTime, "localSeconds">;
}

export class CurrentMode {
  readonly #options: CurrentModeOptions;
  /** End of the holiday whose privacy somebody inside has ended. Not kept over a power cut: nor is the time of day. */
  #endedPrivacyUntil: number | undefined;

  constructor(options: CurrentModeOptions) {
    this.#options = options;
  }

  get mode(): number {
    const { settings } = this.#options;
    const holiday = this.#holiday();
    if (holiday === undefined) return settings.get("OperatingMode");
    const isEnded = holiday.operatingMode === OperatingMode.privacy && holiday.localEndTime === this.#endedPrivacyUntil;
    return isEnded ? OperatingMode.normal : holiday.operatingMode;
  }

  /** Somebody inside opens, with the button or by hand. */
  endPrivacy(by: Actor): void {
    const { settings } = this.#options;
    const holiday = this.#holiday();
    if (holiday?.operatingMode === OperatingMode.privacy) this.#endedPrivacyUntil = holiday.localEndTime;
    if (settings.get("OperatingMode") === OperatingMode.privacy) settings.set("OperatingMode", OperatingMode.normal, by);
  }

  #holiday(): HolidaySchedule | undefined {
    const { holidays, localTime } = this.#options;
    const { localSeconds } = localTime;
    return localSeconds === undefined ? undefined : holidayAt(holidays.list, localSeconds);
  }
}
