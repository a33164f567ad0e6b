// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { consoleSoak, validLines } from "../../host/soak/console-mutations";
import { commands } from "../../link/commands";

/** What the generator sent, one character a byte. */
function sent(seed: number, bytes: number, pins: readonly string[] = []): string {
  const chunks: string[] = [];
  consoleSoak({ seed, bytes, pins, feed: (chunk) => chunks.push(String.fromCharCode(...chunk)) });
  return chunks.join("");
}

describe("random bytes and mutated lines for the console", () => {
  test("are the same for the same seed", () => {
    assert.equal(sent(7, 20_000), sent(7, 20_000));
  });

  test("are others for another seed", () => {
    assert.notEqual(sent(7, 2_000), sent(8, 2_000));
  });

  test("come in chunks that fit the FIFO, none of them empty", () => {
    let longest = 0;
    let total = 0;
    consoleSoak({
      seed: 1,
      bytes: 20_000,
      pins: [],
      feed(chunk) {
        assert.ok(chunk.length > 0);
        longest = Math.max(longest, chunk.length);
        total += chunk.length;
      },
    });
    assert.equal(longest, 128);
    assert.ok(total >= 20_000);
  });

  test("start out from every command that the console knows", () => {
    for (const { name } of commands) assert.ok(validLines.some((line) => line.startsWith(`{"Command":"${name}"`)), name);
  });

  test("hold every valid line unharmed, lines that are too long, deep nesting and bytes that are no text", () => {
    const text = sent(3, 240_000);
    for (const line of validLines) assert.ok(text.includes(`${line}\n`) || text.includes(`${line}\r`), line);
    assert.ok(text.split("\n").some((line) => line.length > 2_000));
    assert.ok(text.includes("[".repeat(50)));
    assert.ok(text.includes("\xff"));
  });

  test("never hold a PIN that is valid, though the same seed would have sent it otherwise", () => {
    // Three digits that did come up by chance stand for a PIN: six would take far more bytes.
    const text = sent(11, 30_000).replace(/[\0-\x1f]/g, "");
    const digits = /[0-9]{3}/.exec(text.replaceAll("111", ""))?.[0] ?? "";
    assert.equal(digits.length, 3);
    assert.ok(text.includes(digits));
    assert.ok(!sent(11, 30_000, [digits]).replace(/[\0-\x1f]/g, "").includes(digits));
  });
});
