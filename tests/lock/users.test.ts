// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AuditEvent, RecordCode } from "../../lock/audit";
import { sealUser } from "../../lock/user-bytes";
import { CredentialType, newUser, userRecord, type StoredUser } from "../../lock/user-record";
import { byMaster, credentials, guestPin, masterPin, pin, wrongPin } from "../fixtures/credentials";
import { FakeKeyedHash } from "../fixtures/fake-lock-parts";
import { listUsers } from "../fixtures/list-users";

const verifierOf = (digits: string) => new FakeKeyedHash(Uint8Array.of(1, 2, 3)).mac(pin(digits));

describe("users: setting PINs", () => {
  test("a user has a name, a status and a type in Matter's numbers, and never shows a verifier", () => {
    const { users } = credentials();
    assert.deepEqual(listUsers(users), [
      { index: 1, name: "", status: 1, type: 3 },
      { index: 2, name: "Guest", status: 1, type: 0 },
    ]);
  });

  test("what list() gives away cannot be used to change a user", () => {
    const { users } = credentials();
    listUsers(users)[1]!.name = "Mallory";
    assert.equal(listUsers(users)[1]!.name, "Guest");
  });

  test("a PIN and a name survive a power cut", () => {
    const { users, records } = credentials();
    assert.deepEqual(users.setPin(7, pin("618204"), byMaster, "Ünal 🦊"), { status: "SUCCESS" });
    const after = credentials({ records });
    assert.equal(listUsers(after.users)[2]!.name, "Ünal 🦊");
    assert.deepEqual(after.check("618204"), { result: "accepted", userIndex: 7 });
  });

  test("a new PIN keeps the name, a new name replaces it", () => {
    const { users } = credentials();
    users.setPin(2, pin("618204"), byMaster);
    assert.equal(listUsers(users)[1]!.name, "Guest");
    users.setPin(2, pin("618204"), byMaster, "Other");
    assert.equal(listUsers(users)[1]!.name, "Other");
  });

  test("refuses a weak PIN with the reason, and the old one still opens", () => {
    const { users, check } = credentials();
    assert.deepEqual(users.setPin(2, pin("123456"), byMaster), { status: "CONSTRAINT_ERROR", weakness: "run" });
    assert.deepEqual(users.setPin(2, pin("12345"), byMaster), { status: "CONSTRAINT_ERROR", weakness: "length" });
    assert.equal(check(guestPin).result, "accepted");
  });

  test("refuses a PIN that somebody else has, the master's too, but not one's own", () => {
    const { users } = credentials();
    assert.equal(users.setPin(3, pin(guestPin), byMaster).status, "DUPLICATE");
    assert.equal(users.setPin(3, pin(masterPin), byMaster).status, "DUPLICATE");
    assert.equal(users.setPin(1, pin(guestPin), byMaster).status, "DUPLICATE");
    assert.equal(users.setPin(2, pin(guestPin), byMaster).status, "SUCCESS");
    assert.equal(listUsers(users).length, 2);
  });

  test("a PIN that was erased is free again", () => {
    const { users } = credentials();
    users.clear(2, byMaster);
    assert.equal(users.setPin(3, pin(guestPin), byMaster).status, "SUCCESS");
  });

  test("refuses indexes that do not exist", () => {
    const { users } = credentials();
    for (const index of [0, 251, -1, 1.5, NaN]) {
      assert.equal(users.setPin(index, pin("618204"), byMaster).status, "INVALID_COMMAND");
      assert.equal(users.clear(index, byMaster), "CONSTRAINT_ERROR");
    }
    assert.equal(users.setPin(250, pin("618204"), byMaster).status, "SUCCESS");
  });

  test("refuses names that are too long or hold control characters", () => {
    const { users } = credentials();
    for (const name of ["elevenchars", "a\nb", "\u0000", "\u009b1m", "\ud83d"]) {
      assert.equal(users.setPin(3, pin("618204"), byMaster, name).status, "CONSTRAINT_ERROR");
    }
    assert.equal(users.setPin(3, pin("618204"), byMaster, "ten chars!").status, "SUCCESS");
  });

  test("there are no users before there is a master", () => {
    const { users } = credentials({ hasUsers: false });
    assert.equal(users.master, "absent");
    assert.equal(users.setPin(2, pin(guestPin), byMaster).status, "INVALID_IN_STATE");
    assert.equal(users.setPin(1, pin(masterPin), byMaster).status, "SUCCESS");
    assert.equal(users.setPin(2, pin(guestPin), byMaster).status, "SUCCESS");
  });

  test("the first master is a new beginning: users left from before are erased", () => {
    const { records } = credentials();
    records.delete(userRecord(1));
    const { users, check } = credentials({ records });
    assert.equal(users.setPin(1, pin("618204"), byMaster).status, "SUCCESS");
    assert.deepEqual(listUsers(users).map(({ index }) => index), [1]);
    assert.equal(check(guestPin).result, "refused");
  });

  test("no PIN can be set without a device key", () => {
    const { users, records } = credentials({ hasUsers: false, noDeviceKey: true });
    assert.equal(users.canSetPins, false);
    assert.equal(users.setPin(1, pin(masterPin), byMaster).status, "FAILURE");
    assert.deepEqual(records.keys(), []);
  });

  test("digits are zeroed whatever the answer", () => {
    const { users } = credentials();
    for (const [index, text] of [[3, "618204"], [3, guestPin], [3, "123456"], [99, "618204"]] as const) {
      const digits = pin(text);
      users.setPin(index, digits, byMaster);
      assert.ok(digits.every((digit) => digit === 0));
    }
  });

  test("flash that fails changes nothing, neither now nor after a power cut", () => {
    const { users, records, check, lockout, store } = credentials();
    records.failWrites = true;
    assert.equal(users.setPin(2, pin("618204"), byMaster).status, "FAILURE");
    assert.equal(users.clear(2, byMaster), "FAILURE");
    assert.equal(store.entries[0]?.event, AuditEvent.recordNotWritten);
    assert.equal(store.entries[0]?.value, RecordCode.user + 2);
    records.failWrites = false;
    assert.equal(check(guestPin).result, "accepted");
    assert.equal(check("618204").result, "refused");
    lockout.succeed("master");
    assert.equal(credentials({ records }).check(guestPin).result, "accepted");
  });

  test("the log says whose PIN was set or erased, and by whom", () => {
    const { users, store } = credentials();
    users.setPin(5, pin("618204"), byMaster);
    users.clear(5, byMaster);
    assert.deepEqual(
      store.entries.map(({ event, source, userIndex, value }) => [event, source, userIndex, value]),
      [
        [AuditEvent.credentialSet, 3, 1, 5 * 0x100000 + 0x10000 + 5],
        [AuditEvent.userCleared, 3, 1, 5],
      ],
    );
  });
});

describe("users: erasing", () => {
  test("an erased user is gone, also after a power cut", () => {
    const { users, records } = credentials();
    assert.equal(users.clear(2, byMaster), "SUCCESS");
    assert.equal(users.clear(2, byMaster), "NOT_FOUND");
    assert.deepEqual(listUsers(credentials({ records }).users).map(({ index }) => index), [1]);
  });

  test("the master cannot be erased", () => {
    const { users, check } = credentials();
    assert.equal(users.clear(1, byMaster), "INVALID_IN_STATE");
    assert.equal(check(masterPin).result, "accepted");
  });
});

describe("users: stored records", () => {
  test("every single flipped bit makes the user absent, reported, and never another user", () => {
    const { records } = credentials();
    const record = records.read(userRecord(2))!;
    for (let bit = 0; bit < record.length * 8; bit++) {
      const torn = record.slice();
      torn[bit >> 3]! ^= 1 << (bit & 7);
      records.write(userRecord(2), torn);
      const { users, store, check } = credentials({ records });
      assert.deepEqual(users.damaged, [2], `bit ${bit}`);
      assert.deepEqual(listUsers(users).map(({ index }) => index), [1]);
      assert.equal(store.entries[0]?.value, RecordCode.user + 2);
      if (bit % 16 === 0) assert.equal(check(guestPin).result, "refused");
      records.write("attempts", credentials().records.read("attempts")!);
    }
  });

  test("another user's record in the place of a user is garbled", () => {
    const { records } = credentials();
    records.write(userRecord(5), records.read(userRecord(2))!);
    const { users, check } = credentials({ records });
    assert.deepEqual(users.damaged, [5]);
    assert.deepEqual(check(guestPin), { result: "accepted", userIndex: 2 });
  });

  test("a well-formed record that this firmware never writes is garbled, or cannot be read", () => {
    const eve = (): StoredUser => ({ ...newUser(), name: "Eve", credentials: [{ type: 1, index: 3, data: verifierOf(wrongPin) }] });
    const programmingPin = [{ type: 0, index: 0, data: verifierOf(wrongPin) }];
    for (const change of [{ status: 0 }, { status: 2 }, { type: 3 }, { type: 10 }, { rule: 3 }, { credentials: programmingPin }]) {
      const { records } = credentials();
      records.write(userRecord(3), sealUser(3, { ...eve(), ...change }));
      const { users, check } = credentials({ records });
      assert.deepEqual(users.damaged, [3]);
      assert.equal(check(wrongPin).result, "refused");
    }
    for (const name of ["elevenchars", "a\u0007"]) {
      const { records } = credentials();
      records.write(userRecord(3), sealUser(3, { ...eve(), name }));
      const { users, check } = credentials({ records });
      assert.equal(users.read(3), undefined);
      assert.equal(check(wrongPin).result, "refused");
    }
    const { records } = credentials();
    records.write(userRecord(3), sealUser(3, eve()));
    assert.deepEqual(credentials({ records }).check(wrongPin), { result: "accepted", userIndex: 3 });
  });

  test("a master who is disabled, of another type or rule, or with a second credential is damaged", () => {
    const master: StoredUser = { ...newUser(), type: 3, credentials: [{ type: 0, index: 0, data: verifierOf(masterPin) }] };
    const second = { type: 1, index: 9, data: verifierOf(wrongPin) };
    for (const change of [
      { status: 3 }, { type: 0 }, { rule: 1 }, { credentials: [] }, { credentials: [...master.credentials, second] },
    ]) {
      const { records } = credentials();
      records.write(userRecord(1), sealUser(1, { ...master, ...change }));
      assert.equal(credentials({ records }).users.master, "damaged");
    }
    const { records } = credentials();
    records.write(userRecord(1), sealUser(1, master));
    assert.equal(credentials({ records }).users.master, "present");
  });

  test("a user whose credential another one has is damaged, and the other one comes in", () => {
    const { records } = credentials();
    const thief: StoredUser = { ...newUser(), credentials: [{ type: 1, index: 2, data: verifierOf(wrongPin) }] };
    records.write(userRecord(9), sealUser(9, thief));
    const { users, check } = credentials({ records });
    assert.deepEqual(users.damaged, [9]);
    assert.equal(check(wrongPin).result, "refused");
    assert.deepEqual(check(guestPin), { result: "accepted", userIndex: 2 });
  });

  test("a disabled user is there but cannot open, and his PIN is taken", () => {
    const { records } = credentials();
    const disabled = { ...newUser(), status: 3, credentials: [{ type: 1, index: 3, data: verifierOf(wrongPin) }] };
    records.write(userRecord(3), sealUser(3, disabled));
    const { users, check } = credentials({ records });
    assert.equal(users.read(3)?.status, 3);
    assert.equal(check(wrongPin).result, "refused");
    assert.equal(users.setPin(4, pin(wrongPin), byMaster).status, "DUPLICATE");
  });

  test("an empty place does not open to the hash of all zeros", () => {
    const { users } = credentials();
    for (const type of [CredentialType.pin, CredentialType.rfid, CredentialType.fingerprint, CredentialType.face]) {
      assert.deepEqual(users.match(type, new Uint8Array(16)), { userIndex: 0, credentialIndex: 0 });
    }
  });

  test("a garbled user can be erased and set again", () => {
    const { records } = credentials();
    records.write(userRecord(2), Uint8Array.of(1, 2, 3));
    const { users, check } = credentials({ records });
    assert.equal(users.clear(2, byMaster), "SUCCESS");
    assert.equal(users.setPin(2, pin(guestPin), byMaster).status, "SUCCESS");
    assert.equal(check(guestPin).result, "accepted");
  });

  test("a garbled master is damaged, not absent, and nobody becomes master in his place", () => {
    const { records } = credentials();
    records.write(userRecord(1), Uint8Array.of(1, 2, 3));
    const { users, check } = credentials({ records });
    assert.equal(users.master, "damaged");
    assert.equal(users.setPin(1, pin("618204"), byMaster).status, "INVALID_IN_STATE");
    assert.equal(users.setPin(3, pin("618204"), byMaster).status, "INVALID_IN_STATE");
    assert.deepEqual(check(guestPin), { result: "accepted", userIndex: 2 });
  });

  test("flash that cannot be read counts as damaged users, not as a new lock", () => {
    const { records } = credentials();
    records.failReads = true;
    const { users } = credentials({ records });
    assert.equal(users.master, "damaged");
    assert.deepEqual(listUsers(users), []);
  });
});
