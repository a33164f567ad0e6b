// SPDX-License-Identifier: Apache-2.0
/** The simulator's calendar against the time zone database of this computer. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { calendarEndUtcSeconds, localSecondsOf, startOf, wallTime, zones } from "../../host/simulate/calendar";

const firstUtcSeconds = Date.UTC(2026, 11, 2) / 1_000;
const hourSeconds = 3_600;

function onTheWall(name: string, utcSeconds: number): string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: name, dateStyle: "short", timeStyle: "medium" });
  return format.format(new Date(utcSeconds * 1_000));
}

function here(index: number, utcSeconds: number): string {
  return wallTime(localSecondsOf(zones[index]!, utcSeconds)).toISOString().slice(0, 19).replace("T", " ");
}

describe("the simulator's calendar", () => {
  for (const [index, { name, changes }] of zones.entries()) {
    test(`shows what the clock shows in ${name}, at each change and every day`, () => {
      const moments = changes.flatMap(([utcSeconds]) => [utcSeconds - 1, utcSeconds, utcSeconds + 1]).filter((each) => each > firstUtcSeconds);
      for (let each = firstUtcSeconds; each < calendarEndUtcSeconds; each += 23 * hourSeconds) moments.push(each);
      for (const utcSeconds of moments) assert.equal(here(index, utcSeconds), onTheWall(name, utcSeconds));
    });
  }

  test("holds for every life, and some of them see the clock change", () => {
    let changing = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const { utcSeconds, zone } = startOf(seed);
      const endUtcSeconds = utcSeconds + 5 * 24 * hourSeconds;
      assert.ok(utcSeconds > firstUtcSeconds - 24 * hourSeconds && endUtcSeconds < calendarEndUtcSeconds);
      if (zone?.changes.some(([at]) => at > utcSeconds && at < utcSeconds + 24 * hourSeconds)) changing += 1;
    }
    assert.ok(changing > 20 && changing < 200, String(changing));
  });
});
