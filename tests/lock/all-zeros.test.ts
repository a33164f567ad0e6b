// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { limits } from "../../lock/limits";
import { UserIndex } from "../../lock/user-index";
import { CredentialRule, CredentialType, UserStatus, UserType, type Credential } from "../../lock/user-record";

const { programmingPin, pin, rfid, fingerprint, face } = CredentialType;
const types = [programmingPin, pin, rfid, fingerprint, face];
const nobody = { userIndex: 0, credentialIndex: 0 };
const zeros = new Uint8Array(16);

function someData(seed: number): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, at) => (at < 2 ? seed + at : at < 4 ? 0 : seed));
}

function keep(index: UserIndex, userIndex: number, credentials: Credential[]): void {
  index.keep(userIndex, { status: UserStatus.occupiedEnabled, type: UserType.unrestricted, rule: CredentialRule.single, credentials });
}

describe("all zeros", () => {
  test("is nobody's credential in an empty lock", () => {
    for (const type of types) assert.deepEqual(new UserIndex().match(type, zeros), nobody);
  });

  test("is nobody's among places that are used, empty, and emptied again", () => {
    const index = new UserIndex();
    for (const type of [pin, rfid, fingerprint, face]) {
      keep(index, 2, [{ type, index: 1, data: someData(1) }, { type, index: 3, data: someData(2) }]);
      keep(index, 3, [{ type, index: 4, data: someData(3) }]);
      assert.deepEqual(index.match(type, zeros), nobody, "place 2 is empty");
      index.drop(3);
      assert.deepEqual(index.match(type, zeros), nobody, "place 4 was emptied");
      keep(index, 3, [{ type, index: 2, data: someData(3) }]);
      index.dropOthers();
      assert.deepEqual(index.match(type, zeros), nobody, "all were emptied");
    }
  });

  test("is nobody's even where a record says that somebody has it; others of his go on", () => {
    for (const type of [pin, rfid, fingerprint, face]) {
      const index = new UserIndex();
      const data = type === pin || type === rfid ? someData(7) : Uint8Array.of(7, 0, 0, 0, ...new Uint8Array(12));
      keep(index, limits.users, [{ type, index: 1, data }, { type, index: 2, data: zeros }]);
      assert.deepEqual(index.match(type, zeros), nobody);
      assert.deepEqual(index.match(type, data), { userIndex: limits.users, credentialIndex: 1 });
    }
  });

  test("cannot be set: it counts as taken", () => {
    for (const type of types) assert.equal(new UserIndex().isTaken(type, 1, zeros), true);
    assert.equal(new UserIndex().isTaken(pin, 1, someData(1)), false);
  });

  test("and data that begins with four zeros is nobody's either", () => {
    const index = new UserIndex();
    const data = Uint8Array.from({ length: 16 }, (_, at) => (at < 4 ? 0 : at));
    for (const type of types) {
      assert.deepEqual(index.match(type, data), nobody);
      assert.equal(index.isTaken(type, 1, data), true);
    }
  });
});
