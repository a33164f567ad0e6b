// SPDX-License-Identifier: Apache-2.0
/** The rules of real zones in docs/time.md against the time zone database of Node's Intl, where each zone's law is one rule from 2024 on. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { epochUtcSeconds } from "../../lock/civil-time";
import { localSecondsOf } from "../../lock/time-zone";
import { parseTimeZone } from "../../lock/time-zone-text";

/** The table of docs/time.md: name of the zone, and its rule. */
const zones = [...readFileSync("docs/time.md", "utf8").matchAll(/^\| (\w+\/\w+) \| `([^`]+)` \|$/gm)];

test("docs/time.md has a table of zones", () => assert.equal(zones.length, 19));

const fromSeconds = Date.UTC(2024, 3, 15) / 1000;
const endSeconds = Date.UTC(2041, 0, 1) / 1000;

function intlLocalSeconds(name: string): (utcSeconds: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    ...({ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const),
  });
  return (utcSeconds) => {
    const parts = new Map(format.formatToParts(utcSeconds * 1000).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? NaN;
    const utc = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
    return utc / 1000 - epochUtcSeconds;
  };
}

/** Every moment at which Intl's offset changes. */
function transitions(localSeconds: (utcSeconds: number) => number): number[] {
  const found: number[] = [];
  const offset = (utcSeconds: number): number => localSeconds(utcSeconds) - utcSeconds;
  const stepSeconds = 7 * 86_400;
  for (let from = fromSeconds; from < endSeconds; from += stepSeconds) {
    let before = from;
    let after = from + stepSeconds;
    if (offset(before) === offset(after)) continue;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offset(middle) === offset(from)) before = middle;
      else after = middle;
    }
    found.push(after);
  }
  return found;
}

describe("local time from 2024 to 2040 is that of Intl", () => {
  for (const [, name = "", rule = ""] of zones) {
    test(`${name}: ${rule}`, () => {
      const zone = parseTimeZone(rule);
      if (zone === undefined) throw new Error("no rule");
      const expected = intlLocalSeconds(name);
      const moments = transitions(expected);
      assert.equal(moments.length, zone.daylight === undefined ? 0 : 33);
      for (const moment of moments) {
        for (const utcSeconds of [moment - 1, moment, moment + 1]) {
          assert.equal(localSecondsOf(zone, utcSeconds), expected(utcSeconds), new Date(utcSeconds * 1000).toISOString());
        }
      }
      fc.assert(
        fc.property(fc.integer({ min: fromSeconds, max: endSeconds }), (utcSeconds) => {
          assert.equal(localSecondsOf(zone, utcSeconds), expected(utcSeconds));
        }),
        { numRuns: 300 },
      );
    });
  }
});

test("whatever text comes, it is a rule or it is none, and local time is near UTC", () => {
  const piece = fc.constantFrom(...["CET", "<+03>", "-", "+", ",", "/", ":", ".", "M", "J", "0", "1", "3", "12", "24", "59", "60", "167", "365", "A", "<", ">"]);
  const text = fc.oneof(fc.string({ maxLength: 80 }), fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join("")));
  let rules = 0;
  fc.assert(
    fc.property(text, fc.integer({ min: 1_735_689_600, max: 4_102_444_799 }), (rule, utcSeconds) => {
      const zone = parseTimeZone(rule);
      if (zone === undefined) return;
      rules++;
      const ahead = localSecondsOf(zone, utcSeconds) - (utcSeconds - epochUtcSeconds);
      assert.ok(Number.isInteger(ahead) && Math.abs(ahead) < 25 * 3600);
    }),
    { numRuns: 20_000 },
  );
  assert.ok(rules > 0);
});

test("whatever a rule says, local time changes only at its changes, and only by the difference of its offsets", () => {
  const date = fc.oneof(
    fc.record({ month: fc.integer({ min: 1, max: 12 }), week: fc.integer({ min: 1, max: 5 }), weekDay: fc.integer({ min: 0, max: 6 }) })
      .map(({ month, week, weekDay }) => `M${month}.${week}.${weekDay}`),
    fc.integer({ min: 1, max: 365 }).map((day) => `J${day}`),
    fc.integer({ min: 0, max: 365 }).map(String),
  );
  const time = fc.integer({ min: -167, max: 167 });
  const anyRule = fc.tuple(fc.integer({ min: -14, max: 12 }), date, time, date, time)
    .map(([offset, start, startTime, end, endTime]) => `AAA${offset}BBB,${start}/${startTime},${end}/${endTime}`);
  fc.assert(
    fc.property(anyRule, fc.integer({ min: 2025, max: 2099 }), (rule, year) => {
      const zone = parseTimeZone(rule);
      if (zone?.daylight === undefined) throw new Error(rule);
      let changes = 0;
      const from = Date.UTC(year, 0, 1) / 1000;
      let before = localSecondsOf(zone, from);
      for (let hour = 1; hour <= 366 * 24; hour++) {
        const now = localSecondsOf(zone, from + hour * 3600);
        const step = now - before - 3600;
        assert.ok(step === 0 || Math.abs(step) === 3600, `${rule}: ${step}`);
        if (step !== 0) changes++;
        before = now;
      }
      // A year may hold its own two changes and stragglers of its neighbours.
      assert.ok(changes <= 6, `${rule}: ${changes} changes in ${year}`);
    }),
    { numRuns: 25 },
  );
});
