// SPDX-License-Identifier: Apache-2.0
/** A few of the lives of random-life.ts on each board. A failure names its seed: put it into `replay`, and only that one runs. */
import { test } from "node:test";
import bootC3 from "latchkey:firmware/esp32-c3";
import bootDevkit from "latchkey:firmware/esp32-devkit";
import bootS3 from "latchkey:firmware/esp32-s3";
import { board as c3 } from "../../boards/esp32-c3";
import { board as devkit } from "../../boards/esp32-devkit";
import { board as s3 } from "../../boards/esp32-s3";
import { RandomLife } from "./random-life";

const replay: number | undefined = undefined;
const actions = 100;

const lives = [
  { firmware: bootDevkit, board: devkit, seeds: [3, 7] },
  { firmware: bootS3, board: s3, seeds: [4] },
  { firmware: bootC3, board: c3, seeds: [5] },
];

for (const { seeds, ...options } of lives) {
  test(`whatever is done to it on ${options.board.name}: never in the air, never a lie, never a fault, and it recovers`, () => {
    for (const seed of replay === undefined ? seeds : [replay]) {
      const life = new RandomLife(seed, options);
      try {
        life.live(actions);
        life.recover();
      } catch (error) {
        const last = life.story.slice(-6).join(", ");
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : ""}; ${last}`, { cause: error });
      }
    }
  });
}
