// SPDX-License-Identifier: Apache-2.0
/** Each assertion can fail, inside XS as on Node. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";

class Refused extends Error {
  override name = "Refused";
}

const refuse = (): never => {
  throw new Refused("not now");
};

function fails(run: () => void): void {
  let failed = false;
  try {
    run();
  } catch {
    failed = true;
  }
  if (!failed) throw new Error("the assertion did not fail");
}

describe("ok, equal and notEqual", () => {
  test("pass", () => {
    assert.ok(1);
    assert.equal(NaN, NaN);
    assert.notEqual(0, -0);
  });

  test("fail", () => {
    fails(() => assert.ok(0));
    fails(() => assert.equal<unknown>(1, "1"));
    fails(() => assert.notEqual(2, 2));
    fails(() => assert.fail("always"));
  });
});

describe("deepEqual", () => {
  test("passes for equal plain data, typed arrays, buffers, maps and sets", () => {
    assert.deepEqual({ a: [1, { b: null }], c: undefined }, { a: [1, { b: null }], c: undefined });
    assert.deepEqual(new Uint8Array([1, 2]), new Uint8Array([1, 2]));
    assert.deepEqual(new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer);
    assert.deepEqual(new Map([["a", [1]]]), new Map([["a", [1]]]));
    assert.deepEqual(new Set([1, 2]), new Set([1, 2]));
  });

  test("fails for the smallest difference", () => {
    const pairs: [unknown, unknown][] = [
      [{ a: 1 }, { a: 2 }],
      [{ a: 1 }, { a: 1, b: undefined }],
      [{ a: undefined }, { b: undefined }],
      [
        [1, 2],
        [1, 2, 3],
      ],
      [[], {}],
      [{ a: { b: [1] } }, { a: { b: ["1"] } }],
      [new Uint8Array([1]), new Uint8Array([2])],
      [new Uint8Array([1]), [1]],
      [new Uint8Array([1]), new Int8Array([1])],
      [new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
      [new Map([["a", 1]]), new Map([["a", 2]])],
      [new Set([1]), new Set([2])],
      [null, {}],
      [new Refused("a"), new Error("a")],
    ];
    for (const [actual, expected] of pairs) fails(() => assert.deepEqual(actual, expected));
  });
});

describe("throws and match", () => {
  test("pass", () => {
    assert.throws(refuse);
    assert.throws(refuse, Refused);
    assert.throws(refuse, /^Refused: not/);
    assert.throws(refuse, { name: "Refused", message: "not now" });
    assert.throws(refuse, { message: /now$/ });
    assert.match("abc", /b/);
  });

  test("fail", () => {
    fails(() => assert.throws(() => undefined));
    fails(() => assert.throws(refuse, RangeError));
    fails(() => assert.throws(refuse, /^Error/));
    fails(() => assert.throws(refuse, { name: "Error" }));
    fails(() => assert.match("abc", /d/));
  });
});
