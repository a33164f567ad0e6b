// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { argumentNames, commands } from "../../link/commands";
import type { ArgumentRule } from "../../link/command";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { refusalCodes, type RefusalReason, type RequestResult } from "../../lock/request";
import { consoleBench, type ConsoleBench } from "../fixtures/console-bench";
import { guestPin, masterPin, wrongPin } from "../fixtures/credentials";

const fours = (count: number) => "4".repeat(count);

function loggedIn(): ConsoleBench {
  const bench = consoleBench();
  bench.login();
  return bench;
}

describe("commands: the table", () => {
  test("each name stands in it once", () => {
    const names = commands.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  });

  test("no argument is called like what every request has", () => {
    assert.ok(!argumentNames.includes("Command") && !argumentNames.includes("Id"));
  });

  test("Help tells every command with its arguments", () => {
    const { Commands } = loggedIn().ask("Help") as { Commands?: { Command: string; Arguments: string[] }[] };
    assert.deepEqual(Commands?.map(({ Command }) => Command), commands.map(({ name }) => name));
    assert.deepEqual(Commands?.find(({ Command }) => Command === "GetLog")?.Arguments, ["From?", "Count?"]);
  });
});

describe("commands: arguments", () => {
  for (const command of commands.filter(({ arguments: rules }) => rules.length > 0)) {
    const rules = command.arguments;
    const least = ({ kind, min }: ArgumentRule) => (kind === "integer" ? min : fours(min));
    const fitting = Object.fromEntries(rules.map((rule) => [rule.name, least(rule)]));

    for (const { name, kind, min, max, optional } of rules) {
      const wrongTypes = [true, [], {}, [min], kind === "integer" ? "1" : 1, ...(optional ? [] : [undefined, null])];
      const outside =
        kind === "integer" ? [min - 1, max + 1, min + 0.5, 1e300, -1e300] : [fours(max + 1), `${fours(min)}\u001f`];

      test(`${command.name}: ${name} of the wrong type is INVALID_COMMAND and changes nothing`, () => {
        const bench = loggedIn();
        const { writes } = bench.records;
        for (const value of wrongTypes) {
          const answer = bench.ask(command.name, { ...fitting, [name]: value });
          assert.equal(answer.Status, "INVALID_COMMAND", JSON.stringify(value));
          assert.match(String(answer.Reason), new RegExp(`^${name}: `));
        }
        assert.equal(bench.records.writes, writes);
        assert.deepEqual(bench.faults, []);
      });

      test(`${command.name}: ${name} out of its range is CONSTRAINT_ERROR and changes nothing`, () => {
        const bench = loggedIn();
        const { writes } = bench.records;
        for (const value of outside) {
          const { Status } = bench.ask(command.name, { ...fitting, [name]: value });
          assert.equal(Status, "CONSTRAINT_ERROR", JSON.stringify(value));
        }
        assert.equal(bench.records.writes, writes);
        assert.deepEqual(bench.faults, []);
      });
    }
  }
});

describe("commands: bolt", () => {
  for (const [command, operation] of [["LockDoor", "lock"], ["UnlockDoor", "unlock"]] as const) {
    test(`${command} asks the lock, as the master from the console`, () => {
      const { ask, requests } = loggedIn();
      assert.deepEqual(ask(command), { Status: "SUCCESS", Result: "Started" });
      assert.deepEqual(requests, [{ operation, source: OperationSource.proprietaryRemote, userIndex: 1 }]);
    });
  }

  for (const kind of ["underWay", "alreadyThere", "queued"] as const) {
    test(`tells that it is ${kind}`, () => {
      const bench = loggedIn();
      bench.result = { kind } as RequestResult;
      assert.equal(bench.ask("LockDoor").Result, kind.charAt(0).toUpperCase() + kind.slice(1));
    });
  }

  for (const reason of Object.keys(refusalCodes) as RefusalReason[]) {
    test(`a refusal because of ${reason} is no SUCCESS, and says why`, () => {
      const bench = loggedIn();
      bench.result = { kind: "refused", reason };
      const { Status, Reason } = bench.ask("LockDoor");
      assert.notEqual(Status, "SUCCESS");
      assert.ok(typeof Reason === "string" && Reason.length > 5);
    });
  }
});

describe("commands: users", () => {
  test("a new user's PIN opens, and the answer does not show it", () => {
    const { ask, check, sent } = loggedIn();
    const given = { UserIndex: 5, CredentialType: 1, CredentialData: "604172", UserName: "Ann" };
    assert.deepEqual(ask("SetCredential", given), { Status: "SUCCESS" });
    assert.deepEqual(check("604172"), { result: "accepted", userIndex: 5 });
    assert.deepEqual((ask("GetUsers").Users as object[])[2], {
      UserIndex: 5,
      UserName: "Ann",
      UserStatus: "OccupiedEnabled",
      UserType: "UnrestrictedUser",
    });
    assert.ok(!sent.join().includes("604172"));
  });

  test("a name may be ten characters of any kind, brackets too", () => {
    const { ask, users } = loggedIn();
    for (const UserName of ["{[{[{[{[{[", "Ünal 🦊🦊🦊🦊🦊", '"\\"\\"\\"\\"\\', "__proto__", ""]) {
      const given = { UserIndex: 2, CredentialType: 1, CredentialData: guestPin, UserName };
      assert.equal(ask("SetCredential", given).Status, "SUCCESS");
      assert.equal(users.list()[1]?.name, UserName);
    }
  });

  test("a PIN that somebody has is DUPLICATE, an easy one says what is easy about it", () => {
    const { ask } = loggedIn();
    const set = (CredentialData: string) => ask("SetCredential", { UserIndex: 5, CredentialType: 1, CredentialData });
    assert.deepEqual(set(guestPin), { Status: "DUPLICATE" });
    assert.deepEqual(set("123456"), { Status: "CONSTRAINT_ERROR", Reason: "too easy to guess: run" });
    assert.equal((ask("GetUsers").Users as object[]).length, 2);
  });

  test("the master has a ProgrammingPIN and all others a PIN: any other pairing is refused", () => {
    const { ask, check } = loggedIn();
    for (const [UserIndex, CredentialType] of [[1, 1], [5, 0]]) {
      const answer = ask("SetCredential", { UserIndex, CredentialType, CredentialData: "604172" });
      assert.equal(answer.Status, "CONSTRAINT_ERROR");
      assert.equal(ask("ClearCredential", { UserIndex, CredentialType }).Status, "CONSTRAINT_ERROR");
    }
    assert.equal(check("604172").result, "refused");
  });

  for (const [command, given] of [["ClearUser", {}], ["ClearCredential", { CredentialType: 1 }]] as const) {
    test(`${command} takes the PIN away from the next entry on; twice is NOT_FOUND`, () => {
      const { ask, check } = loggedIn();
      assert.equal(ask(command, { UserIndex: 2, ...given }).Status, "SUCCESS");
      assert.equal(check(guestPin).result, "refused");
      assert.equal(ask(command, { UserIndex: 2, ...given }).Status, "NOT_FOUND");
    });
  }

  test("the master cannot be cleared", () => {
    const { ask, check } = loggedIn();
    assert.equal(ask("ClearUser", { UserIndex: 1 }).Status, "INVALID_IN_STATE");
    assert.equal(ask("ClearCredential", { UserIndex: 1, CredentialType: 0 }).Status, "INVALID_IN_STATE");
    assert.equal(check(masterPin).result, "accepted");
  });

  test("flash that fails is FAILURE, and nothing changed", () => {
    const { ask, check, records } = loggedIn();
    records.failWrites = true;
    assert.equal(ask("SetCredential", { UserIndex: 5, CredentialType: 1, CredentialData: "604172" }).Status, "FAILURE");
    records.failWrites = false;
    assert.equal(check("604172").result, "refused");
  });
});

describe("commands: settings and time", () => {
  test("a setting is kept and read back, with who did it in the log", () => {
    const { ask, store, settings } = loggedIn();
    assert.deepEqual(ask("SetSetting", { Name: "AutoRelockTime", Value: 60 }), { Status: "SUCCESS" });
    assert.equal(settings.get("AutoRelockTime"), 60);
    assert.deepEqual((ask("GetSettings").Settings as object[])[0], {
      Name: "AutoRelockTime",
      Value: 60,
      Min: 0,
      Max: 3600,
      Unit: "s",
    });
    const entry = store.entries.at(-1);
    assert.deepEqual([entry?.event, entry?.source, entry?.userIndex], [AuditEvent.settingChanged, 2, 1]);
  });

  test("a value out of range is refused with the range, a name that is none with NOT_FOUND", () => {
    const { ask, settings } = loggedIn();
    const refused = ask("SetSetting", { Name: "AutoRelockTime", Value: 3601 });
    assert.deepEqual(refused, { Status: "CONSTRAINT_ERROR", Reason: "Value: an integer from 0 to 3600" });
    for (const Name of ["autoRelockTime", "constructor", "__proto__", "AutoRelockTime "]) {
      assert.equal(ask("SetSetting", { Name, Value: 1 }).Status, "NOT_FOUND");
    }
    assert.equal(settings.get("AutoRelockTime"), 30);
  });

  test("the time is unknown until it is set, goes on from there, and cannot be set back", () => {
    const { ask, time, store } = loggedIn();
    assert.deepEqual(ask("GetTime"), { Status: "SUCCESS", UtcTime: null });
    assert.equal(ask("SetTime", { UtcTime: 1_800_000_000 }).Status, "SUCCESS");
    assert.deepEqual([store.entries.at(-1)?.event, store.entries.at(-1)?.value], [AuditEvent.timeSet, 0]);
    time.advance(10_000);
    assert.equal(ask("GetTime").UtcTime, 1_800_000_010);
    assert.equal(ask("SetTime", { UtcTime: 1_799_990_000 }).Status, "CONSTRAINT_ERROR");
    assert.equal(ask("SetTime", { UtcTime: 0 }).Status, "CONSTRAINT_ERROR");
    assert.equal(ask("SetTime", { UtcTime: 1_800_000_040 }).Status, "SUCCESS");
    assert.equal(store.entries.at(-1)?.value, 30);
  });
});

describe("commands: status", () => {
  test("before set-up it says so, and what is wrong with a PIN that was refused", () => {
    const { ask, setUp } = consoleBench({ hasUsers: false });
    assert.equal(ask("GetStatus").SetUp, "Waiting");
    setUp.start();
    setUp.entry(Uint8Array.of(1, 1, 1, 1, 1, 1));
    const { SetUp, Problem } = ask("GetSetUp");
    assert.deepEqual([SetUp, Problem], ["MasterPin", "Repeat"]);
  });

  test("a lock without keys says that it is shut from outside, and takes no login", () => {
    const { records } = consoleBench();
    const { ask, login, lockout } = consoleBench({ records, noDeviceKey: true });
    assert.equal(ask("GetStatus").OutsideDisabled, true);
    assert.deepEqual(login(), { Status: "FAILURE", Reason: "keys or records cannot be trusted" });
    assert.equal(lockout.wrongCount, 0);
  });

  test("what has not been measured is null", () => {
    const bench = loggedIn();
    const unknown = { batteryMillivolts: undefined, batteryPercent: undefined, batterySagMillivolts: undefined };
    bench.status = { ...bench.status, ...unknown };
    assert.deepEqual(bench.ask("GetBattery"), {
      Status: "SUCCESS",
      BatteryLevel: "Ok",
      Millivolts: null,
      Percent: null,
      SagMillivolts: null,
    });
  });
});

describe("commands: secrets", () => {
  test("no answer holds a PIN, right or wrong, given well or badly", () => {
    const bench = consoleBench();
    const pins = [masterPin, guestPin, wrongPin, "604172"];
    for (const pin of pins) {
      for (const { name, arguments: rules } of commands) {
        // A name is repeated as it was given, so it is no place for a PIN.
        const given = (value: (rule: ArgumentRule) => unknown) =>
          Object.fromEntries(rules.map((rule) => [rule.name, rule.name === "UserName" ? "Ann" : value(rule)]));
        bench.login();
        bench.ask(name, given((rule) => (rule.kind === "integer" ? rule.min : pin)));
        bench.login();
        bench.ask(name, given(() => pin));
        bench.login();
        bench.ask(name, given(() => Number(pin)));
        bench.ask(pin, { PIN: pin });
        bench.sendLine(`{"Command":"Login","PIN":"${pin}"`);
        bench.time.advance(3_600_000);
      }
    }
    for (const pin of pins) assert.ok(!bench.sent.join("\n").includes(pin), pin);
    assert.deepEqual(bench.faults, []);
  });
});
