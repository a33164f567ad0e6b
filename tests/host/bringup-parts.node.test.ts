// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import type { Cycles } from "../../host/bringup/bolt-cycles";
import { motorLimits, servoTravelMs } from "../../host/bringup/bolt-limits";
import { checks, judge } from "../../host/bringup/checks";
import { ClockComparison } from "../../host/bringup/clock-comparison";
import { findingsOf } from "../../host/bringup/keypad-findings";
import { meaningOf, wayOut } from "../../host/bringup/meaning";
import { partitionsOf } from "../../host/bringup/partitions";
import { parseReport, type Report } from "../../host/bringup/report";
import { reportPage } from "../../host/bringup/report-page";
import { suspectOf, suspects, type SuspectId } from "../../host/bringup/suspects";
import { Wires } from "../../host/bringup/wires";
import { resultLines, wrap } from "../../host/app/bringup-text";
import { writeCalibration } from "../../lock/calibration";

const notes = readFileSync("hardware-notes.md", "utf8");
const wires = new Wires(devkit);

/** What all keys of a keypad connect, with lines on each other's pins and lines that are cut. */
function pairs(swaps: readonly (readonly [number, number])[] = [], cut: readonly number[] = []): number[][] {
  const at = (line: number): number => swaps.flatMap(([one, other]) => (line === one ? [other] : line === other ? [one] : []))[0] ?? line;
  const all: number[][] = [];
  for (let row = 0; row < 4; row++) for (let column = 4; column < 7; column++) all.push([at(row), at(column)]);
  return all.filter((pair) => pair.every((line) => !cut.includes(line))).map((pair) => pair.sort((one, other) => one - other));
}

describe("hardware-notes.md and bring-up", () => {
  const described = new Set([...notes.matchAll(/^\| (HW-\d+) \|/gm)].map((match) => match[1]));

  test("each check and each suspect cites one fact that is described there", () => {
    for (const [id, { hw }] of [...Object.entries(checks), ...Object.entries(suspects)]) {
      assert.match(hw, /^HW-\d\d$/, id);
      assert.ok(described.has(hw), `${id} cites ${hw}`);
    }
  });

  test("each fact that only bring-up goes by is cited by a check", () => {
    const own = notes.slice(notes.indexOf("### What bring-up allows")).matchAll(/^\| (HW-\d+) \|/gm);
    const cited = Object.values(checks).map(({ hw }) => hw);
    for (const [, id = ""] of own) assert.ok(cited.includes(id), id);
  });

  test("what is allowed is what stands there", () => {
    const value = (id: string): string => notes.split("\n").find((line) => line.startsWith(`| ${id} |`))?.split("|")[3]?.trim() ?? "";
    assert.equal(value("HW-10"), String(checks.keyBounce.max));
    assert.equal(value("HW-12"), String(checks.contactBounce.max));
    assert.equal(value("HW-20"), String(checks.powerLimit.max));
    assert.equal(value("HW-71"), String(checks.loadStep.max));
    assert.equal(value("HW-72"), String(checks.batteryNoise.max));
    assert.equal(value("HW-73"), `${checks.randomOnes.min} to ${checks.randomOnes.max}`);
    assert.equal(value("HW-74"), checks.flash.min!.toLocaleString("en"));
    assert.equal(value("HW-75"), String(checks.lowestVolts.min));
    assert.equal(value("HW-76"), String(checks.currentSensed.min));
    assert.equal(value("HW-77"), String(checks.travelSpread.max));
    assert.equal(value("HW-78"), String(checks.enduranceDrift.max));
  });
});

describe("the words of a suspect", () => {
  test("name wires and pins, on every board, and are never unfinished", () => {
    for (const each of [wires, new Wires(c3)]) {
      for (const id of Object.keys(suspects) as SuspectId[]) {
        const { text } = suspectOf(id, each, id.startsWith("boltSwitch") || id === "pullUpMissing" ? "locked" : "0,4");
        assert.ok(text.length > 20, id);
        if (each === wires && !/^(face|servo)/.test(id)) assert.ok(!text.includes("undefined"), `${id}: ${text}`);
        if (each !== wires && id.startsWith("servo")) assert.ok(!text.includes("undefined"), `${id}: ${text}`);
      }
    }
    assert.match(suspectOf("keypadLineOpen", wires, "5").text, /column 2 \(keys 2 5 8 0\) on GPIO 14/);
    assert.match(suspectOf("keypadKeyStuck", wires, "2,6").text, /key 9, row 3 \(keys 7 8 9\) on GPIO 25; column 3 \(keys 3 6 9 #\) on GPIO 13/);
  });
});

describe("a keypad's wires", () => {
  test("are right when every key connects its row and its column, in whatever order", () => {
    assert.deepEqual(findingsOf(pairs(), wires), []);
    assert.deepEqual(findingsOf(pairs().reverse(), wires), []);
  });

  test("a row and a column on each other's pins are found, whichever they are", () => {
    for (let row = 0; row < 4; row++) {
      for (let column = 4; column < 7; column++) {
        assert.deepEqual(findingsOf(pairs([[row, column]]), wires), [{ id: "rowColumnSwapped", more: `${row},${column}` }]);
      }
    }
    assert.deepEqual(findingsOf(pairs([[0, 4], [1, 5]]), wires), [{ id: "rowColumnSwapped", more: "0,1,4,5" }]);
  });

  test("an open line is found, and two of them; beside a swap as well", () => {
    for (let line = 0; line < 7; line++) assert.deepEqual(findingsOf(pairs([], [line]), wires), [{ id: "keypadLineOpen", more: String(line) }]);
    assert.deepEqual(findingsOf(pairs([], [1, 6]), wires), [{ id: "keypadLineOpen", more: "1,6" }]);
    assert.deepEqual(findingsOf(pairs([[0, 4]], [2]), wires).map(({ id }) => id), ["rowColumnSwapped", "keypadLineOpen"]);
  });

  test("keys that were not pressed, or are dead, are named as keys, not as wires", () => {
    const missing = pairs().filter(([row, column]) => !(row === 2 && column === 4) && !(row === 3 && column === 6));
    assert.deepEqual(findingsOf(missing, wires), [{ id: "keypadKeyDead", more: "7 #" }]);
  });

  test("nothing pressed at all: every line", () => {
    assert.deepEqual(findingsOf([], wires), [{ id: "keypadLineOpen", more: "0,1,2,3,4,5,6" }]);
  });
});

describe("the limits for the lock", () => {
  const run = (longestMs: number, idleMillivolts: number, runMilliamps: number): Cycles => {
    const common = { all: [], shortestMs: longestMs, lowestMillivolts: idleMillivolts - 500, problem: undefined };
    return { ...common, longestMs, idleMillivolts, runMilliamps, peakMilliamps: runMilliamps * 1.2 };
  };

  test("are never what the lock would refuse, whatever was measured", () => {
    const records = { read: () => undefined, write: () => undefined, remove: () => undefined } as never;
    for (const travel of [0, 30, 250, 540, 1_150, 1_400, 5_000]) {
      for (const idle of [0, 2_800, 5_000, 6_300, 9_000]) {
        for (const running of [0, 40, 300, 700]) {
          for (const stall of [undefined, 0, 50, running * 1.4, 1_000, 4_000]) {
            const limits = motorLimits(run(travel, idle, running), stall);
            writeCalibration(records, { motor: { ...limits, reversed: false } });
            assert.ok(limits.powerMsMax <= 1_500);
          }
        }
        writeCalibration(records, { servo: { lockedUs: 1_000, unlockedUs: 2_000, travelMs: servoTravelMs(travel, idle) } });
      }
    }
  });

  test("leave room for a weak pack in time, and lie between running and stalling in current", () => {
    const { travelMs, powerMsMax, stallMilliamps } = motorLimits(run(500, 6_000, 200), 1_000);
    assert.equal(travelMs, 500);
    // 500 ms at 6 V are 882 at 3.4 V.
    assert.ok(powerMsMax >= 882 + 100 && powerMsMax <= 1_100, String(powerMsMax));
    assert.ok(stallMilliamps > 240 * 1.1 && stallMilliamps < 900, String(stallMilliamps));
  });

  test("a stall stays noticed where it is near to running", () => {
    const { stallMilliamps } = motorLimits(run(500, 5_000, 300), 450);
    assert.ok(stallMilliamps <= 0.9 * 450, String(stallMilliamps));
  });
});

describe("clocks", () => {
  /** A chip that is so much fast, behind a line with these delays. */
  function compared(ppm: number, delays: (index: number) => readonly [number, number]): ReturnType<typeof seen> {
    const clock = new ClockComparison();
    for (const roundMs of [0, 10_000]) {
      clock.begin();
      for (let index = 0; index < 8; index++) {
        const sentMs = roundMs + index * 20;
        const [there, back] = delays(index);
        clock.take(sentMs, sentMs + there + back, 5_000 + Math.round((sentMs + there) * (1 + ppm / 1e6)));
      }
    }
    return seen(clock);
  }
  const seen = (clock: ClockComparison): { ppm: number; uncertaintyPpm: number } => clock.ppm!;

  test("are compared as well as the line allows, and the truth is within what is said", () => {
    for (const ppm of [0, 20, -95, 400, -3_000]) {
      for (const delays of [() => [4, 4], (index: number) => [4 + ((index * 7) % 5), 4 + ((index * 3) % 11)]] as const) {
        const { ppm: measured, uncertaintyPpm } = compared(ppm, delays as never);
        assert.ok(Math.abs(measured - ppm) <= uncertaintyPpm, `${ppm}: ${measured} +-${uncertaintyPpm}`);
        assert.ok(uncertaintyPpm < 1_200);
      }
      assert.ok(compared(ppm, () => [4, 4]).uncertaintyPpm < 250);
    }
  });

  test("are not called wrong where the chip's time goes in steps, as a virtual board's does", () => {
    for (let phaseMs = 0; phaseMs < 25; phaseMs++) {
      const clock = new ClockComparison();
      for (const roundMs of [0, 10_000 + phaseMs]) {
        clock.begin();
        for (let index = 0; index < 8; index++) {
          const sentMs = roundMs + index * 18;
          clock.take(sentMs, sentMs + 8, Math.floor((sentMs + 4) / 25) * 25);
        }
      }
      const { ppm, uncertaintyPpm } = seen(clock);
      assert.ok(Math.abs(ppm) <= uncertaintyPpm, `${phaseMs}: ${ppm} +-${uncertaintyPpm}`);
    }
  });

  test("are not compared when nothing was answered", () => {
    const clock = new ClockComparison();
    clock.begin();
    clock.take(0, 8, 4);
    clock.begin();
    assert.equal(clock.ppm, undefined);
  });
});

describe("what a person types", () => {
  test("leads out of any question only as a whole word", () => {
    assert.equal(wayOut(" Quit "), "quit");
    for (const text of ["q", "s", "skipped", "", "b"]) assert.equal(wayOut(text), undefined, text);
  });

  test("is taken by its first letter where words are asked", () => {
    const expects = { kind: "word", words: { further: "", end: "", hums: "" } } as const;
    assert.deepEqual(meaningOf("F", expects), { value: "further" });
    assert.deepEqual(meaningOf("hums", expects), { value: "hums" });
    assert.match(String(meaningOf("x", expects).problem), /further, end, hums/);
    assert.match(String(meaningOf("", expects).problem), /further, end, hums/);
  });
});

test("figures out of range are bad, and just in range are good", () => {
  assert.deepEqual(judge(checks.keyBounce, 20), { allowed: "at most 20", ok: true });
  assert.equal(judge(checks.keyBounce, 20.01).ok, false);
  assert.equal(judge(checks.brownout, 2_649).ok, false);
  assert.equal(judge(checks.brownout, 2_650).ok, true);
  assert.equal(judge(checks.flash, "no answer").ok, false);
  assert.equal(judge(checks.light, "no").ok, false);
});

test("chip/partitions.csv is read as it is", () => {
  const partitions = partitionsOf(readFileSync("chip/partitions.csv", "utf8"));
  assert.deepEqual(partitions.map(({ name }) => name), ["otadata", "phy_init", "nvs", "ota_0", "ota_1", "audit"]);
  assert.equal(partitions.find(({ name }) => name === "ota_1")?.bytes, 0x1d0000);
});

const report: Report = {
  version: 1,
  board: "esp32-devkit",
  firmwareVersion: "0.1.0 <script>alert(1)</script>",
  chip: "esp32",
  serial: 'aa"bb',
  startedAt: "2026-11-21T17:00:00.000Z",
  writtenAt: "2026-11-21T17:30:00.000Z",
  steps: [
    {
      step: "keypad",
      result: "fail",
      at: "2026-11-21T17:10:00.000Z",
      figures: [{ name: "bounce of key <b>", value: 31, unit: "ms", allowed: "at most 20", hw: "HW-10", ok: false }],
      suspects: [{ id: "keypadBounce", text: "Key & contact", hw: "HW-10" }],
    },
    { step: "bolt", result: "skip", why: "left out", at: "2026-11-21T17:20:00.000Z", figures: [], suspects: [] },
  ],
};

describe("the report", () => {
  test("is one page without scripts or other files, in which nothing that a board says becomes markup", () => {
    const page = reportPage(report);
    assert.ok(!/<script|<link|<img|url\(|https?:/i.test(page));
    assert.ok(page.includes("0.1.0 &lt;script&gt;"));
    assert.ok(page.includes("aa&quot;bb"));
    assert.ok(page.includes("bounce of key &lt;b&gt;"));
    assert.ok(page.includes("Key &amp; contact"));
    assert.match(page, /1 of 2 steps failed/);
  });

  test("is read again as it was written, and anything else is none", () => {
    assert.deepEqual(parseReport(JSON.stringify(report)), report);
    for (const wrong of ["", "{", "null", "7", "[]", JSON.stringify({ ...report, version: 2 }), JSON.stringify({ ...report, steps: [{ step: "nap" }] })]) {
      assert.equal(parseReport(wrong), undefined, wrong);
    }
  });
});

describe("lines for a terminal", () => {
  test("are never wider than it is, and lose nothing", () => {
    for (const width of [80, 100]) {
      for (const result of report.steps) for (const line of resultLines(result, width)) assert.ok(line.length <= width, line);
    }
    const text = `one two three ${"x".repeat(50)} four`;
    assert.equal(wrap(text, 20).join("").replace(/ /g, ""), text.replace(/ /g, ""));
  });

  test("mark what is out of range, and name what to look at first", () => {
    const lines = resultLines(report.steps[0]!, 80);
    assert.match(lines.join("\n"), /^FAIL {2}Keypad/);
    assert.ok(lines.some((line) => /^ {4}! bounce of key <b> +31 ms +at most 20 +HW-10$/.test(line)), lines.join("\n"));
    assert.ok(lines.some((line) => line.includes("Look at: Key & contact (HW-10)")));
  });
});

