// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { everySlot } from "../../lock/schedule-slots";
import { noSchedules, scheduleIn, weekDayForm, withSchedule, yearDayForm, type StoredSchedules } from "../../lock/stored-schedules";
import { slotsOf } from "../fixtures/schedules";

const from = (startHour: number) => ({ daysMask: 127, startHour, startMinute: 1, endHour: 23, endMinute: 59 });

describe("stored schedules", () => {
  test("each slot holds what was put there last, in whatever order slots are taken and emptied", () => {
    let stored: StoredSchedules = noSchedules();
    const expected = new Array<ReturnType<typeof from> | undefined>(10).fill(undefined);
    for (let step = 0; step < 200; step++) {
      const slot = ((step * 7) % 10) + 1;
      const schedule = step % 3 === 0 ? undefined : from(step % 20);
      stored = withSchedule(stored, weekDayForm, slot, schedule);
      expected[slot - 1] = schedule;
      assert.deepEqual(slotsOf(weekDayForm, stored), expected);
    }
    assert.deepEqual(slotsOf(weekDayForm, withSchedule(stored, weekDayForm, everySlot, undefined)), new Array(10).fill(undefined));
  });

  test("what was there before is not changed", () => {
    const one = withSchedule(noSchedules(), yearDayForm, 4, { localStartTime: 1, localEndTime: 0xffff_ffff });
    withSchedule(one, yearDayForm, 4, { localStartTime: 5, localEndTime: 6 });
    assert.deepEqual(scheduleIn(one, yearDayForm, 4), { localStartTime: 1, localEndTime: 0xffff_ffff });
  });

  test("bytes that are no schedule are none, and their neighbours stay", () => {
    const two = withSchedule(withSchedule(noSchedules(), weekDayForm, 2, from(8)), weekDayForm, 9, from(9));
    for (const [at, byte] of [[0, 0], [0, 128], [1, 24], [2, 60], [3, 24], [4, 60]] as const) {
      const bytes = two.bytes.slice();
      bytes[at] = byte;
      assert.equal(scheduleIn({ ...two, bytes }, weekDayForm, 2), undefined, `byte ${at} is ${byte}`);
      assert.deepEqual(scheduleIn({ ...two, bytes }, weekDayForm, 9), from(9));
    }
    const year = { mask: 1, bytes: Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0) };
    assert.equal(scheduleIn(year, yearDayForm, 1), undefined);
  });
});
