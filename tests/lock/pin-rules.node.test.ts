// SPDX-License-Identifier: Apache-2.0
/** On Node only: a million PINs take XS five seconds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { weaknessOf } from "../../lock/pin-rules";

test("of the million six-digit PINs the rules refuse 85,092, nearly all of them dates", () => {
  const counts: Record<string, number> = { repeat: 0, run: 0, date: 0, common: 0, good: 0 };
  const digits = new Uint8Array(6);
  for (let value = 0; value < 1_000_000; value++) {
    let rest = value;
    for (let at = 5; at >= 0; at--) {
      digits[at] = rest % 10;
      rest = Math.floor(rest / 10);
    }
    counts[weaknessOf(digits) ?? "good"]!++;
  }
  assert.deepEqual(counts, { repeat: 1_090, run: 20, date: 83_943, common: 39, good: 914_908 });
});
