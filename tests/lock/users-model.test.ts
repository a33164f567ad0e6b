// SPDX-License-Identifier: Apache-2.0
/**
 * Random sequences of commands about users, credentials, schedules and holidays, on the lock's command set and on a plain model, with
 * power cuts between commands, within them and within the power-ups after them, and with flash that fails: answers and everything
 * that can be seen are the same, and after a cut it is all as before the command or as after it. A sequence that disagrees is told
 * with its seed and the shortest part of it that still does.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { swapMeter } from "../../host/board/engine";
import { CommandBench, expected } from "../fixtures/command-bench";
import { randomSequence, shortest, type Move, type Sequence } from "../fixtures/command-sequences";
import { starts } from "../fixtures/command-starts";
import type { Cut } from "../fixtures/cut-records";
import { afterStep, type Model } from "../fixtures/users-model";

/** Only XS counts compute units. There a sequence takes ten times as long. */
const isXs = unitsOfNothing() > 0;
const sequences = isXs ? 500 : 10_000;
const begin = starts();

function unitsOfNothing(): number {
  swapMeter(0, 0);
  return swapMeter(0, 0);
}

/** Answers of the model, and what they changed, by how often: to see that all was there. */
type Tally = Record<string, number>;

/** What does not agree; undefined: nothing. */
function disagreement(sequence: Sequence, options: { tally?: Tally; tears?: boolean } = {}): string | undefined {
  const { bench: from, model } = begin[sequence.start];
  const bench = new CommandBench(from);
  bench.records.tears = options.tears === true;
  const life = new Life(bench, model, options.tally ?? {});
  try {
    for (const move of sequence.moves) life.live(move);
    bench.powerUp();
    life.agrees("after a restart");
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

class Life {
  readonly #bench: CommandBench;
  readonly #tally: Tally;
  #model: Model;
  #expected: string;

  constructor(bench: CommandBench, model: Model, tally: Tally) {
    this.#bench = bench;
    this.#tally = tally;
    this.#model = model;
    this.#expected = expected(model);
  }

  live({ trouble, ...step }: Move): void {
    const bench = this.#bench;
    const { records } = bench;
    const what = JSON.stringify(step);
    if (trouble === "restart") bench.powerUp();
    const after = afterStep(this.#model, step);
    const cuts = typeof trouble === "object" ? trouble.cuts : [];
    records.cutAfter(cuts[0]);
    records.failWrites = trouble === "flash fails";
    const status = bench.run(step);
    records.failWrites = false;
    if (records.isOff) return this.#powerIsBack(status === "SUCCESS", after.model, cuts.slice(1), what);
    records.cutAfter(undefined);
    if (trouble === "flash fails" && status === "FAILURE") return this.agrees(what);
    assert.equal(status, after.status, what);
    this.#count(`${step.command} ${status}`);
    if (step.command === "used" && after.model.users[step.given.UserIndex as number] !== undefined) {
      if (JSON.stringify(after.model) !== JSON.stringify(this.#model)) this.#count("used and changed");
    }
    this.#become(after.model);
    this.agrees(what);
  }

  agrees(what: string): void {
    assert.equal(this.#bench.seen(), this.#expected, what);
  }

  #become(model: Model): void {
    if (model === this.#model) return;
    this.#model = model;
    this.#expected = expected(model);
  }

  /** What was answered with SUCCESS is there; else all of it or nothing. */
  #powerIsBack(isDone: boolean, after: Model, cuts: readonly Cut[], what: string): void {
    const bench = this.#bench;
    this.#count("power cut in a command");
    for (const cut of [...cuts, undefined]) {
      bench.records.powerIsBack();
      bench.records.cutAfter(cut);
      bench.powerUp();
      if (bench.records.isOff) this.#count("power cut in a power-up");
    }
    if (isDone || bench.seen() !== this.#expected) this.#become(after);
    this.agrees(what);
  }

  #count(what: string): void {
    this.#tally[what] = (this.#tally[what] ?? 0) + 1;
  }
}

function told(seed: number, sequence: Sequence, options: { tears?: boolean } = {}): string {
  const least = shortest(sequence, (candidate) => disagreement(candidate, options) !== undefined);
  const moves = least.moves.map((move) => `  ${JSON.stringify(move)}\n`).join("");
  return `seed ${seed}, begun with ${least.start}:\n${moves}${disagreement(least, options)}`;
}

describe("commands about users against a plain model", () => {
  test(`agree on ${sequences} different random sequences with power cuts and failing flash, seeds 1 to ${sequences}`, () => {
    const tally: Tally = {};
    const different = new Set<string>();
    for (let seed = 1; seed <= sequences; seed++) {
      const sequence = randomSequence(seed);
      different.add(JSON.stringify(sequence));
      if (disagreement(sequence, { tally }) !== undefined) assert.fail(told(seed, sequence));
    }
    assert.equal(different.size, sequences);
    const rare = wanted.filter((what) => (tally[what] ?? 0) < sequences / 500);
    assert.deepEqual(rare, [], JSON.stringify(tally));
  });

  test("do not when a cut write leaves half of it, which is told with one command", () => {
    let seed = 1;
    while (disagreement(randomSequence(seed), { tears: true }) === undefined) seed++;
    assert.ok(seed < 50, `first with seed ${seed}`);
    const text = told(seed, randomSequence(seed), { tears: true });
    assert.ok(text.split("  {").length <= 3, text);
  });
});

/** What must have come up. */
const wanted = [
  ...["SUCCESS", "OCCUPIED", "INVALID_COMMAND"].map((status) => `SetUser ${status}`),
  ...["SUCCESS", "INVALID_COMMAND", "INVALID_IN_STATE"].map((status) => `ClearUser ${status}`),
  ...["SUCCESS", "OCCUPIED", "INVALID_COMMAND", "INVALID_IN_STATE", "DUPLICATE", "CONSTRAINT_ERROR", "RESOURCE_EXHAUSTED"].map(
    (status) => `SetCredential ${status}`,
  ),
  ...["SUCCESS", "INVALID_COMMAND", "INVALID_IN_STATE"].map((status) => `ClearCredential ${status}`),
  ...["WeekDay", "YearDay"].flatMap((kind) => [
    ...["SUCCESS", "INVALID_COMMAND", "FAILURE"].map((status) => `Set${kind}Schedule ${status}`),
    ...["SUCCESS", "INVALID_COMMAND", "FAILURE"].map((status) => `Clear${kind}Schedule ${status}`),
  ]),
  ...["Set", "Clear"].flatMap((verb) => ["SUCCESS", "INVALID_COMMAND"].map((status) => `${verb}HolidaySchedule ${status}`)),
  "used SUCCESS", "used INVALID_IN_STATE", "used and changed", "power cut in a command", "power cut in a power-up",
];
