// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { digitsOf, weaknessOf, type PinWeakness } from "../../lock/pin-rules";

function judge(text: string): PinWeakness | undefined {
  return weaknessOf(Uint8Array.from(text, (digit) => Number(digit)));
}

function allAre(weakness: PinWeakness | undefined, texts: string): void {
  for (const text of texts.split(" ")) assert.equal(judge(text), weakness, text);
}

describe("PIN rules", () => {
  test("6 to 10 digits", () => {
    allAre("length", "1 83912 83912746502");
    allAre(undefined, "839127 8391274650");
    assert.equal(judge(""), "length");
  });

  test("no repeats of one, two or more digits, also when the last one is cut off", () => {
    allAre("repeat", "111111 000000 121212 123123 707070 1111111 1212121 1231231 12341234 1234512345 4747474747");
    allAre(undefined, "777877 484849 787789 12341235");
  });

  test("no runs up or down, over the end too", () => {
    allAre("run", "123456 012345 456789 567890 890123 987654 654321 098765 210987 1234567 9876543210 0123456789");
    allAre(undefined, "123457 987653 135798");
  });

  test("no dates of this century as typed, in any of the three orders", () => {
    allAre("date", "241207 122407 071224 290224 310199 010100");
    allAre("date", "24122007 12242007 20071224 29022024 31012099 01012000");
  });

  test("dates of the last century in full are refused too, since that is when most people were born", () => {
    allAre("date", "24121979 12241979 19791224 01011900 29021904");
  });

  test("what no calendar has is no date", () => {
    allAre(undefined, "003107 310931 290235 300230 310431 291345");
    allAre(undefined, "24122107 24121899 29022023 29021900 31042024 00122007 24132007");
  });

  test("dates are looked for in six and eight digits only", () => {
    allAre(undefined, "2412207 241220073 0241220073");
  });

  test("the top of the published lists", () => {
    allAre("common", "159753 789456 147258 123321 1234321 12344321 147258369 1029384756");
    allAre(undefined, "159754 789457 1234322 1159753 01597532");
  });

  test("the ten most frequent six-digit PINs of Markert and others are all refused", () => {
    for (const text of "123456 654321 111111 000000 123123 666666 121212 112233 789456 159753".split(" ")) {
      assert.notEqual(judge(text), undefined, text);
    }
  });
});

describe("digitsOf", () => {
  test("gives the digit values", () => {
    assert.deepEqual([...digitsOf("0192837465")!], [0, 1, 9, 2, 8, 3, 7, 4, 6, 5]);
  });

  test("refuses anything but one to ten digits", () => {
    for (const text of ["", "12345678901", "12a456", " 12345", "12.456", "-12345", "１２３４５６", "12345\n"]) {
      assert.equal(digitsOf(text), undefined, text);
    }
  });
});
