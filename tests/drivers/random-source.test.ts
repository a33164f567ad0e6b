// SPDX-License-Identifier: Apache-2.0
/** Random bytes between the native source, which fills whole buffers, and those who need a few. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { RandomSource } from "../../drivers/random-source";

describe("the random source", () => {
  test("fills a part of a buffer and leaves the rest alone", () => {
    const source = new RandomSource({ fillRandom: (buffer) => void new Uint8Array(buffer).fill(7) });
    const all = new Uint8Array(5);
    source.fill(all.subarray(1, 4));
    assert.deepEqual([...all], [0, 7, 7, 7, 0]);
  });

  test("leaves no copy of what it handed out", () => {
    let copy = new Uint8Array(0);
    const source = new RandomSource({
      fillRandom: (buffer) => {
        copy = new Uint8Array(buffer).fill(7);
      },
    });
    source.fill(new Uint8Array(3));
    assert.deepEqual([...copy], [0, 0, 0]);
  });

  test("changes nothing when the source refuses", () => {
    const source = new RandomSource({
      fillRandom: () => {
        throw new Error("no entropy");
      },
    });
    const bytes = new Uint8Array([1, 2]);
    assert.throws(() => source.fill(bytes), /no entropy/);
    assert.deepEqual([...bytes], [1, 2]);
  });
});
