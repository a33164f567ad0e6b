// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { nearMiss } from "../../host/soak/near-miss";
import { SeededRandom } from "../../host/soak/seeded-random";

const pin = "482913";

function some(): string[] {
  const random = new SeededRandom(3);
  return Array.from({ length: 4_000 }, () => nearMiss(random, pin));
}

describe("near misses", () => {
  test("have another last digit, another first one, one less, or two that changed places", () => {
    const made = some();
    for (const wanted of ["482917", "982913", "48291", "82913", "482931", "842913"]) {
      assert.ok(made.includes(wanted), wanted);
    }
  });

  test("hold the PIN only when they are the PIN", () => {
    for (const entry of some()) assert.ok(entry === pin || !entry.includes(pin), entry);
  });

  test("are the same for the same seed", () => {
    assert.deepEqual(some(), some());
  });
});
