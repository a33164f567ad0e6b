// SPDX-License-Identifier: Apache-2.0
/** Every argument of every command, malformed in every way: the status that docs/console.md says, and nothing changes. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { commands } from "../../link/commands";
import type { ArgumentRule } from "../../link/command";
import { consoleBench, type ConsoleBench } from "../fixtures/console-bench";

const fours = (count: number) => "4".repeat(count);

/** The least that is right. */
function fitting(rule: ArgumentRule): unknown {
  switch (rule.kind) {
    case "integer":
      return rule.min;
    case "enum":
      return rule.values[0];
    case "struct":
      return Object.fromEntries(rule.fields.map((field) => [field.name, fitting(field)]));
    default:
      return fours(rule.min);
  }
}

/** Values that no rule of this kind lets through. */
function malformed(rule: ArgumentRule): unknown[] {
  const absent = rule.optional ? [] : rule.nullable ? [undefined] : [undefined, null];
  const anywhere = [true, false, [], [fitting(rule)], [[]], ...absent];
  switch (rule.kind) {
    case "integer":
      return [...anywhere, {}, "", String(rule.min), rule.min - 1, rule.max + 1, rule.min + 0.5, 1e300, -1e300, 2 ** 32 + rule.min];
    case "enum": {
      const others = [-1, 1, 2, 4, 7, 99, 256, 0.5].filter((each) => !rule.values.includes(each));
      return [...anywhere, {}, "", String(rule.values[0]), ...others];
    }
    case "struct":
      return [...anywhere, {}, "", "{}", 0, 1, ...rule.fields.flatMap((field) => malformedField(rule, field))];
    default: {
      const strange = [`${fours(rule.max)}4`, `${fours(Math.max(rule.min, 1) - 1)}\u001f`, ...(rule.min > 0 ? [fours(rule.min - 1)] : [])];
      const digits = rule.kind === "digits" ? [`${fours(rule.min - 1)}x`, `${fours(rule.min - 1)} `, `${fours(rule.min - 1)}٤`] : [];
      return [...anywhere, {}, 4, Number(fours(rule.max)), ...strange, ...digits];
    }
  }
}

function malformedField(rule: ArgumentRule, field: ArgumentRule): object[] {
  return malformed(field).map((value) => ({ ...(fitting(rule) as object), [field.name]: value }));
}

/** All that a command might change. */
function whole({ records, store, requests, session, ask }: ConsoleBench): string {
  const { writes } = records;
  const entries = store.entries.length;
  const told = [ask("GetUsers"), ask("GetSettings"), ask("GetTime"), ask("GetHolidaySchedule", { HolidayIndex: 1 })];
  return JSON.stringify([writes, entries, requests.length, session.open, ...told]);
}

function loggedIn(): ConsoleBench {
  const bench = consoleBench();
  bench.login();
  return bench;
}

describe("malformed arguments", () => {
  for (const { name, arguments: rules } of commands) {
    const right = Object.fromEntries(rules.map((rule) => [rule.name, fitting(rule)]));

    for (const rule of rules) {
      test(`${name}: ${rule.name} that is none is INVALID_COMMAND, says what would be right, and changes nothing`, () => {
        const bench = loggedIn();
        const before = whole(bench);
        for (const value of malformed(rule)) {
          const answer = bench.ask(name, { ...right, [rule.name]: value });
          assert.equal(answer.Status, "INVALID_COMMAND", JSON.stringify(value));
          assert.match(String(answer.Reason), rule.kind === "struct" ? /^[A-Za-z]+: / : new RegExp(`^${rule.name}: `));
        }
        assert.equal(whole(bench), before);
        assert.deepEqual(bench.faults, []);
      });
    }

    if (rules.some((rule) => !rule.optional)) {
      test(`${name} without any argument is INVALID_COMMAND`, () => {
        const bench = loggedIn();
        const before = whole(bench);
        assert.equal(bench.ask(name).Status, "INVALID_COMMAND");
        assert.equal(whole(bench), before);
      });
    }

    test(`${name}: names that it does not have are ignored`, () => {
      const strange = { Foo: 1, "": null, "__proto__x": {}, constructor: "x", PIN: "1", Reason: [[]] };
      const with_ = loggedIn().ask(name, { ...strange, ...right });
      assert.deepEqual(withoutCounts(with_), withoutCounts(loggedIn().ask(name, right)));
    });
  }
});

/** Of the loop, which has done more when more was sent. */
function withoutCounts(answer: object): object {
  return { ...answer, Turns: undefined, LongestTurn: undefined, LongestTurnUs: undefined };
}
