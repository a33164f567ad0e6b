// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CredentialType, templateData } from "../../lock/user-record";
import { byMaster, credentials, pin } from "../fixtures/credentials";

describe("users: the highest index of a type", () => {
  const last = [
    { type: CredentialType.pin, index: 250, digits: "618204" },
    { type: CredentialType.rfid, index: 250, data: Uint8Array.of(4, 9, 200, 17) },
    { type: CredentialType.fingerprint, index: 200, data: templateData(7) },
  ];
  const withLast = () => {
    const { users } = credentials();
    for (const { digits, ...content } of last) {
      const change = { ...content, operation: "add", userIndex: 2, ...(digits && { digits: pin(digits) }) } as const;
      assert.equal(users.setCredential(change, byMaster).status, "SUCCESS");
    }
    return users;
  };

  test("is none of the next type: neither counted, found nor taken there", () => {
    const users = withLast();
    for (const type of [CredentialType.rfid, CredentialType.fingerprint]) assert.equal(users.count(type), 1);
    assert.equal(users.count(CredentialType.face), 0);
    assert.equal(users.match(CredentialType.face, templateData(7)).userIndex, 0);
    const face = { operation: "add", type: CredentialType.face, index: 1, data: templateData(7), userIndex: 2 } as const;
    assert.equal(users.setCredential(face, byMaster).status, "SUCCESS");
  });

  test("is found as what it is", () => {
    assert.deepEqual(withLast().match(CredentialType.fingerprint, templateData(7)), { userIndex: 2, credentialIndex: 200 });
  });
});
