// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import boot from "latchkey:firmware";
import { board } from "../../boards/esp32-devkit";
import { energyFigures, energyLines, type EnergyFigures } from "../../host/app/bench-energy";
import { energyUsage } from "../../host/bench/energy-scenarios";
import { powerProfiles, type ProfileName } from "../../host/board/energy/currents";

const usage = energyUsage({ firmware: boot, board });
const figures = (profile: ProfileName): EnergyFigures => energyFigures(usage, board, powerProfiles[profile]);
const lifeDays = (profile: ProfileName): number => figures(profile).lifeDays[0] ?? 0;

describe("the energy figures", () => {
  test("come from an hour and an unlock that both end quiet, the one without motor, the other with two moves", () => {
    assert.equal(usage.idleHour.totalUs, 3_600_000_000);
    assert.equal(usage.idleHour.inUseUs, 0);
    assert.equal(usage.idleHour.motorMicroampSeconds, 0);
    // Ten a second, and less than 1 % besides for what looks every few minutes.
    assert.ok(Math.abs(usage.idleHour.quietWakeups - 36_000) < 360, `${usage.idleHour.quietWakeups} wake-ups`);
    assert.equal(usage.unlock.deepSleeps, 1);
    assert.ok(usage.unlock.quietUs > 0);
    // Two moves of about half a second at 250 mA, with their inrush.
    const milliampSeconds = usage.unlock.motorMicroampSeconds / 1000;
    assert.ok(milliampSeconds > 250 && milliampSeconds < 500, `${milliampSeconds} mAs`);
  });

  test("say that the stock SDK on a development board lasts days, not weeks", () => {
    assert.ok(lifeDays("stock") > 1 && lifeDays("stock") < 3, `${lifeDays("stock")} days`);
    assert.ok(figures("stock").idleDayMilliampereHours > 24 * 40);
  });

  test("say that a better board alone makes days of it, too", () => {
    assert.ok(lifeDays("stockBattery") > lifeDays("stock"));
    assert.ok(lifeDays("stockBattery") < 5, `${lifeDays("stockBattery")} days`);
  });

  test("get better with each profile, and worse with more unlocks", () => {
    assert.ok(lifeDays("lightSleep") > 10 * lifeDays("stock"));
    assert.ok(lifeDays("deepSleep") > 2 * lifeDays("lightSleep"));
    assert.ok(lifeDays("rewired") > 5 * lifeDays("deepSleep"));
    for (const profile of Object.keys(powerProfiles) as ProfileName[]) {
      const [ten = 0, thirty = 0] = figures(profile).lifeDays;
      assert.ok(thirty < ten, profile);
    }
  });

  test("count a wake-up from deep sleep for each unlock", () => {
    assert.ok(figures("deepSleep").unlockMilliampereHours > figures("lightSleep").unlockMilliampereHours);
    assert.ok(figures("stock").unlockMilliampereHours < 0.15, "over what idling takes");
    assert.ok(figures("stock").unlockMilliampereHours > usage.unlock.motorMicroampSeconds / 3_600_000);
  });

  test("are marked in each line that the SDK cannot do today", () => {
    const lines = energyLines(usage, board).filter((line) => /days|months/.test(line));
    assert.deepEqual(lines.map((line) => line.startsWith("not in the SDK: ")), [false, false, true, true, true]);
    assert.deepEqual(Object.values(powerProfiles).map(({ today }) => today), [true, true, false, false, false]);
  });
});
