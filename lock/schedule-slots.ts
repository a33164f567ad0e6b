// SPDX-License-Identifier: Apache-2.0
/** The numbered places of schedules: of each user's week days and year days, and of the lock's holidays. They count from 1. */

/** Stands for all slots where schedules are cleared. */
export const everySlot = 0xfe;

/** As the audit log has them. */
export const ScheduleKind = Object.freeze({ weekDay: 0, yearDay: 1, holiday: 2 } as const);

/** `schedule` undefined: the slot is to be cleared, and may be `everySlot`. */
export function isSlot(slot: number, slots: number, schedule: object | undefined): boolean {
  if (slot === everySlot) return schedule === undefined;
  return Number.isInteger(slot) && slot >= 1 && slot <= slots;
}

export function withSlot<T>(slots: readonly (T | undefined)[], slot: number, schedule: T | undefined): (T | undefined)[] {
  return slots.map((each, place) => (slot === everySlot || place === slot - 1 ? schedule : each));
}

/** Value of an audit entry; user 0 for holidays. */
export function slotValue(userIndex: number, kind: number, slot: number): number {
  return userIndex * 0x100000 + kind * 0x10000 + slot;
}
