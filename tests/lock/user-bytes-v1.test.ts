// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sealRecord } from "../../crypto/checked-record";
import { openUser, openUserAccess, openUserName, sealUser } from "../../lock/user-bytes";
import { CredentialType, newUser, userRecord, UserStatus, UserType, type StoredUser } from "../../lock/user-record";

const hash = Uint8Array.from({ length: 16 }, (_, at) => 100 + at);
/** "ß🦊" */
const name = [0xdf, 0, 0, 0x8a, 0xf9, 1];

function version1(index: number, payload: readonly number[]): Uint8Array {
  return sealRecord(userRecord(index), 1, Uint8Array.from(payload));
}

describe("a user of version 1", () => {
  test("is a user with one PIN, whose index is his own", () => {
    const user: StoredUser = {
      ...newUser(),
      name: "ß🦊",
      credentials: [{ type: CredentialType.pin, index: 21, data: hash }],
    };
    const record = version1(21, [1, 0, ...hash, ...name]);
    assert.deepEqual([...sealUser(21, openUser(21, record)!)], [...sealUser(21, user)]);
    assert.equal(openUserName(21, record), "ß🦊");
  });

  test("is the master with his one credential where he is user 1", () => {
    const access = openUserAccess(1, version1(1, [1, 3, ...hash]));
    assert.deepEqual(access?.credentials, [{ type: CredentialType.programmingPin, index: 0, data: hash }]);
    assert.equal(access.type, UserType.programming);
    assert.equal(openUserName(1, version1(1, [1, 3, ...hash])), "");
  });

  test("stays disabled", () => {
    assert.equal(openUserAccess(2, version1(2, [3, 0, ...hash]))?.status, UserStatus.occupiedDisabled);
  });

  test("is garbled where that firmware would have written it for nobody", () => {
    const garbled: readonly [number, readonly number[]][] = [
      [22, [1, 0, ...hash]],
      [2, [1, 3, ...hash]],
      [1, [1, 0, ...hash]],
      [1, [3, 3, ...hash]],
      [2, [1, 1, ...hash]],
      [2, [0, 0, ...hash]],
      [2, [2, 0, ...hash]],
      [2, [1, 0, ...hash.subarray(1)]],
      [2, [1, 0, ...hash, 65]],
      [2, [1, 0, ...hash, 65, 0]],
      [2, [1, 0, ...hash, ...new Array<number[]>(11).fill([65, 0, 0]).flat()]],
      [2, []],
    ];
    for (const [index, payload] of garbled) assert.equal(openUserAccess(index, version1(index, payload)), undefined, String(payload));
    assert.equal(openUserName(2, version1(2, [1, 0, ...hash, 7, 0, 0])), undefined);
  });

  test("is garbled with any bit turned, and under another's key", () => {
    const record = version1(2, [1, 0, ...hash, ...name]);
    for (let bit = 0; bit < record.length * 8; bit++) {
      const turned = record.slice();
      turned[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(openUserAccess(2, turned), undefined, `bit ${bit}`);
    }
    assert.equal(openUserAccess(3, record), undefined);
  });
});
