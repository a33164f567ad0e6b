// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { addPin, modifyPin } from "../../host/board/pin-credential";
import { limits } from "../../lock/limits";
import { loggedIn } from "../fixtures/console-bench";
import { guestPin, masterPin } from "../fixtures/credentials";

const anna = "604172";
const every = 0xfffe;
const card = (index: number, uid: string) => ({ ...addPin(index, uid), Credential: { CredentialType: 2, CredentialIndex: index } });
const which = (CredentialType: number, CredentialIndex: number) => ({ Credential: { CredentialType, CredentialIndex } });

describe("SetCredential", () => {
  test("without a user it makes one in the first free place, tells which, and the next free index; the answer shows no PIN", () => {
    const { ask, check, sent } = loggedIn();
    ask("SetUser", { OperationType: 0, UserIndex: 3 });
    const given = { ...addPin(1, anna), UserType: 6, UserStatus: 1 };
    assert.deepEqual(ask("SetCredential", given), { Status: "SUCCESS", UserIndex: 4, NextCredentialIndex: 3 });
    assert.deepEqual(check(anna), { result: "accepted", userIndex: 4 });
    assert.equal(ask("GetUser", { UserIndex: 4 }).UserType, "DisposableUser");
    assert.ok(!sent.join().includes(anna));
  });

  test("with a user it is his, and the answer tells no user", () => {
    const { ask, check } = loggedIn();
    const answer = ask("SetCredential", { ...addPin(7, anna), UserIndex: 2 });
    assert.deepEqual(answer, { Status: "SUCCESS", UserIndex: null, NextCredentialIndex: 8 });
    assert.deepEqual([check(anna).userIndex, check(guestPin).userIndex], [2, 2]);
    assert.deepEqual(ask("GetUser", { UserIndex: 2 }).Credentials, [
      { CredentialType: 1, CredentialIndex: 2 },
      { CredentialType: 1, CredentialIndex: 7 },
    ]);
  });

  test("status and type go only with a new user, and a user must be there", () => {
    const { ask, check } = loggedIn();
    for (const more of [{ UserIndex: 2, UserStatus: 1 }, { UserIndex: 2, UserType: 0 }, { UserIndex: 9 }]) {
      const answer = ask("SetCredential", { ...addPin(7, anna), ...more });
      assert.deepEqual([answer.Status, answer.UserIndex, answer.NextCredentialIndex], ["INVALID_COMMAND", null, 8]);
    }
    assert.equal(check(anna).result, "refused");
  });

  test("Modify gives another PIN in place of the old one; of nobody's it is INVALID_COMMAND", () => {
    const { ask, check } = loggedIn();
    assert.equal(ask("SetCredential", { ...modifyPin(2, anna), UserIndex: 2 }).Status, "SUCCESS");
    assert.deepEqual([check(anna).result, check(guestPin).result], ["accepted", "refused"]);
    assert.equal(ask("SetCredential", { ...modifyPin(3, "849205"), UserIndex: 2 }).Status, "INVALID_COMMAND");
    assert.equal(ask("SetCredential", modifyPin(3, "849205")).Status, "INVALID_COMMAND");
    assert.equal(check("849205").result, "refused");
  });

  test("an index that is taken is OCCUPIED, a PIN that somebody has DUPLICATE, an easy one says what is easy about it", () => {
    const { ask } = loggedIn();
    assert.equal(ask("SetCredential", addPin(2, anna)).Status, "OCCUPIED");
    assert.equal(ask("SetCredential", addPin(3, guestPin)).Status, "DUPLICATE");
    assert.equal(ask("SetCredential", addPin(3, masterPin)).Status, "DUPLICATE");
    const { Status, Reason } = ask("SetCredential", addPin(3, "123456"));
    assert.deepEqual([Status, Reason], ["CONSTRAINT_ERROR", "too easy to guess: run"]);
    assert.equal(ask("GetUser", { UserIndex: 1 }).NextUserIndex, 2);
    assert.equal(ask("GetUser", { UserIndex: 2 }).NextUserIndex, null);
  });

  test("duplicates are looked for within a type: the same digits may be a PIN and a card", () => {
    const { ask } = loggedIn();
    assert.equal(ask("SetCredential", addPin(5, "04172839")).Status, "SUCCESS");
    assert.equal(ask("SetCredential", card(1, "04172839")).Status, "SUCCESS");
    assert.equal(ask("SetCredential", card(2, "04172839")).Status, "DUPLICATE");
  });

  test("a UID is hex of 4, 7 or 10 bytes, in either case", () => {
    const { ask } = loggedIn();
    for (const uid of ["04a1B2", "04a1b2c", "04a1b2c3d4", "04a1b2g3", "0x4a1b2c", "04 a1b2c", "04a1b2c3d4e5f60718293a"]) {
      assert.equal(ask("SetCredential", card(1, uid)).Status, "INVALID_COMMAND", uid);
    }
    assert.equal(ask("SetCredential", card(1, "04a1b2c3")).Status, "SUCCESS");
    assert.equal(ask("SetCredential", card(2, "04A1B2C3")).Status, "DUPLICATE");
    assert.equal(ask("SetCredential", card(2, "04A1B2C3D4E5F6")).Status, "SUCCESS");
    assert.equal(ask("SetCredential", card(3, "04a1b2c3d4e5f6071829")).Status, "SUCCESS");
  });

  test("a finger or a face is the number of its place in the module", () => {
    const { ask } = loggedIn();
    for (const type of [3, 5]) {
      const given = { ...addPin(1, "0"), ...which(type, 1) };
      for (const CredentialData of ["", "1000", "-1", "1.5", "x", "٣"]) {
        assert.equal(ask("SetCredential", { ...given, CredentialData }).Status, "INVALID_COMMAND", CredentialData);
      }
      assert.equal(ask("SetCredential", { ...given, CredentialData: "199" }).Status, "SUCCESS");
    }
  });

  test("what is no PIN is INVALID_COMMAND and not told", () => {
    const { ask, sent } = loggedIn();
    for (const digits of ["73951", "73951873951", "7395l8", " 739518", "٧٣٩٥١٨"]) {
      assert.equal(ask("SetCredential", addPin(3, digits)).Status, "INVALID_COMMAND", digits);
      assert.ok(!sent.at(-1)!.includes(digits));
    }
  });

  test("an index that there is not is INVALID_COMMAND, with no next one", () => {
    const { ask } = loggedIn();
    for (const [type, index] of [[1, 0], [1, limits.pins + 1], [1, 0xffff], [0, 1]] as const) {
      const answer = ask("SetCredential", { ...addPin(1, anna), ...which(type, index) });
      assert.deepEqual([answer.Status, answer.NextCredentialIndex], ["INVALID_COMMAND", null], `${type} ${index}`);
    }
  });

  test("the ProgrammingPIN is the master's, has index 0 and can only be changed", () => {
    const { ask, check } = loggedIn();
    const given = { ...modifyPin(0, anna), ...which(0, 0) };
    assert.equal(ask("SetCredential", { ...given, OperationType: 0 }).Status, "INVALID_IN_STATE");
    assert.equal(ask("SetCredential", { ...given, UserIndex: 2 }).Status, "INVALID_COMMAND");
    assert.equal(ask("SetCredential", { ...addPin(3, anna), UserIndex: 1 }).Status, "INVALID_COMMAND");
    assert.deepEqual(ask("SetCredential", given), { Status: "SUCCESS", UserIndex: null, NextCredentialIndex: null });
    assert.deepEqual([check(anna).userIndex, check(masterPin).result], [1, "refused"]);
  });

  test("flash that fails is FAILURE, and nothing changed", () => {
    const { ask, check, records } = loggedIn();
    records.failWrites = true;
    assert.equal(ask("SetCredential", addPin(3, anna)).Status, "FAILURE");
    records.failWrites = false;
    assert.equal(check(anna).result, "refused");
    assert.equal(ask("GetUser", { UserIndex: 2 }).NextUserIndex, null);
  });
});

describe("GetCredentialStatus", () => {
  test("tells whose it is, and the next one that there is", () => {
    const { ask } = loggedIn();
    ask("SetCredential", { ...addPin(40, anna), UserIndex: 2 });
    const nobodys = { CreatorFabricIndex: null, LastModifiedFabricIndex: null };
    assert.deepEqual(ask("GetCredentialStatus", which(1, 2)), {
      Status: "SUCCESS",
      CredentialExists: true,
      UserIndex: 2,
      ...nobodys,
      NextCredentialIndex: 40,
    });
    assert.deepEqual(ask("GetCredentialStatus", which(1, 39)), {
      Status: "SUCCESS",
      CredentialExists: false,
      UserIndex: null,
      ...nobodys,
      NextCredentialIndex: 40,
    });
    assert.equal(ask("GetCredentialStatus", which(1, 40)).NextCredentialIndex, null);
    assert.equal(ask("GetCredentialStatus", which(2, 1)).NextCredentialIndex, null);
    assert.equal(ask("GetCredentialStatus", which(0, 0)).UserIndex, 1);
  });

  test("an index that there is not holds nothing", () => {
    const { ask } = loggedIn();
    for (const index of [0, limits.pins + 1, 0xffff]) {
      const { Status, CredentialExists, UserIndex } = ask("GetCredentialStatus", which(1, index));
      assert.deepEqual([Status, CredentialExists, UserIndex], ["SUCCESS", false, null]);
    }
  });
});

describe("ClearCredential", () => {
  test("takes one away from the next entry on; the user stays while he has another", () => {
    const { ask, check } = loggedIn();
    ask("SetCredential", { ...addPin(40, anna), UserIndex: 2 });
    assert.equal(ask("ClearCredential", which(1, 2)).Status, "SUCCESS");
    assert.deepEqual([check(guestPin).result, check(anna).userIndex], ["refused", 2]);
    assert.equal(ask("ClearCredential", which(1, 40)).Status, "SUCCESS");
    assert.equal(ask("GetUser", { UserIndex: 2 }).UserName, null);
    assert.equal(ask("ClearCredential", which(1, 40)).Status, "SUCCESS");
  });

  test("65534 takes all of a type, null all of every type; the master keeps his", () => {
    const { ask, check } = loggedIn();
    ask("SetCredential", addPin(3, anna));
    ask("SetCredential", { ...card(1, "04a1b2c3"), UserIndex: 2 });
    assert.equal(ask("ClearCredential", which(1, every)).Status, "SUCCESS");
    assert.deepEqual([check(anna).result, check(guestPin).result], ["refused", "refused"]);
    assert.deepEqual(ask("GetUser", { UserIndex: 2 }).Credentials, [{ CredentialType: 2, CredentialIndex: 1 }]);
    assert.equal(ask("GetUser", { UserIndex: 3 }).UserName, null);
    assert.equal(ask("ClearCredential", { Credential: null }).Status, "SUCCESS");
    assert.equal(ask("GetUser", { UserIndex: 1 }).NextUserIndex, null);
    assert.equal(check(masterPin).result, "accepted");
  });

  test("left out it is INVALID_COMMAND and takes nothing: a slip of the pen must not clear the house", () => {
    const { ask, check } = loggedIn();
    assert.equal(ask("ClearCredential").Status, "INVALID_COMMAND");
    assert.equal(ask("ClearCredential", { Credentials: null }).Status, "INVALID_COMMAND");
    assert.equal(check(guestPin).result, "accepted");
  });

  test("the ProgrammingPIN cannot be cleared, and an index that there is not is INVALID_COMMAND", () => {
    const { ask, check } = loggedIn();
    assert.equal(ask("ClearCredential", which(0, 0)).Status, "INVALID_IN_STATE");
    assert.equal(ask("ClearCredential", which(1, 0)).Status, "INVALID_COMMAND");
    assert.equal(ask("ClearCredential", which(1, limits.pins + 1)).Status, "INVALID_COMMAND");
    assert.equal(check(masterPin).result, "accepted");
  });
});
