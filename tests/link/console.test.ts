// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { requestLengthMax } from "../../link/request";
import { consoleBench, loggedIn, type Answer } from "../fixtures/console-bench";
import { guestPin, masterPin } from "../fixtures/credentials";

/** Lines that are no request, with what is wrong with them. */
const notRequests: readonly (readonly [string, string | undefined])[] = [
  ["too long for the port", undefined],
  ["not JSON", "GetStatus"],
  ["cut short", '{"Command":"GetStatus"'],
  ["something behind", '{"Command":"GetStatus"}}'],
  ["a comma too many", '{"Command":"GetStatus",}'],
  ["two objects", '{"Command":"GetStatus"}{"Command":"GetStatus"}'],
  ["a number", "42"],
  ["null", "null"],
  ["text", '"GetStatus"'],
  ["an array", '["GetStatus"]'],
  ["no command", "{}"],
  ["a command that is no text", '{"Command":1}'],
  ["a command that is an object", '{"Command":{"Command":"GetStatus"}}'],
  ["a command in another case of the name", '{"command":"GetStatus"}'],
  ["a command that only a prototype has", '{"__proto__":{"Command":"GetStatus"}}'],
  ["nested 13 deep", `{"Command":"GetStatus","From":${"[".repeat(12)}${"]".repeat(12)}}`],
  ["nested 40 deep", '{"Command":'.repeat(40)],
  ["brackets without end", "[".repeat(requestLengthMax)],
  ["control characters", '{"Command":"Get\tStatus"}'],
  ["a character too long", `{"Command":"GetStatus"${" ".repeat(requestLengthMax - 23)} }`],
];

describe("console: what is not a request", () => {
  for (const [what, line] of notRequests) {
    test(`${what}: gets an error object, and the next line works`, () => {
      const { sendLine, faults, ask, store } = consoleBench();
      const before = store.entries.length;
      assert.equal((JSON.parse(sendLine(line)) as { Status: string }).Status, "INVALID_COMMAND");
      assert.equal(ask("GetStatus").Status, "SUCCESS");
      assert.deepEqual(faults, []);
      assert.equal(store.entries.length, before);
    });
  }

  test("a line of exactly the greatest length is a request", () => {
    const { sendLine } = consoleBench();
    const line = `{"Command":"GetStatus"${" ".repeat(requestLengthMax - 23)}}`;
    assert.equal(line.length, requestLengthMax);
    assert.match(sendLine(line), /"SUCCESS"/);
  });

  test("names that no command has are ignored", () => {
    const { sendLine } = consoleBench();
    const line = '{"Command":"GetStatus","__proto__":{"x":1},"constructor":[[[1]]],"0":1,"":2,"Hurry":true}';
    assert.match(sendLine(line), /"SUCCESS"/);
  });

  test("of a name that comes twice the last one counts, for who may do it too", () => {
    const { sendLine, requests } = consoleBench();
    assert.match(sendLine('{"Command":"GetStatus","Command":"UnlockDoor"}'), /"UNSUPPORTED_ACCESS"/);
    assert.equal(requests.length, 0);
  });

  test("an empty line is not answered", () => {
    const { loop, time, sent } = consoleBench();
    loop.post({ type: "line", text: "" });
    time.settle();
    assert.deepEqual(sent, []);
  });
});

describe("console: commands that do not exist", () => {
  for (const name of ["", "getstatus", "constructor", "__proto__", "toString", "Reboot", " GetStatus", "GetStatus\0"]) {
    test(`${JSON.stringify(name)}: UNSUPPORTED_COMMAND, logged in or not`, () => {
      const { ask, login, faults } = consoleBench();
      assert.equal(ask(name).Status, "UNSUPPORTED_COMMAND");
      login();
      assert.equal(ask(name).Status, "UNSUPPORTED_COMMAND");
      assert.deepEqual(faults, []);
    });
  }
});

describe("console: Id", () => {
  for (const id of [0, -7, 2.5, 1e300, "", "abc", "sixteen letters!", 'quo"te\n']) {
    test(`${JSON.stringify(id)} comes back as it was, in answers and in refusals`, () => {
      const { ask } = consoleBench();
      assert.equal(ask("GetStatus", { Id: id }).Id, id);
      assert.equal(ask("GetLog", { Id: id }).Id, id);
      assert.equal(ask("Nothing", { Id: id }).Id, id);
    });
  }

  for (const id of ["seventeen letters", {}, [1], true, null]) {
    test(`${JSON.stringify(id)} is left out, and the command works`, () => {
      const { ask } = consoleBench();
      const answer = ask("GetStatus", { Id: id });
      assert.equal(answer.Status, "SUCCESS");
      assert.ok(!("Id" in answer));
    });
  }

  test("one that is too great for a number is left out", () => {
    assert.ok(!consoleBench().sendLine('{"Command":"GetStatus","Id":1e999}').includes("Id"));
  });
});

describe("console: output", () => {
  test("an answer that finds no room is dropped whole and counted, and the next one comes", () => {
    const bench = consoleBench();
    bench.full = true;
    bench.loop.post({ type: "line", text: '{"Command":"GetStatus"}' });
    bench.time.settle();
    assert.deepEqual(bench.sent, []);
    bench.full = false;
    assert.equal(bench.ask("GetStatus").Status, "SUCCESS");
    bench.login();
    assert.equal(bench.ask("GetLoop").DroppedReplies, 1);
  });

  test("a flood of lines is answered one a turn", () => {
    const { loop, time, sent } = consoleBench();
    for (let count = 0; count < 5; count++) loop.post({ type: "line", text: '{"Command":"GetStatus"}' });
    const turns = loop.stats.turns;
    time.settle();
    assert.equal(sent.length, 5);
    assert.ok(loop.stats.turns - turns >= 5);
  });

  test("lines that come while one is being done are answered in order, also behind one that takes longer", () => {
    const { loop, time, sent } = loggedIn();
    const before = sent.length;
    const slow = { Command: "UnlockDoor", PINCode: guestPin, Id: 0 };
    for (let id = 0; id <= 12; id++) {
      loop.post({ type: "line", text: JSON.stringify(id === 0 ? slow : id === 5 ? "nothing" : { Command: "GetStatus", Id: id }) });
    }
    time.settle();
    const ids = sent.slice(before).map((line) => (JSON.parse(line) as { Id?: number }).Id);
    assert.deepEqual(ids, [0, 1, 2, 3, 4, undefined, 6, 7, 8, 9, 10, 11, 12]);
  });

  test("at most 16 lines wait; those that come beyond are refused, and the next one works", () => {
    const bench = loggedIn();
    const before = bench.sent.length;
    for (let id = 1; id <= 19; id++) bench.console.line(JSON.stringify({ Command: "GetStatus", Id: id }));
    assert.deepEqual(bench.sent.slice(before).map((line) => (JSON.parse(line) as Answer).Status), ["BUSY", "BUSY"]);
    bench.time.settle();
    assert.equal(bench.sent.length - before, 19);
    assert.equal(bench.ask("GetStatus").Status, "SUCCESS");
  });

  test("a mistake of our own is answered with FAILURE, counted as a fault, and the next line works", () => {
    const bench = consoleBench();
    bench.login();
    const broken = () => {
      throw new Error(`settings: ${masterPin}`);
    };
    Object.defineProperty(bench.settings, "get", { value: broken });
    const answer = bench.ask("GetSettings", { Id: 9 });
    assert.deepEqual(answer, { Id: 9, Status: "FAILURE", Reason: "internal error" });
    assert.equal(bench.faults.length, 1);
    assert.equal(bench.ask("GetStatus").Status, "SUCCESS");
  });
});
