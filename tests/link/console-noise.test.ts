// SPDX-License-Identifier: Apache-2.0
/** A small share of `npm run soak`, on both engines: noise and mutated lines into the console of the whole lock. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { LineDecoder } from "../../drivers/line-decoder";
import { consoleOnLock } from "../fixtures/console-on-lock";
import { guestPin, masterPin } from "../fixtures/credentials";
import { consoleSoak } from "../../host/soak/console-mutations";
import { listUsers } from "../fixtures/list-users";

const lineBytesMax = 512;
const statuses = [
  "SUCCESS",
  "FAILURE",
  "INVALID_COMMAND",
  "UNSUPPORTED_COMMAND",
  "UNSUPPORTED_ACCESS",
  "CONSTRAINT_ERROR",
  "NOT_FOUND",
  "DUPLICATE",
  "OCCUPIED",
  "INVALID_IN_STATE",
  "BUSY",
  "RESOURCE_EXHAUSTED",
];

/** Sends the bytes as the serial driver would tell them, checks every answer, and returns the bench. */
function endure(seed: number, bytes: number, isLoggedIn: boolean) {
  const bench = consoleOnLock();
  if (isLoggedIn) bench.login();
  const { sent, loop, time } = bench;
  const decoder = new LineDecoder();
  let length = 0;
  consoleSoak({
    seed,
    bytes,
    pins: [masterPin, guestPin],
    feed(chunk) {
      for (let index = 0; index < chunk.length; index++) {
        const byte = chunk[index];
        if (byte !== 0x0a && byte !== 0x0d) {
          length++;
          decoder.add(chunk, index, index + 1);
          continue;
        }
        const text = decoder.end();
        if (length > 0) loop.post({ type: "line", text: length > lineBytesMax ? undefined : text });
        length = 0;
        time.settle();
        if (bench.bolt.moving) bench.boltEnds();
        if (isLoggedIn && !bench.session.open) {
          time.advance(bench.lock.lockout.remainingMs);
          bench.login();
        }
      }
      time.advance(11);
    },
  });
  for (const answer of sent) {
    assert.ok(answer.length <= 2046);
    const { Status } = JSON.parse(answer) as { Status: string };
    assert.ok(statuses.includes(Status), answer);
  }
  assert.deepEqual(bench.faults, []);
  return bench;
}

describe("console under noise", () => {
  for (const seed of [1, 2, 3]) {
    test(`nothing opens, nothing changes and nothing fails without login (seed ${seed})`, () => {
      const bench = endure(seed, 60_000, false);
      assert.deepEqual(bench.bolt.moves, []);
      assert.equal(listUsers(bench.lock.users).length, 2);
      assert.equal(bench.lock.settings.get("AutoRelockTime"), 30);
      assert.ok(bench.sent.length > 200);
      bench.time.advance(3_600_000);
      assert.equal(bench.login().Status, "SUCCESS");
    });

    test(`nothing fails with somebody logged in, and the master stays the master (seed ${seed})`, () => {
      const bench = endure(seed, 60_000, true);
      const successes = bench.sent.filter((answer) => answer.includes('"SUCCESS"'));
      assert.ok(successes.length > 100, `${successes.length} successes`);
      bench.time.advance(3_600_000);
      assert.equal(bench.login().Status, "SUCCESS");
    });
  }
});
