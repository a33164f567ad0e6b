// SPDX-License-Identifier: Apache-2.0
/**
 * What it takes to judge a guest code, in XS compute units (all 0 on Node): the same whatever is typed. The hash is charged as the
 * virtual board does, 280 units a block of SHA-512.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { digitsOfGuestId, guestCodeId } from "../../crypto/guest-code";
import { KeyedHash } from "../../crypto/keyed-hash";
import { Audit } from "../../lock/audit";
import { GuestCodes } from "../../lock/guest-codes";
import { ChargedDigest, unitsOf } from "../fixtures/charged-digest";
import { byMaster } from "../fixtures/credentials";
import { FakeAuditStore, FakeRecords, VirtualTime } from "../fixtures/fake-lock-parts";

const unitsMax = 27_000;
const startHour = 9862 * 24;

describe("judging a guest code", () => {
  const clock = new VirtualTime();
  const audit = new Audit({ store: new FakeAuditStore(), clock, utcSeconds: () => 0 });
  const root = new KeyedHash({ Digest: ChargedDigest, key: Uint8Array.of(1) });
  const codes = new GuestCodes({ records: new FakeRecords(), clock, audit, root, bootCount: 1 });
  codes.newKey(byMaster);
  const hash = root.withKey(codes.key()!);
  const idOf = (serial: number, once = false) => guestCodeId({ startHour, hours: 24, once, serial })!;
  codes.revoke(idOf(1), undefined, byMaster);
  const judge = (digits: Uint8Array, hour = startHour): number => {
    codes.prepare(new Uint8Array(0));
    return unitsOf(() => codes.judge(digits, hour * 3600));
  };
  const right = digitsOfGuestId(idOf(0), hash);
  judge(right);

  test("takes the same for a code that opens, is early, late, or revoked, and for digits that are no code", () => {
    const units = judge(right);
    assert.equal(judge(right, startHour - 1), units);
    assert.equal(judge(right, startHour + 24), units);
    assert.equal(judge(digitsOfGuestId(idOf(1), hash)), units);
    assert.equal(judge(digitsOfGuestId(idOf(0, true), hash)), units);
    for (let code = 0; code < 1e9; code += 99_999_989) {
      assert.equal(judge(Uint8Array.from(String(code).padStart(9, "0"), Number)), units, `${code}`);
    }
  });

  test("takes next to nothing when it was read ahead, whatever it is", () => {
    const ahead = (digits: Uint8Array): number => {
      codes.prepare(digits);
      return unitsOf(() => codes.judge(digits, startHour * 3600));
    };
    const units = ahead(right);
    assert.ok(units < 1_000, `${units} units`);
    for (const digits of [digitsOfGuestId(idOf(1), hash), Uint8Array.of(7, 1, 8, 2, 0, 4, 9, 6, 3)]) assert.equal(ahead(digits), units);
  });

  test("takes two thirds of a turn at most, and the same however many codes are dead", () => {
    const before = judge(right);
    assert.ok(before < unitsMax, `${before} units`);
    for (let serial = 2; serial < 8; serial++) codes.revoke(idOf(serial), undefined, byMaster);
    assert.equal(judge(right), before);
  });
});
