// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import type { Act } from "../../host/simulate/act";
import { pins } from "../../host/simulate/cast";
import { makeStory } from "../../host/simulate/story";
import { inWords } from "../../host/simulate/words";

function said(act: Act): string {
  return inWords({ atMs: 2 * 86_400_000 + 7 * 3_600_000 + 12 * 60_000 + 5_250, by: "nature", act });
}

describe("a story in words", () => {
  test("tells day, time, who and what", () => {
    const words = said({ do: "cutAtOperation", operation: 3, torn: 0.5, offMs: 2_000 });
    assert.equal(words, "day 3 07:12:05.250 nature: power cut for 2 s at the 3rd write to flash or NVS from now, of which 50 % is done");
  });

  test("names users instead of telling their PINs", () => {
    assert.match(said({ do: "type", keys: `*${pins[4]}#`, gapMs: 250 }), /types \*, the PIN of user 4, #, a key every 250 ms/);
    assert.match(said({ do: "type", keys: `${pins[1]}#`, gapMs: 250 }), /the master's PIN, #/);
    assert.match(said({ do: "type", keys: "284", gapMs: 250 }), /the first 3 digits of user 2's PIN without #/);
    assert.match(said({ do: "type", keys: "530917#", gapMs: 250 }), /6 digits that no user/);
    assert.match(said({ do: "line", text: `{"Command":"Login","PIN":"${pins[1]}"}` }), /"PIN":"master's PIN"/);
  });

  test("has a sentence for every act of many stories, without a PIN of the first day", () => {
    for (let seed = 1; seed <= 20; seed++) {
      for (const timed of makeStory(seed, 2).acts) {
        const words = inWords(timed);
        assert.ok(words.length > 30 && !words.includes("undefined") && !words.includes("NaN"), words);
        for (const pin of Object.values(pins)) assert.ok(!words.includes(pin), words);
      }
    }
  });

  test("says what begins and what ends", () => {
    assert.match(said({ do: "block", at: 0.25 }), /in the bolt's way at 25 %/);
    assert.match(said({ do: "block" }), /free again/);
    assert.match(said({ do: "stickSwitch", end: "locked", stuck: false }), /"locked" sticks open/);
    assert.match(said({ do: "stickSwitch", end: "locked" }), /"locked" works again/);
    assert.match(said({ do: "cutPower", offMs: 90_000 }), /for 1.5 min/);
  });
});
