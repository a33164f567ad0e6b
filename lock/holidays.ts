// SPDX-License-Identifier: Apache-2.0
/**
 * The ten holidays of the lock, in one record (storage/RECORDS.md): from when to when which operating mode holds instead of
 * the setting. What they mean is lock/operating-mode.ts's. A garbled record is no holiday at all, and reported.
 */
import { openRecord, sealRecord } from "../crypto/checked-record";
import { AuditEvent, RecordCode, type Actor, type Audit } from "./audit";
import { limits } from "./limits";
import type { Records } from "./parts";
import { isSlot, ScheduleKind, slotValue, withSlot } from "./schedule-slots";
import { isHolidaySchedule, type HolidaySchedule } from "./schedules";
import type { Status } from "./status-codes";

export const holidaysRecord = "holidays";
const formatVersion = 1;
/** Start and end in four bytes each, the mode in one; all zero: an empty slot. */
const slotBytes = 9;

export class Holidays {
  readonly #records: Records;
  readonly #audit: Audit;
  readonly #onChange: () => void;
  #list: readonly (HolidaySchedule | undefined)[] = Object.freeze(
    Array.from({ length: limits.holidays }, () => undefined),
  );

  constructor(options: { records: Records; audit: Audit; onChange: () => void }) {
    this.#records = options.records;
    this.#audit = options.audit;
    this.#onChange = options.onChange;
    if (!this.#load()) this.#audit.record(AuditEvent.recordDamaged, { value: RecordCode.holidays });
  }

  /** Slot 1 is place 0. */
  get list(): readonly (HolidaySchedule | undefined)[] {
    return this.#list;
  }

  /** Slots count from 1. undefined clears the slot, and `everySlot` all of them. On flash when it answers SUCCESS. */
  set(slot: number, holiday: HolidaySchedule | undefined, by: Actor): Status {
    if (holiday !== undefined && !isHolidaySchedule(holiday)) return "INVALID_COMMAND";
    if (!isSlot(slot, limits.holidays, holiday)) return "INVALID_COMMAND";
    const list = withSlot(this.#list, slot, holiday && { ...holiday });
    try {
      this.#records.write(holidaysRecord, seal(list));
    } catch {
      this.#audit.record(AuditEvent.recordNotWritten, { ...by, value: RecordCode.holidays });
      return "FAILURE";
    }
    this.#list = list;
    const event = holiday === undefined ? AuditEvent.scheduleCleared : AuditEvent.scheduleSet;
    this.#audit.record(event, { ...by, value: slotValue(0, ScheduleKind.holiday, slot) });
    this.#onChange();
    return "SUCCESS";
  }

  /** False: there is a record that cannot be used. */
  #load(): boolean {
    try {
      const record = this.#records.read(holidaysRecord);
      if (record === undefined) return true;
      const payload = openRecord(holidaysRecord, formatVersion, record);
      const list = payload && open(payload);
      if (list !== undefined) this.#list = list;
      return list !== undefined;
    } catch {
      return false;
    }
  }
}

function seal(list: readonly (HolidaySchedule | undefined)[]): Uint8Array {
  const payload = new Uint8Array(list.length * slotBytes);
  const view = new DataView(payload.buffer);
  list.forEach((holiday, place) => {
    view.setUint32(place * slotBytes, holiday?.localStartTime ?? 0, true);
    view.setUint32(place * slotBytes + 4, holiday?.localEndTime ?? 0, true);
    view.setUint8(place * slotBytes + 8, holiday?.operatingMode ?? 0);
  });
  return sealRecord(holidaysRecord, formatVersion, payload);
}

/** undefined: garbled. */
function open(payload: Uint8Array): (HolidaySchedule | undefined)[] | undefined {
  if (payload.length !== limits.holidays * slotBytes) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const list: (HolidaySchedule | undefined)[] = [];
  for (let at = 0; at < payload.length; at += slotBytes) {
    const holiday: HolidaySchedule = {
      localStartTime: view.getUint32(at, true),
      localEndTime: view.getUint32(at + 4, true),
      operatingMode: view.getUint8(at + 8),
    };
    const isEmpty = holiday.localStartTime === 0 && holiday.localEndTime === 0 && holiday.operatingMode === 0;
    if (!isEmpty && !isHolidaySchedule(holiday)) return undefined;
    list.push(isEmpty ? undefined : holiday);
  }
  return list;
}
