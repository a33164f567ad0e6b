// SPDX-License-Identifier: Apache-2.0
/** What it costs to know the local time and to ask all schedules of a user, in XS compute units (all 0 on Node). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { swapMeter } from "../../host/board/engine";
import { weekDayHolds, yearDayHolds } from "../../lock/schedules";
import { localSecondsOf } from "../../lock/time-zone";
import { parseTimeZone } from "../../lock/time-zone-text";

function unitsOf(work: () => void): number {
  const before = swapMeter(0, 0);
  work();
  const units = swapMeter(0, 0);
  swapMeter(0, before);
  return units;
}

test("the local time and twenty schedules cost less than 4,500 units, at any time of the year and after 2068", () => {
  const zone = parseTimeZone("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45")!;
  const weekDay = { daysMask: 0, startHour: 6, startMinute: 16, endHour: 6, endMinute: 15 };
  const yearDay = { localStartTime: 0, localEndTime: 1 };
  let most = 0;
  for (const year of [2026, 2037, 2040, 2069, 2099]) {
    for (let month = 0; month < 12; month++) {
      const utcSeconds = Date.UTC(year, month, 1) / 1000;
      const units = unitsOf(() => {
        const localSeconds = localSecondsOf(zone, utcSeconds);
        for (let slot = 0; slot < 10; slot++) weekDayHolds(weekDay, localSeconds);
        for (let slot = 0; slot < 10; slot++) yearDayHolds(yearDay, localSeconds);
      });
      if (units > most) most = units;
    }
  }
  assert.ok(most < 4_500, `${most} units`);
});

test("the longest rule is read in less than 8,000 units, and a longer text is not read", () => {
  const rule = "<+12451245124512451>-12:45<+13451>,M9.5.0/2:45:00,M4.1.0/3:45:00";
  assert.equal(rule.length, 64);
  const units = unitsOf(() => parseTimeZone(rule));
  assert.notEqual(parseTimeZone(rule), undefined);
  assert.ok(units < 8_000, `${units} units`);
  const longText = rule + " ".repeat(100_000);
  const tooLong = unitsOf(() => parseTimeZone(longText));
  assert.ok(tooLong < 200, `${tooLong} units`);
});
