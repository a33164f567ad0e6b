// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { epochUtcSeconds } from "../../lock/civil-time";
import { weekDayHolds, yearDayHolds } from "../../lock/schedules";
import { localSecondsOf, type TimeZone } from "../../lock/time-zone";
import { parseTimeZone } from "../../lock/time-zone-text";

const berlin = "CET-1CEST,M3.5.0,M10.5.0/3";

function zoneOf(rule: string): TimeZone {
  const zone = parseTimeZone(rule);
  if (zone === undefined) throw new Error(`no rule: ${rule}`);
  return zone;
}

/** "2026-03-29T01:00:00" (UTC) becomes "2026-03-29 03:00:00". */
function local(rule: string, utc: string): string {
  const seconds = localSecondsOf(zoneOf(rule), Date.parse(`${utc}Z`) / 1000) + epochUtcSeconds;
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}

describe("time zone", () => {
  test("POSIX writes west as positive", () => {
    assert.equal(local("EST5", "2026-06-01T12:00:00"), "2026-06-01 07:00:00");
    assert.equal(local("IST-5:30", "2026-06-01T12:00:00"), "2026-06-01 17:30:00");
    assert.equal(local("UTC0", "2026-06-01T12:00:00"), "2026-06-01 12:00:00");
    assert.equal(local("<+0545>-5:45", "2026-12-31T18:15:00"), "2027-01-01 00:00:00");
    assert.equal(local("LMT-0:53:28", "2026-06-01T12:00:00"), "2026-06-01 12:53:28");
    assert.equal(local("ABC+24", "2026-06-01T12:00:00"), "2026-05-31 12:00:00");
  });

  test("counts from 2000-01-01 local time", () => {
    assert.equal(localSecondsOf(zoneOf("UTC0"), epochUtcSeconds), 0);
    assert.equal(localSecondsOf(zoneOf("CET-1"), epochUtcSeconds), 3600);
  });

  test("in spring an hour does not exist", () => {
    assert.equal(local(berlin, "2026-03-29T00:59:59"), "2026-03-29 01:59:59");
    assert.equal(local(berlin, "2026-03-29T01:00:00"), "2026-03-29 03:00:00");
  });

  test("in autumn an hour exists twice", () => {
    assert.equal(local(berlin, "2026-10-25T00:30:00"), "2026-10-25 02:30:00");
    assert.equal(local(berlin, "2026-10-25T00:59:59"), "2026-10-25 02:59:59");
    assert.equal(local(berlin, "2026-10-25T01:00:00"), "2026-10-25 02:00:00");
    assert.equal(local(berlin, "2026-10-25T01:30:00"), "2026-10-25 02:30:00");
  });

  test("in the south summer time is around new year", () => {
    const sydney = "AEST-10AEDT,M10.1.0,M4.1.0/3";
    assert.equal(local(sydney, "2026-12-31T13:00:00"), "2027-01-01 00:00:00");
    assert.equal(local(sydney, "2026-04-04T15:59:59"), "2026-04-05 02:59:59");
    assert.equal(local(sydney, "2026-04-04T16:00:00"), "2026-04-05 02:00:00");
    assert.equal(local(sydney, "2026-10-03T15:59:59"), "2026-10-04 01:59:59");
    assert.equal(local(sydney, "2026-10-03T16:00:00"), "2026-10-04 03:00:00");
  });

  test("half an hour of summer time, and winter time as the second offset (Ireland)", () => {
    const lordHowe = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0";
    assert.equal(local(lordHowe, "2026-10-03T15:29:59"), "2026-10-04 01:59:59");
    assert.equal(local(lordHowe, "2026-10-03T15:30:00"), "2026-10-04 02:30:00");
    const dublin = "IST-1GMT0,M10.5.0,M3.5.0/1";
    assert.equal(local(dublin, "2026-07-01T12:00:00"), "2026-07-01 13:00:00");
    assert.equal(local(dublin, "2026-12-01T12:00:00"), "2026-12-01 12:00:00");
    assert.equal(local(dublin, "2026-03-29T01:00:00"), "2026-03-29 02:00:00");
  });

  test("J days do not count 29 February, plain days do", () => {
    const julian = "AAA0BBB,J60/0,J300/0";
    assert.equal(local(julian, "2024-02-29T23:59:59"), "2024-02-29 23:59:59");
    assert.equal(local(julian, "2024-03-01T00:00:00"), "2024-03-01 01:00:00");
    assert.equal(local(julian, "2023-03-01T00:00:00"), "2023-03-01 01:00:00");
    assert.equal(local("AAA0BBB,J59/0,J300/0", "2024-02-27T23:59:59"), "2024-02-27 23:59:59");
    assert.equal(local("AAA0BBB,J59/0,J300/0", "2024-02-28T00:00:00"), "2024-02-28 01:00:00");
    const plain = "AAA0BBB,59/0,300/0";
    assert.equal(local(plain, "2024-02-28T23:59:59"), "2024-02-28 23:59:59");
    assert.equal(local(plain, "2024-02-29T00:00:00"), "2024-02-29 01:00:00");
    assert.equal(local(plain, "2023-03-01T00:00:00"), "2023-03-01 01:00:00");
    assert.equal(local(plain, "2100-03-01T00:00:00"), "2100-03-01 01:00:00");
    assert.equal(local(plain, "2100-02-28T23:59:59"), "2100-02-28 23:59:59");
  });

  test("changes before the date's midnight, and more than a day after it", () => {
    const nuuk = "<-02>2<-01>,M3.5.0/-1,M10.5.0/0";
    assert.equal(local(nuuk, "2026-03-29T00:59:59"), "2026-03-28 22:59:59");
    assert.equal(local(nuuk, "2026-03-29T01:00:00"), "2026-03-29 00:00:00");
    const jerusalem = "IST-2IDT,M3.4.4/26,M10.5.0";
    assert.equal(local(jerusalem, "2026-03-26T23:59:59"), "2026-03-27 01:59:59");
    assert.equal(local(jerusalem, "2026-03-27T00:00:00"), "2026-03-27 03:00:00");
  });

  test("a week of hours over the end of the year", () => {
    const late = "AAA0BBB,J365/167,J100/0";
    assert.equal(local(late, "2027-01-06T22:59:59"), "2027-01-06 22:59:59");
    assert.equal(local(late, "2027-01-06T23:00:00"), "2027-01-07 00:00:00");
    const early = "AAA0BBB,J1/-167,J100/0";
    assert.equal(local(early, "2026-12-25T00:59:59"), "2026-12-25 00:59:59");
    assert.equal(local(early, "2026-12-25T01:00:00"), "2026-12-25 02:00:00");
    // The end of each year's summer time comes first, the start of the year before after it.
    const crossed = "AAA0BBB,J365/167,J1/0";
    assert.equal(local(crossed, "2027-01-03T12:00:00"), "2027-01-03 12:00:00");
    assert.equal(local(crossed, "2027-01-08T12:00:00"), "2027-01-08 13:00:00");
  });

  test("day 365 is the last one of a leap year, and the first one after any other year", () => {
    const rule = "AAA0BBB,365/0,100/0";
    assert.equal(local(rule, "2028-12-31T00:00:00"), "2028-12-31 01:00:00");
    assert.equal(local(rule, "2026-12-31T23:59:59"), "2026-12-31 23:59:59");
    assert.equal(local(rule, "2027-01-01T00:00:00"), "2027-01-01 01:00:00");
  });

  test("summer time all year, as RFC 8536 writes it", () => {
    const always = "EST5EDT,0/0,J365/25";
    for (const utc of ["2027-01-01T04:59:59", "2027-01-01T05:00:00", "2027-07-01T00:00:00", "2028-12-31T12:00:00"]) {
      assert.equal(localSecondsOf(zoneOf(always), Date.parse(`${utc}Z`) / 1000), localSecondsOf(zoneOf("EDT4"), Date.parse(`${utc}Z`) / 1000));
    }
  });

  test("of a start and an end at the same moment the start counts, whichever year's they are", () => {
    assert.equal(local("AAA0BBB,J365/24,J1/1", "2026-12-31T23:59:59"), "2027-01-01 00:59:59");
    assert.equal(local("AAA0BBB,J365/24,J1/1", "2027-01-01T00:00:00"), "2027-01-01 01:00:00");
    assert.equal(local("AAA0BBB,J1/0,J365/25", "2027-01-01T00:00:00"), "2027-01-01 01:00:00");
    assert.equal(local("AAA0BBB,J100/0,J100/1", "2027-07-01T00:00:00"), "2027-07-01 01:00:00");
  });

  test("2100 has no leap day: the last Sunday of February and of March", () => {
    assert.equal(local("AAA0BBB,M2.5.0/0,M10.5.0", "2100-02-28T00:00:00"), "2100-02-28 01:00:00");
    assert.equal(local("AAA0BBB,M2.5.0/0,M10.5.0", "2100-02-27T23:59:59"), "2100-02-27 23:59:59");
    assert.equal(local(berlin, "2100-03-28T01:00:00"), "2100-03-28 03:00:00");
  });

  test("the fifth week is the last, whether there are four or five", () => {
    for (const [utc, expected] of [
      ["2026-02-22T00:00:00", "2026-02-22 01:00:00"],
      ["2026-02-21T23:59:59", "2026-02-21 23:59:59"],
      ["2032-02-29T00:00:00", "2032-02-29 01:00:00"],
      ["2032-02-28T23:59:59", "2032-02-28 23:59:59"],
    ] as const) {
      assert.equal(local("AAA0BBB,M2.5.0/0,M10.5.0", utc), expected);
    }
  });
});

describe("schedules in the nights when the clock changes", () => {
  const sunday = 1;
  const seconds = (utc: string): number => Date.parse(`${utc}Z`) / 1000;

  /** Minutes of that window in the night from 00:00 to 06:00 UTC. */
  function minutesHeld(date: string, startHour: number, startMinute: number, endHour: number, endMinute: number): number {
    const schedule = { daysMask: sunday, startHour, startMinute, endHour, endMinute };
    let count = 0;
    for (let minute = 0; minute < 360; minute++) {
      if (weekDayHolds(schedule, localSecondsOf(zoneOf(berlin), seconds(`${date}T00:00:00`) + minute * 60))) count++;
    }
    return count;
  }

  test("a window in the hour that spring leaps over does not happen, and one around it is an hour shorter", () => {
    assert.equal(minutesHeld("2026-03-29", 2, 0, 3, 0), 0);
    assert.equal(minutesHeld("2026-03-29", 2, 15, 2, 45), 0);
    assert.equal(minutesHeld("2026-03-29", 1, 30, 3, 30), 60);
    assert.equal(minutesHeld("2026-03-29", 2, 30, 3, 30), 30);
    assert.equal(minutesHeld("2026-03-22", 2, 0, 3, 0), 60);
  });

  test("a window in the hour that autumn has twice happens twice", () => {
    assert.equal(minutesHeld("2026-10-25", 2, 0, 3, 0), 120);
    assert.equal(minutesHeld("2026-10-25", 2, 15, 2, 45), 60);
    assert.equal(minutesHeld("2026-10-18", 2, 0, 3, 0), 60);
  });

  test("a stay that ends in that hour ends, holds again for its second time, and ends for good", () => {
    const end = localSecondsOf(zoneOf(berlin), seconds("2026-10-25T00:30:00"));
    const holds = (utc: string): boolean =>
      yearDayHolds({ localStartTime: 0, localEndTime: end }, localSecondsOf(zoneOf(berlin), seconds(utc)));
    assert.equal(holds("2026-10-25T00:29:59"), true);
    assert.equal(holds("2026-10-25T00:30:00"), false);
    assert.equal(holds("2026-10-25T01:00:00"), true);
    assert.equal(holds("2026-10-25T01:29:59"), true);
    assert.equal(holds("2026-10-25T01:30:00"), false);
  });
});

describe("a time zone rule", () => {
  test("that is unknown, unfinished or garbled gives undefined", () => {
    const bad = [
      ...["", "CET", "C1", "CE-1", "1", "-1", "Europe/Berlin", ":Europe/Berlin", "UTC", "UTC+", "CET-1 ", " CET-1"],
      ...["CET-25", "CET-1:60", "CET-1:00:60", "CET-1:", "CET-1:0:", "CET--1", "CET-1234", "CET-0001", "CET-1:0:0:0", "CET-1.5"],
      ...["CET-1CEST", "CET-1CE,M3.5.0,M10.5.0", "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,", "CET-1,M3.5.0,M10.5.0"],
      ...["CET-1CEST,M0.5.0,M10.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0"],
      ...["CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5,M10.5.0", "CET-1CEST,M3,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/", `${berlin},`],
      ...["CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0/-168,M10.5.0", "CET-1CEST,J0,J365", "CET-1CEST,J366,J1", "CET-1CEST,366,1"],
      ...["<+03-3", "<>-3", "<+3>-3", "<+0_>-3", "+03-3", "CÉT-1", "CET-1CEST,m3.5.0,m10.5.0", `${berlin}\0`, "CET-1CEST,M3.5.0,M10.5.0x"],
    ];
    for (const rule of bad) assert.equal(parseTimeZone(rule), undefined, rule);
  });

  test("is 64 characters at most", () => {
    assert.notEqual(parseTimeZone(`${"A".repeat(63)}1`), undefined);
    assert.equal(parseTimeZone(`${"A".repeat(64)}1`), undefined);
    assert.equal(parseTimeZone("A".repeat(1_000_000)), undefined);
  });

  test("says summer time one hour ahead unless it says otherwise, and at two o'clock", () => {
    assert.deepEqual(parseTimeZone("CET-1CEST,M3.5.0,J300"), {
      standardSeconds: 3600,
      daylight: {
        offsetSeconds: 7200,
        start: { date: { kind: "weekDay", month: 3, week: 5, weekDay: 0 }, seconds: 7200 },
        end: { date: { kind: "julian", day: 300 }, seconds: 7200 },
      },
    });
    assert.equal(parseTimeZone("CET-1CEST-3:00:01,0,1")?.daylight?.offsetSeconds, 10_801);
  });
});
