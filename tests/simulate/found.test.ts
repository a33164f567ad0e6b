// SPDX-License-Identifier: Apache-2.0
/** Stories that broke a promise of the true firmware, as the simulator shrank them. Each is lived again. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import boot from "latchkey:firmware";
import { board } from "../../boards/esp32-devkit";
import type { TimedAct } from "../../host/simulate/act";
import { Life } from "../../host/simulate/life";

const minute = 60_000;

interface Found {
  /** What was wrong. */
  what: string;
  seed: number;
  acts: readonly TimedAct[];
  untilMs: number;
}

const found: readonly Found[] = [
  {
    what: "a door broken open was no alarm when the bolt had jammed thrown, since the lock was not in the state locked",
    seed: 6001,
    acts: [
      { atMs: 0, by: "household", act: { do: "thumb", to: 1, holdMs: 2_000 } },
      { atMs: 400, by: "household", act: { do: "button", holdMs: 150 } },
      { atMs: 4_400, by: "attacker", act: { do: "forceDoor" } },
    ],
    untilMs: 5 * minute,
  },
];

describe("found by the simulator, and mended", () => {
  for (const { what, seed, acts, untilMs } of found) {
    test(`${what} (seed ${seed})`, () => {
      const life = new Life({ firmware: boot, board, story: { seed, days: 1, acts } });
      assert.equal(life.liveUntil(untilMs)?.message, undefined);
    });
  }
});
