// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { limits } from "../../lock/limits";
import { consoleBench, loggedIn } from "../fixtures/console-bench";
import { guestPin, masterPin } from "../fixtures/credentials";

const nobody = {
  UserName: null,
  UserUniqueID: null,
  UserStatus: null,
  UserType: null,
  CredentialRule: null,
  Credentials: null,
  CreatorFabricIndex: null,
  LastModifiedFabricIndex: null,
};
const everyUser = 0xfffe;

describe("SetUser and GetUser", () => {
  test("what is left out or null is the cluster's default, and the user has no credentials yet", () => {
    const { ask } = loggedIn();
    const given = { OperationType: 0, UserIndex: 7, UserName: null, UserType: null };
    assert.deepEqual(ask("SetUser", given), { Status: "SUCCESS" });
    assert.deepEqual(ask("GetUser", { UserIndex: 7 }), {
      Status: "SUCCESS",
      UserIndex: 7,
      UserName: "",
      UserUniqueID: null,
      UserStatus: "OccupiedEnabled",
      UserType: "UnrestrictedUser",
      CredentialRule: "Single",
      Credentials: [],
      CreatorFabricIndex: null,
      LastModifiedFabricIndex: null,
      NextUserIndex: null,
    });
  });

  test("what is given is kept, and Modify changes that and no more", () => {
    const { ask } = loggedIn();
    const given = { UserName: "Ünal 🦊", UserUniqueID: 4_000_000_000, UserStatus: 3, UserType: 8, CredentialRule: 2 };
    assert.equal(ask("SetUser", { OperationType: 0, UserIndex: 9, ...given }).Status, "SUCCESS");
    assert.equal(ask("SetUser", { OperationType: 2, UserIndex: 9, UserStatus: 1 }).Status, "SUCCESS");
    const { UserName, UserUniqueID, UserStatus, UserType, CredentialRule } = ask("GetUser", { UserIndex: 9 });
    assert.deepEqual(
      [UserName, UserUniqueID, UserStatus, UserType, CredentialRule],
      ["Ünal 🦊", 4_000_000_000, "OccupiedEnabled", "ScheduleRestrictedUser", "Tri"],
    );
  });

  test("a name may be ten characters of any kind, brackets too", () => {
    const { ask } = loggedIn();
    for (const UserName of ["{[{[{[{[{[", "Ünal 🦊🦊🦊🦊🦊", '"\\"\\"\\"\\"\\', "__proto__", ""]) {
      assert.equal(ask("SetUser", { OperationType: 2, UserIndex: 2, UserName }).Status, "SUCCESS");
      assert.equal(ask("GetUser", { UserIndex: 2 }).UserName, UserName);
    }
  });

  test("an occupied place is OCCUPIED to Add, and an empty one INVALID_COMMAND to Modify", () => {
    const { ask } = loggedIn();
    assert.equal(ask("SetUser", { OperationType: 0, UserIndex: 2, UserName: "Eve" }).Status, "OCCUPIED");
    assert.equal(ask("SetUser", { OperationType: 2, UserIndex: 3, UserName: "Eve" }).Status, "INVALID_COMMAND");
    assert.equal(ask("GetUser", { UserIndex: 2 }).UserName, "Guest");
    assert.equal(ask("GetUser", { UserIndex: 3 }).UserName, null);
  });

  test("of an empty place all is null but the indexes, and the next user that there is", () => {
    const { ask } = loggedIn();
    ask("SetUser", { OperationType: 0, UserIndex: limits.users });
    assert.deepEqual(ask("GetUser", { UserIndex: 3 }), { Status: "SUCCESS", UserIndex: 3, ...nobody, NextUserIndex: limits.users });
    assert.equal(ask("GetUser", { UserIndex: 1 }).NextUserIndex, 2);
    assert.equal(ask("GetUser", { UserIndex: limits.users }).NextUserIndex, null);
  });

  test("the master keeps type, status and rule, and nobody else becomes one", () => {
    const { ask, check } = loggedIn();
    for (const change of [{ UserStatus: 3 }, { UserType: 0 }, { CredentialRule: 1 }]) {
      assert.equal(ask("SetUser", { OperationType: 2, UserIndex: 1, ...change }).Status, "INVALID_COMMAND");
    }
    assert.equal(ask("SetUser", { OperationType: 0, UserIndex: 3, UserType: 3 }).Status, "INVALID_COMMAND");
    assert.equal(ask("SetUser", { OperationType: 2, UserIndex: 1, UserName: "Ann" }).Status, "SUCCESS");
    assert.equal(ask("GetUser", { UserIndex: 1 }).UserType, "ProgrammingUser");
    assert.equal(check(masterPin).result, "accepted");
  });

  test("a user who is disabled does not open from the next entry on", () => {
    const { ask, check } = loggedIn();
    assert.equal(ask("SetUser", { OperationType: 2, UserIndex: 2, UserStatus: 3 }).Status, "SUCCESS");
    assert.equal(check(guestPin).result, "refused");
    assert.equal(ask("SetUser", { OperationType: 2, UserIndex: 2, UserStatus: 1 }).Status, "SUCCESS");
    assert.equal(check(guestPin).result, "accepted");
  });
});

describe("ClearUser", () => {
  test("takes credentials and schedules along, from the next entry on; nobody there is SUCCESS as well", () => {
    const { ask, check } = loggedIn();
    assert.equal(ask("ClearUser", { UserIndex: 2 }).Status, "SUCCESS");
    assert.equal(check(guestPin).result, "refused");
    assert.equal(ask("GetUser", { UserIndex: 2 }).Credentials, null);
    assert.equal(ask("GetCredentialStatus", { Credential: { CredentialType: 1, CredentialIndex: 2 } }).CredentialExists, false);
    assert.equal(ask("ClearUser", { UserIndex: 2 }).Status, "SUCCESS");
  });

  test("65534 clears everybody but the master; the indexes between are none", () => {
    const { ask, check, users } = loggedIn();
    ask("SetUser", { OperationType: 0, UserIndex: 200 });
    for (const UserIndex of [0, limits.users + 1, everyUser - 1, everyUser + 1]) {
      assert.equal(ask("ClearUser", { UserIndex }).Status, "INVALID_COMMAND");
    }
    assert.equal(users.nextUser(2), 200);
    assert.equal(ask("ClearUser", { UserIndex: everyUser }).Status, "SUCCESS");
    assert.equal(users.nextUser(1), 0);
    assert.equal(check(masterPin).result, "accepted");
  });

  test("the master cannot be cleared", () => {
    const { ask, check } = loggedIn();
    assert.equal(ask("ClearUser", { UserIndex: 1 }).Status, "INVALID_IN_STATE");
    assert.equal(check(masterPin).result, "accepted");
  });
});

describe("GetUsers", () => {
  test("tells everybody, a page at a time", () => {
    const { ask } = loggedIn();
    for (const UserIndex of [3, 4, 5, 17, 18, 250]) ask("SetUser", { OperationType: 0, UserIndex, UserName: `User ${UserIndex}` });
    const seen: number[] = [];
    for (let from: number | null = 1; from !== null; ) {
      const page = ask("GetUsers", { From: from }) as { Users?: { UserIndex: number }[]; Next?: number | null };
      seen.push(...page.Users!.map(({ UserIndex }) => UserIndex));
      from = page.Next ?? null;
    }
    assert.deepEqual(seen, [1, 2, 3, 4, 5, 17, 18, 250]);
    assert.deepEqual(ask("GetUsers", { From: 17 }).Users, [
      { UserIndex: 17, UserName: "User 17", UserStatus: "OccupiedEnabled", UserType: "UnrestrictedUser" },
      { UserIndex: 18, UserName: "User 18", UserStatus: "OccupiedEnabled", UserType: "UnrestrictedUser" },
    ]);
  });

  test("lists whose record cannot be read", () => {
    const { records } = consoleBench();
    records.write("user.2", Uint8Array.of(1, 2, 3));
    const bench = consoleBench({ records });
    bench.login();
    assert.deepEqual(bench.ask("GetUsers").Damaged, [2]);
    assert.equal(bench.ask("ClearUser", { UserIndex: 2 }).Status, "SUCCESS");
    assert.deepEqual(bench.ask("GetUsers").Damaged, []);
  });
});
