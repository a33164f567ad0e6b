// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { batteryPercent, type Chemistry } from "../../drivers/battery-percent";

/** Pack millivolts at 100, 50 and 0 % (HW-27). */
const packs: [Chemistry, number, number, number][] = [
  ["alkaline", 6320, 5120, 3800],
  ["lithium", 7000, 5960, 4400],
  ["nimh", 5520, 5040, 4200],
  ["liIon1S", 4180, 3800, 3200],
  ["liIon2S", 8360, 7600, 6400],
];

describe("the percentage of a pack", () => {
  for (const [chemistry, full, half, empty] of packs) {
    test(`of ${chemistry} is that of the table`, () => {
      assert.deepEqual(
        [full, half, empty].map((millivolts) => batteryPercent(chemistry, millivolts)),
        [100, 50, 0],
      );
    });

    test(`of ${chemistry} stays within 0 and 100 and never falls with rising voltage`, () => {
      let last = 0;
      for (let millivolts = 0; millivolts < 10_000; millivolts += 10) {
        const percent = batteryPercent(chemistry, millivolts);
        assert.ok(Number.isInteger(percent) && percent >= last && percent <= 100, `${millivolts} mV: ${percent}`);
        last = percent;
      }
      assert.equal(last, 100);
    });
  }

  test("lies between the table's values in proportion", () => {
    assert.equal(batteryPercent("liIon1S", 3875), 63);
    assert.equal(batteryPercent("liIon1S", 3740), 38);
  });
});
