// SPDX-License-Identifier: Apache-2.0
/** Schedules of users: each is asked for, set and cleared by its slot. The master has none. When one holds is lock/schedules.ts's. */
import { AuditEvent, type Actor } from "./audit";
import { limits } from "./limits";
import { isSlot, ScheduleKind, slotValue } from "./schedule-slots";
import { isWeekDaySchedule, isYearDaySchedule, type WeekDaySchedule, type YearDaySchedule } from "./schedules";
import type { Status } from "./status-codes";
import { scheduleIn, weekDayForm, withSchedule, yearDayForm } from "./stored-schedules";
import { isUserIndex } from "./user-changes";
import { masterIndex, type StoredUser } from "./user-record";
import { UserStore } from "./user-store";

export class UserSchedules extends UserStore {
  /** undefined: the slot is empty, or there is no such user. */
  weekDay(userIndex: number, slot: number): WeekDaySchedule | undefined {
    const user = this.read(userIndex);
    return user && scheduleIn(user.weekDay, weekDayForm, slot);
  }

  /** As `weekDay()`. */
  yearDay(userIndex: number, slot: number): YearDaySchedule | undefined {
    const user = this.read(userIndex);
    return user && scheduleIn(user.yearDay, yearDayForm, slot);
  }

  /** undefined clears the slot, and `everySlot` all of them. */
  setWeekDay(userIndex: number, slot: number, schedule: WeekDaySchedule | undefined, by: Actor): Status {
    if (schedule !== undefined && !isWeekDaySchedule(schedule)) return "INVALID_COMMAND";
    if (!isSlot(slot, limits.weekDaySchedulesPerUser, schedule)) return "INVALID_COMMAND";
    return this.#setSlot(userIndex, ScheduleKind.weekDay, slot, by, schedule === undefined, (user) => {
      user.weekDay = withSchedule(user.weekDay, weekDayForm, slot, schedule);
    });
  }

  /** As `setWeekDay()`. */
  setYearDay(userIndex: number, slot: number, schedule: YearDaySchedule | undefined, by: Actor): Status {
    if (schedule !== undefined && !isYearDaySchedule(schedule)) return "INVALID_COMMAND";
    if (!isSlot(slot, limits.yearDaySchedulesPerUser, schedule)) return "INVALID_COMMAND";
    return this.#setSlot(userIndex, ScheduleKind.yearDay, slot, by, schedule === undefined, (user) => {
      user.yearDay = withSchedule(user.yearDay, yearDayForm, slot, schedule);
    });
  }

  #setSlot(userIndex: number, kind: number, slot: number, by: Actor, isClear: boolean, set: (user: StoredUser) => void): Status {
    const hindrance = this.hindrance();
    if (hindrance !== undefined) return hindrance;
    if (!isUserIndex(userIndex) || userIndex === masterIndex) return "INVALID_COMMAND";
    const user = this.read(userIndex);
    if (user === undefined) return "FAILURE";
    set(user);
    if (!this.write(userIndex, user, by)) return "FAILURE";
    const event = isClear ? AuditEvent.scheduleCleared : AuditEvent.scheduleSet;
    this.audit.record(event, { ...by, value: slotValue(userIndex, kind, slot) });
    return "SUCCESS";
  }
}
