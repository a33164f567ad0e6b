// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import bootC3 from "latchkey:bringup/esp32-c3";
import bootDevkit from "latchkey:bringup/esp32-devkit";
import bootS3 from "latchkey:bringup/esp32-s3";
import bootFace from "latchkey:bringup/esp32-s3-face";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import { board as s3 } from "../../boards/esp32-s3";
import { board as face } from "../../boards/esp32-s3-face";
import { falseAlarms, goodBoard } from "../../host/soak/good-board";

const partitionsCsv = readFileSync("chip/partitions.csv", "utf8");

/** 100 in all. 1,000 take some minutes: npm run soak:bringup. */
const kinds = [
  { board: devkit, firmware: bootDevkit, seeds: 50, from: 5_000 },
  { board: c3, firmware: bootC3, seeds: 30, from: 6_000 },
  { board: s3, firmware: bootS3, seeds: 14, from: 7_000 },
  { board: face, firmware: bootFace, seeds: 6, from: 8_000 },
];

describe("a good board passes every step, whatever its tolerances are", () => {
  for (const { seeds, from, ...kind } of kinds) {
    test(`${kind.board.name}, ${seeds} seeds`, () => {
      for (let seed = from; seed < from + seeds; seed++) {
        assert.equal(falseAlarms(goodBoard(seed, { ...kind, partitionsCsv })), "", `seed ${seed}`);
      }
    });
  }
});
