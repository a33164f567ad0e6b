// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import * as currents from "../../host/board/energy/currents";

const text = readFileSync("docs/energy.md", "utf8");

/** One row of the table for each value that has a source. */
function rows(title: string, group: object): string[] {
  return Object.entries(group as Record<string, unknown>).flatMap(([name, entry]) =>
    entry instanceof Object && "source" in entry && "value" in entry
      ? [`| ${title} | ${name} | ${Number(entry.value).toLocaleString("en-US")} | ${String(entry.source)} |`]
      : [],
  );
}

const expected = [
  ...[...Object.values(currents.chips), ...Object.values(currents.powerProfiles)].flatMap((group) => rows(group.title, group)),
  ...rows("parts", currents.partCurrents),
  ...rows("the pack, mAh", currents.capacityMilliampereHours),
  ...rows("alkaline", { selfDischargePerYear: currents.alkalineSelfDischargePerYear }),
];

describe("docs/energy.md", () => {
  test("shows every value of the model with its source", () => {
    assert.ok(expected.length > 40);
    assert.equal(expected.filter((row) => !text.includes(row)).join("\n"), "");
  });

  test("shows no value that the model does not have", () => {
    const table = text.split("\n").filter((line) => /^\| [^|]+ \| [a-z][A-Za-z0-9]+ \| [\d.,]+ \|/.test(line));
    assert.equal(table.filter((line) => !expected.includes(line)).join("\n"), "");
  });
});
