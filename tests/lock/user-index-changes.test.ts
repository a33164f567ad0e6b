// SPDX-License-Identifier: Apache-2.0
/** Keeping a user who was there before: what he had, has and has no more. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { UserIndex } from "../../lock/user-index";
import { CredentialType, templateData, type Credential } from "../../lock/user-record";

const { pin, rfid, fingerprint, face } = CredentialType;
const credential = (type: number, index: number): Credential => ({ type, index, data: templateData(type * 300 + index) });
const user = (...credentials: Credential[]) => ({ status: 1, type: 0, rule: 0, credentials });

describe("the index of users, when a user changes", () => {
  test("finds what he has now, of every type, and nothing that he had", () => {
    const index = new UserIndex();
    const before = [credential(pin, 1), credential(rfid, 2), credential(fingerprint, 3), credential(face, 4)];
    index.keep(9, user(credential(pin, 5)));
    index.keep(7, user(...before));
    for (const left of [[], [0], [3], [1, 2], [0, 1, 2, 3]]) {
      const kept = left.map((at) => before[at]!);
      index.keep(7, user(...kept, credential(rfid, 100)));
      before.forEach(({ type, index: place, data }, at) => {
        assert.equal(index.match(type, data).userIndex, left.includes(at) ? 7 : 0);
        assert.equal(index.ownerOf(type, place), left.includes(at) ? 7 : 0);
      });
      assert.equal(index.credentials, kept.length + 2);
      assert.equal(index.match(pin, credential(pin, 5).data).userIndex, 9);
    }
    index.drop(7);
    assert.equal(index.credentials, 1);
    assert.ok(index.isFree(7));
  });

  test("finds another PIN in the same place, and no longer the one before", () => {
    const index = new UserIndex();
    const other = { type: pin, index: 1, data: templateData(900) };
    index.keep(7, user(credential(pin, 1)));
    index.keep(7, user(other));
    assert.equal(index.match(pin, credential(pin, 1).data).userIndex, 0);
    assert.deepEqual(index.match(pin, other.data), { userIndex: 7, credentialIndex: 1 });
    assert.ok(index.isTaken(pin, 2, other.data) && !index.isTaken(pin, 1, other.data));
    assert.equal(index.credentials, 1);
  });

  test("tells who is damaged, and forgets it when he is whole or gone", () => {
    const index = new UserIndex();
    index.keepDamaged(1);
    index.keepDamaged(8);
    index.keepDamaged(8);
    assert.deepEqual(index.damaged, [1, 8]);
    index.keep(8, user(credential(pin, 1)));
    assert.deepEqual(index.damaged, [1]);
    index.keepDamaged(8);
    index.dropOthers();
    assert.deepEqual(index.damaged, [1]);
    index.drop(1);
    assert.deepEqual(index.damaged, []);
  });

  test("names the next place that is taken, and the next that is free", () => {
    const index = new UserIndex();
    for (const place of [1, 2, 5, 250]) index.keep(place, user(credential(pin, place)));
    assert.deepEqual([0, 1, 2, 5, 250, 0xffff].map((after) => index.nextCredential(pin, after, true)), [1, 2, 5, 250, 0, 0]);
    assert.deepEqual([0, 1, 4, 5, 249, 250, 0xffff].map((after) => index.nextCredential(pin, after, false)), [3, 3, 6, 6, 0, 0, 0]);
    assert.equal(index.nextCredential(CredentialType.programmingPin, 0, true), 0);
    assert.equal(index.nextCredential(4, 0, false), 0);
  });
});
