// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Factors } from "../../lock/factors";
import { CredentialRule, CredentialType } from "../../lock/user-record";
import { VirtualTime } from "../fixtures/fake-lock-parts";

const { pin, rfid, fingerprint, face } = CredentialType;

function bench(rule: number) {
  const time = new VirtualTime();
  const factors = new Factors({ clock: time });
  const present = (type: number, { user = 2, changes = 0 } = {}) => factors.present(user, type, rule, changes);
  return { time, factors, present };
}

describe("factors", () => {
  test("Single asks for one, of any kind", () => {
    for (const type of [CredentialType.programmingPin, pin, rfid, fingerprint, face]) {
      assert.equal(bench(CredentialRule.single).present(type), 0);
    }
  });

  test("Dual asks for two different kinds, in any order", () => {
    for (const first of [pin, rfid, fingerprint, face]) {
      for (const second of [pin, rfid, fingerprint, face]) {
        const { present } = bench(CredentialRule.dual);
        assert.equal(present(first), 1);
        assert.equal(present(second), first === second ? 1 : 0);
      }
    }
  });

  test("Tri asks for three, in each of the orders", () => {
    for (const order of [[pin, rfid, face], [pin, face, rfid], [rfid, pin, face], [rfid, face, pin], [face, pin, rfid], [face, rfid, pin]]) {
      const { present } = bench(CredentialRule.tri);
      assert.deepEqual(order.map((type) => present(type)), [2, 1, 0]);
    }
    const { present } = bench(CredentialRule.tri);
    assert.deepEqual([pin, rfid, pin, rfid].map((type) => present(type)), [2, 1, 1, 1], "two kinds are not three");
  });

  test("they must come within 15 s: at 14,999 ms it is in time, at 15,000 it is the first again", () => {
    const inTime = bench(CredentialRule.dual);
    inTime.present(pin);
    inTime.time.advance(14_999);
    assert.equal(inTime.present(rfid), 0);
    const late = bench(CredentialRule.dual);
    late.present(pin);
    late.time.advance(15_000);
    assert.equal(late.present(rfid), 1);
    assert.equal(late.present(pin), 0, "with the card, which came just now");
  });

  test("of three, the first and the last must be within 15 s", () => {
    const { present, time } = bench(CredentialRule.tri);
    present(pin);
    time.advance(8000);
    present(rfid);
    time.advance(7000);
    assert.equal(present(face), 1, "the PIN is too old");
    assert.equal(present(pin), 0);
  });

  test("parts of two users never make a whole", () => {
    const { present } = bench(CredentialRule.dual);
    assert.equal(present(pin, { user: 2 }), 1);
    assert.equal(present(rfid, { user: 3 }), 1);
    assert.equal(present(rfid, { user: 2 }), 1, "the PIN of user 2 is forgotten");
  });

  test("complete, or forgotten: the next time begins anew", () => {
    const { present, factors } = bench(CredentialRule.dual);
    present(pin);
    assert.equal(present(rfid), 0);
    assert.equal(present(rfid), 1);
    factors.forget();
    assert.equal(present(pin), 1);
  });

  test("when users were changed in between, what came before does not count: it may be revoked", () => {
    const { present } = bench(CredentialRule.dual);
    present(pin, { changes: 7 });
    assert.equal(present(rfid, { changes: 8 }), 1);
    assert.equal(present(pin, { changes: 8 }), 0);
  });
});
