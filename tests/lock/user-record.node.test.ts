// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sealRecord } from "../../crypto/checked-record";
import { isUserName, openUser, sealUser, userRecord } from "../../lock/user-record";

const verifier = fc.uint8Array({ minLength: 16, maxLength: 16 });

test("whatever name is allowed comes back as it was, with status, type and verifier", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 10 }), verifier, fc.integer({ min: 1, max: 21 }), (name, mac, index) => {
      fc.pre(isUserName(name));
      const user = { index, name, status: 1, type: index === 1 ? 3 : 0 };
      const stored = openUser(index, sealUser(user, mac));
      assert.deepEqual(stored?.user, user);
      assert.deepEqual([...stored.verifier], [...mac]);
    }),
  );
});

test("arbitrary bytes, even under a good check, never throw and never make an impossible user", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, framed) => {
      const stored = openUser(2, framed ? sealRecord(userRecord(2), 1, bytes) : bytes);
      if (stored === undefined) return;
      assert.ok(framed);
      assert.ok(isUserName(stored.user.name));
      assert.ok(stored.user.status === 1 || stored.user.status === 3);
      assert.equal(stored.user.type, 0);
    }),
    { numRuns: 2000 },
  );
});
