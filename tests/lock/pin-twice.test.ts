// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { PinTwice } from "../../lock/pin-twice";
import { pin } from "../fixtures/credentials";

test("agrees to the same PIN, once", () => {
  const twice = new PinTwice();
  assert.equal(twice.begin(pin("284617")), undefined);
  assert.equal(twice.agrees(pin("284617")), true);
  assert.equal(twice.agrees(pin("284617")), false);
});

test("does not agree to another PIN, a shorter or a longer one, or nothing", () => {
  for (const other of ["284618", "28461", "2846170", "2846170000", ""]) {
    const twice = new PinTwice();
    twice.begin(pin("284617"));
    assert.equal(twice.agrees(pin(other)), false, `${other.length} digits`);
    assert.equal(twice.agrees(pin("284617")), false, "the first is forgotten");
  }
});

test("does not take a weak PIN, and forgets the one before", () => {
  const twice = new PinTwice();
  twice.begin(pin("284617"));
  assert.equal(twice.begin(pin("111111")), "repeat");
  assert.equal(twice.agrees(pin("284617")), false);
  twice.begin(pin("284617"));
  twice.wipe();
  assert.equal(twice.agrees(pin("284617")), false);
});

test("keeps its own copy", () => {
  const twice = new PinTwice();
  const typed = pin("284617");
  twice.begin(typed);
  typed.fill(0);
  assert.equal(twice.agrees(pin("284617")), true);
});
