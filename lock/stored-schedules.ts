// SPDX-License-Identifier: Apache-2.0
/**
 * A user's schedules of one kind as they stand in his record (storage/RECORDS.md): which slots are taken, and the bytes of those, one
 * after the other. Twenty of them would take a third of a turn to read, and most of what is done with a user asks for none: so each is
 * read when somebody wants it. What it reads it judges. Values are never changed, but replaced.
 */
import { everySlot } from "./schedule-slots";
import { isWeekDaySchedule, isYearDaySchedule, type WeekDaySchedule, type YearDaySchedule } from "./schedules";

export interface StoredSchedules {
  /** Bit 0 is slot 1. */
  readonly mask: number;
  readonly bytes: Uint8Array;
}

/** How a schedule of one kind is stored. */
export interface ScheduleForm<Schedule> {
  readonly bytes: number;
  /** undefined: this firmware never writes that. */
  read(bytes: Uint8Array, at: number): Schedule | undefined;
  write(schedule: Schedule): Uint8Array;
}

export const weekDayForm: ScheduleForm<WeekDaySchedule> = Object.freeze({
  bytes: 5,
  read(bytes: Uint8Array, at: number) {
    const schedule = {
      daysMask: bytes[at]!,
      startHour: bytes[at + 1]!,
      startMinute: bytes[at + 2]!,
      endHour: bytes[at + 3]!,
      endMinute: bytes[at + 4]!,
    };
    return isWeekDaySchedule(schedule) ? schedule : undefined;
  },
  write({ daysMask, startHour, startMinute, endHour, endMinute }: WeekDaySchedule) {
    return Uint8Array.of(daysMask, startHour, startMinute, endHour, endMinute);
  },
});

export const yearDayForm: ScheduleForm<YearDaySchedule> = Object.freeze({
  bytes: 8,
  read(bytes: Uint8Array, at: number) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at);
    const schedule = { localStartTime: view.getUint32(0, true), localEndTime: view.getUint32(4, true) };
    return isYearDaySchedule(schedule) ? schedule : undefined;
  },
  write({ localStartTime, localEndTime }: YearDaySchedule) {
    const view = new DataView(new ArrayBuffer(8));
    view.setUint32(0, localStartTime, true);
    view.setUint32(4, localEndTime, true);
    return new Uint8Array(view.buffer);
  },
});

export function noSchedules(): StoredSchedules {
  return { mask: 0, bytes: new Uint8Array(0) };
}

/** undefined: the slot is empty, or there is none, or no schedule of this kind is stored so. */
export function scheduleIn<Schedule>(stored: StoredSchedules, form: ScheduleForm<Schedule>, slot: number): Schedule | undefined {
  if (((stored.mask >> (slot - 1)) & 1) === 0) return undefined;
  return form.read(stored.bytes, offsetOf(stored, form, slot));
}

/** undefined empties the slot; `everySlot`: all of them. */
export function withSchedule<Schedule>(
  stored: StoredSchedules,
  form: ScheduleForm<Schedule>,
  slot: number,
  schedule: Schedule | undefined,
): StoredSchedules {
  if (slot === everySlot) return noSchedules();
  const bit = 1 << (slot - 1);
  const from = offsetOf(stored, form, slot);
  const to = from + (stored.mask & bit ? form.bytes : 0);
  const inserted = schedule === undefined ? new Uint8Array(0) : form.write(schedule);
  const bytes = new Uint8Array(from + inserted.length + stored.bytes.length - to);
  bytes.set(stored.bytes.subarray(0, from));
  bytes.set(inserted, from);
  bytes.set(stored.bytes.subarray(to), from + inserted.length);
  return { mask: schedule === undefined ? stored.mask & ~bit : stored.mask | bit, bytes };
}

export function bitsIn(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function offsetOf(stored: StoredSchedules, form: { readonly bytes: number }, slot: number): number {
  return bitsIn(stored.mask & ((1 << (slot - 1)) - 1)) * form.bytes;
}
