// SPDX-License-Identifier: Apache-2.0
/** The power is cut at every storage operation of a whole update, the boot loader's included, and at many moments of the probation. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import boot from "latchkey:firmware";
import { UpdateCuts } from "../../host/soak/update-cuts";

/** How much of the operation is done. */
const tornWays: readonly number[] = [0, 0.5, 1];

function each(cases: readonly string[], run: (index: number) => void): void {
  cases.forEach((name, index) => {
    try {
      run(index);
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : ""}`, { cause: error });
    }
  });
}

describe("a power cut", () => {
  const cuts = new UpdateCuts(boot);

  for (const torn of tornWays) {
    test(`at any storage operation leaves a whole image, users and log, and the update can be finished: torn at ${torn}`, () => {
      assert.ok(cuts.operations > 70, `${cuts.operations} operations`);
      const names = Array.from({ length: cuts.operations }, (_, index) => `operation ${index + 1}`);
      each(names, (index) => cuts.cut(index + 1, torn));
    });
  }

  test("at any moment of the probation does, too", () => {
    const early = Array.from({ length: 60 }, (_, index) => index * 40);
    const moments = [...early, 5_000, 20_000, 40_000, 59_990, 60_010, 300_000, 590_000, 599_000];
    each(moments.map((ms) => `after ${ms} ms`), (index) => cuts.cutOnProbation(moments[index]!));
  });
});
