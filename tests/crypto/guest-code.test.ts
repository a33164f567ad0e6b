// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  digitsOfGuestId, guestCodeId, guestCodeOf, guestIdOfDigits, guestLengths, isGuestId, opensMask,
  type GuestCode,
} from "../../crypto/guest-code";
import { FakeKeyedHash } from "../fixtures/fake-lock-parts";

const key = new FakeKeyedHash(Uint8Array.of(1, 2, 3));
/** A midnight in 2027. */
const midnight = 9862 * 24;
const stay: GuestCode = { startHour: midnight + 15, hours: 48, once: false, serial: 1 };

function idOf(code: Partial<GuestCode>): number {
  const id = guestCodeId({ ...stay, ...code });
  if (id === undefined) throw new Error(`there is no code ${JSON.stringify(code)}`);
  return id;
}

describe("a guest code", () => {
  test("says what was put into it, for every length, use and serial", () => {
    for (const { hours, serials, mayBeOnce } of guestLengths) {
      for (const once of mayBeOnce ? [false, true] : [false]) {
        for (let serial = 0; serial < serials; serial++) {
          const code = { startHour: midnight, hours, once, serial };
          assert.deepEqual(guestCodeOf(idOf(code)), code);
        }
      }
    }
  });

  test("opens from its first hour to its last, and neither before nor after", () => {
    for (const { hours } of guestLengths) {
      const id = idOf({ startHour: midnight, hours, serial: 0 });
      assert.equal(opensMask(id, midnight - 1), 0, `${hours} h, the hour before`);
      assert.equal(opensMask(id, midnight), -1, `${hours} h, the first`);
      assert.equal(opensMask(id, midnight + hours - 1), -1, `${hours} h, the last`);
      assert.equal(opensMask(id, midnight + hours), 0, `${hours} h, the hour after`);
    }
  });

  test("lives for a length of the table and for no other", () => {
    for (const hours of [0, -1, 5, 25, 673, 8783, 8785, 1.5, NaN]) assert.equal(guestCodeId({ ...stay, hours }), undefined, `${hours}`);
  });

  test("for more than 28 days begins at midnight only, a shorter one at any hour", () => {
    assert.ok(guestCodeId({ ...stay, startHour: midnight, hours: 1440 }) !== undefined);
    for (let hour = 1; hour < 24; hour++) {
      assert.equal(guestCodeId({ ...stay, startHour: midnight + hour, hours: 1440 }), undefined);
      assert.ok(guestCodeId({ ...stay, startHour: midnight + hour, hours: 672 }) !== undefined);
    }
  });

  test("for one use lives a week at most", () => {
    assert.ok(guestCodeId({ ...stay, hours: 168, once: true }) !== undefined);
    assert.equal(guestCodeId({ ...stay, hours: 240, once: true }), undefined);
  });

  test("has a serial that its length has", () => {
    assert.ok(guestCodeId({ ...stay, hours: 24, serial: 7 }) !== undefined);
    for (const serial of [8, -1, 0.5]) assert.equal(guestCodeId({ ...stay, hours: 24, serial }), undefined, `${serial}`);
    assert.equal(guestCodeId({ ...stay, hours: 48, serial: 2 }), undefined);
  });

  test("begins in 2000 at the earliest, and at a whole hour", () => {
    for (const startHour of [-1, 0.5, NaN, Infinity, 2_000_000]) assert.equal(guestCodeId({ ...stay, startHour }), undefined);
  });

  test("an id is what a code may have, and nothing else is", () => {
    assert.equal(isGuestId(idOf({})), true);
    for (const id of [-1, 1.5, NaN, 1_000_000_000, idOf({}) + 1, idOf({}) + (31 - 8) * 8]) assert.equal(isGuestId(id), false, `${id}`);
  });
});

describe("its nine digits", () => {
  test("give back the id, at both ends of the range and in between", () => {
    for (const id of [0, 1, 31_999, 32_000, 499_999_999, 999_999_999, idOf({})]) {
      const digits = digitsOfGuestId(id, key);
      assert.equal(digits.length, 9);
      assert.ok(digits.every((digit) => digit >= 0 && digit <= 9));
      assert.equal(guestIdOfDigits(digits, key), id);
    }
  });

  test("are read with leading zeros too, and every nine digits have one id", () => {
    for (const text of ["000000000", "000000001", "999999999", "012345678", "405060708"]) {
      const digits = Uint8Array.from({ length: 9 }, (_, at) => text.charCodeAt(at) - 48);
      assert.deepEqual(digitsOfGuestId(guestIdOfDigits(digits, key), key), digits);
    }
  });

  test("say something else under the key of another lock", () => {
    const other = new FakeKeyedHash(Uint8Array.of(1, 2, 4));
    assert.notEqual(guestIdOfDigits(digitsOfGuestId(idOf({}), key), other), idOf({}));
  });

  test("of codes that differ in the serial alone have nothing in common", () => {
    const [one, other] = [idOf({ serial: 0 }), idOf({ serial: 1 })].map((id) => digitsOfGuestId(id, key));
    const equal = one!.filter((digit, at) => digit === other![at]).length;
    assert.ok(equal <= 4, `${equal} of 9 digits are the same`);
  });

  test("one wrong or two transposed open nothing", () => {
    const digits = digitsOfGuestId(idOf({}), key);
    const opens = (tried: Uint8Array): boolean => opensMask(guestIdOfDigits(tried, key), stay.startHour) !== 0;
    assert.equal(opens(digits), true);
    for (let at = 0; at < 9; at++) {
      for (let by = 1; by < 10; by++) {
        const wrong = digits.slice();
        wrong[at] = (wrong[at]! + by) % 10;
        assert.equal(opens(wrong), false);
      }
      const transposed = digits.slice();
      [transposed[at], transposed[(at + 1) % 9]] = [digits[(at + 1) % 9]!, digits[at]!];
      if (digits[at] !== digits[(at + 1) % 9]) assert.equal(opens(transposed), false);
    }
  });
});
