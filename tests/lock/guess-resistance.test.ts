// SPDX-License-Identifier: Apache-2.0
/**
 * Guessers at a whole lock and its console for three days of virtual time (tests/fixtures/guessers.ts): none gets more guesses judged
 * than 33 on the first day and 24 on each day after. Counted is what the lock compared, not what it says it did.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { swapMeter } from "../../host/board/engine";
import { attemptsRecord } from "../../lock/lockout";
import { ownThings, replace } from "../fixtures/guess-bench";
import { anything, cuts, cutting, guessers, guessesByDay, insider, type Guesser } from "../fixtures/guessers";

const days = 3;
const firstDayMax = 33;
const dayMax = 24;
/** Only XS counts units; it takes ten times as long. */
const seeds = swapMeter(0, 0) + swapMeter(0, 0) > 0 ? 5 : 50;

function assertBound(guesser: Guesser, what: string): number[] {
  const guesses = guessesByDay(guesser, days);
  let sum = 0;
  guesses.forEach((each, day) => {
    sum += each;
    assert.ok(sum <= firstDayMax + day * dayMax, `${what}: ${guesses.join()}`);
  });
  return guesses;
}

describe("guesses that are judged: 33 on the first day, 24 on each after", () => {
  for (const [name, guesser] of Object.entries(guessers)) {
    test(`at most, for ${name}`, () => assert.ok(assertBound(guesser, name)[0]! > 0));
  }

  test("at most, at whichever write or line of the log the power goes", () => {
    const firstDays = cuts.map((cut) => assertBound(cutting(cut), JSON.stringify(cut))[0]!);
    assert.equal(Math.max(...firstDays), 32, firstDays.join());
  });

  test("at most, whatever he has of his own and whenever the power goes while he shows it", () => {
    for (const thing of ownThings) for (const cut of cuts) assertBound(insider(thing, cut), `${thing} ${JSON.stringify(cut)}`);
  });

  test(`at most, for ${seeds} who do anything at any time`, () => {
    for (let seed = 1; seed <= seeds; seed++) assertBound(anything(seed), `seed ${seed}`);
  });
});

describe("that these guessers would notice a lock that", () => {
  const tenMinutes = 1 / 144;

  test("does not store its count: a power cut at each guess gets hundreds in ten minutes", () => {
    const [guesses] = guessesByDay(cutting(undefined), tenMinutes, {
      breakLock: (_, records) => {
        const write = records.write.bind(records);
        replace(records, "write", (key, value) => (key === attemptsRecord ? undefined : write(key, value)));
      },
    });
    assert.ok(guesses! > 200, `${guesses} guesses`);
  });

  test("compares before it counts: a power cut at the write gets hundreds in ten minutes", () => {
    const [guesses] = guessesByDay((bench) => void bench.guess("PIN", { writes: 0, lastCounts: false }), tenMinutes, {
      breakLock: ({ lock: { lockout, users } }) => {
        const countAttempt = lockout.countAttempt.bind(lockout);
        replace(lockout, "countAttempt", () => {
          users.match(1, new Uint8Array(16));
          return countAttempt();
        });
      },
    });
    assert.ok(guesses! > 200, `${guesses} guesses`);
  });

  test("forgets all that was wrong for anybody's PIN: somebody with one gets hundreds in ten minutes", () => {
    const [guesses] = guessesByDay(insider("PIN 0"), tenMinutes, {
      breakLock: ({ lock: { lockout } }) => {
        const succeed = lockout.succeed.bind(lockout);
        replace(lockout, "succeed", () => succeed("master"));
      },
    });
    assert.ok(guesses! > 200, `${guesses} guesses`);
  });
});
