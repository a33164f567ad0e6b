// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { argumentNames, commands } from "../../link/commands";
import type { ArgumentRule } from "../../link/command";
import { AuditEvent, OperationSource } from "../../lock/audit";
import { refusalCodes, type RefusalReason, type RequestResult } from "../../lock/request";
import { consoleBench, loggedIn } from "../fixtures/console-bench";
import { guestPin, masterPin, wrongPin } from "../fixtures/credentials";

describe("commands: the table", () => {
  test("each name stands in it once", () => {
    const names = commands.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  });

  test("no argument is called like what every request has", () => {
    assert.ok(!argumentNames.includes("Command") && !argumentNames.includes("Id"));
  });

  test("Help tells every command, and of one its arguments", () => {
    const { ask } = loggedIn();
    assert.deepEqual(ask("Help").Commands, commands.map(({ name }) => name));
    assert.deepEqual(ask("Help", { Name: "GetLog" }).Arguments, ["From?", "Count?"]);
    assert.deepEqual(ask("Help", { Name: "ClearCredential" }).Arguments, ["Credential{CredentialType,CredentialIndex}"]);
    assert.equal(ask("Help", { Name: "getlog" }).Status, "NOT_FOUND");
  });
});

describe("commands: bolt", () => {
  for (const [command, operation] of [["LockDoor", "lock"], ["UnlockDoor", "unlock"]] as const) {
    test(`${command} asks the lock, as the master from the console`, () => {
      const { ask, requests } = loggedIn();
      assert.deepEqual(ask(command), { Status: "SUCCESS", Result: "Started" });
      assert.deepEqual(requests, [{ operation, source: OperationSource.proprietaryRemote, userIndex: 1 }]);
    });

    test(`${command} with a PIN asks it in the name of whose PIN it is, and with a wrong one not at all`, () => {
      const { ask, requests, lockout } = loggedIn();
      assert.equal(ask(command, { PINCode: guestPin }).Status, "SUCCESS");
      assert.deepEqual(requests, [{ operation, source: OperationSource.proprietaryRemote, userIndex: 2 }]);
      assert.equal(ask(command, { PINCode: wrongPin }).Status, "FAILURE");
      assert.equal(requests.length, 1);
      assert.equal(lockout.wrongCount, 1);
    });

    test(`${command} needs a PIN while RequirePINforRemoteOperation is on, and is not counted without one`, () => {
      const { ask, requests, lockout } = loggedIn();
      ask("SetSetting", { Name: "RequirePINforRemoteOperation", Value: 1 });
      assert.equal(ask(command).Status, "FAILURE");
      assert.deepEqual([requests.length, lockout.wrongCount], [0, 0]);
      assert.equal(ask(command, { PINCode: masterPin }).Status, "SUCCESS");
    });
  }

  test("UnlockWithTimeout says how long; nothing else does", () => {
    const { ask, requests } = loggedIn();
    assert.equal(ask("UnlockWithTimeout", { Timeout: 90 }).Status, "SUCCESS");
    assert.equal(ask("UnlockWithTimeout", { Timeout: 7, PINCode: guestPin }).Status, "SUCCESS");
    assert.deepEqual(requests.map(({ relockSeconds, userIndex }) => [relockSeconds, userIndex]), [[90, 1], [7, 2]]);
  });

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
    assert.deepEqual(ask("GetTime"), { Status: "SUCCESS", UtcTime: null, LocalTime: null, TimeZone: null });
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

describe("commands: time zone", () => {
  const rule = "CET-1CEST,M3.5.0,M10.5.0/3";

  test("local time is unknown until zone and time are set, and is the zone's then", () => {
    const { ask } = loggedIn();
    assert.equal(ask("SetTimeZone", { TimeZone: rule }).Status, "SUCCESS");
    assert.deepEqual(ask("GetTime"), { Status: "SUCCESS", UtcTime: null, LocalTime: null, TimeZone: rule });
    // 2027-07-15 10:00 UTC; Matter counts local seconds from 2000.
    ask("SetTime", { UtcTime: 1_815_645_600 });
    assert.equal(ask("GetTime").LocalTime, 1_815_645_600 - 946_684_800 + 7_200);
  });

  test("what is no rule is CONSTRAINT_ERROR, says what one looks like, and the old one stays", () => {
    const { ask } = loggedIn();
    ask("SetTimeZone", { TimeZone: rule });
    for (const TimeZone of ["Europe/Berlin", "CET-1CEST", "CET", "CET-1CEST,M3.5.0", "4".repeat(64)]) {
      const { Status, Reason } = ask("SetTimeZone", { TimeZone });
      assert.equal(Status, "CONSTRAINT_ERROR", TimeZone);
      assert.match(String(Reason), /POSIX/);
    }
    assert.equal(ask("GetTime").TimeZone, rule);
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
        const fitting = (rule: ArgumentRule): unknown => {
          if (rule.kind === "struct") return Object.fromEntries(rule.fields.map((field) => [field.name, fitting(field)]));
          return rule.kind === "integer" ? rule.min : rule.kind === "enum" ? rule.values[0] : pin;
        };
        bench.login();
        bench.ask(name, given(fitting));
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
