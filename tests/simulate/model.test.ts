// SPDX-License-Identifier: Apache-2.0
/** The models against the documents' own examples, and against what the documents say in words. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { ConsoleModel } from "../../host/simulate/model-console";
import { HashKey } from "../../host/simulate/model-hash";
import { TypedKeys } from "../../host/simulate/model-keypad";
import { countings, guessesMax, lockoutSeconds, nextAttempt } from "../../host/simulate/model-lockout";
import { entryAt, isGenuine } from "../../host/simulate/model-log";
import { isRow, partsOf } from "../../host/simulate/model-row";
import { payloadOf, settingsOf } from "../../host/simulate/model-records";

const day = 86_400_000;

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.split(" "), (byte) => Number.parseInt(byte, 16));
}

describe("the model of the log", () => {
  // storage/FORMAT.md, "A worked example".
  const key = new HashKey(Uint8Array.from({ length: 32 }, (_, at) => at));
  const first = bytes(
    "01 00 00 00 00 00 00 00 02 00 00 00 01 00 00 00 01 00 00 00 01 00 f6 97 40 7c 36 2a 71 cb 04 98",
  );
  const second = bytes(
    "02 00 00 00 00 b9 55 69 4b 00 00 00 00 00 00 00 01 00 03 00 0a 03 ca 43 2d 7f e2 cc df f7 a7 ed",
  );

  test("reads the page's example", () => {
    assert.equal(entryAt(first, 0)?.event, 1);
    const entry = entryAt(second, 0);
    assert.deepEqual([entry?.sequence, entry?.user, entry?.event, entry?.uptimeSeconds], [2, 3, 10, 75]);
    assert.ok(isGenuine(first, 0, new Uint8Array(8), key));
    assert.ok(isGenuine(second, 0, first.slice(22, 30), key));
  });

  test("finds a changed bit, and a chain that leads elsewhere", () => {
    const changed = second.slice();
    changed[18]! ^= 1;
    assert.equal(entryAt(changed, 0), undefined);
    assert.ok(!isGenuine(second, 0, new Uint8Array(8), key));
  });
});

describe("the model of records", () => {
  test("takes a whole record, and no other", () => {
    const record = bytes("01 02 03 66 d1 5d 0e");
    assert.deepEqual([...(payloadOf("attempts", record) ?? [])], [2, 3]);
    assert.equal(payloadOf("attempt", record), undefined);
    record[1]! ^= 4;
    assert.equal(payloadOf("attempts", record), undefined);
  });

  test("leaves at their defaults what a shorter record of settings does not hold", () => {
    assert.deepEqual(settingsOf(Uint8Array.of(9, 0, 0, 0)), [9, 5, 1, 0, 1_000_000, 0, 3, 30, 0, 1_440, 0, 0]);
  });
});

describe("the model of lockouts", () => {
  test("locks out after three wrong ones for 30 s, then for twice as long each time, up to an hour", () => {
    const seconds = [1, 2, 3, 4, 5, 9, 10].map((count) => lockoutSeconds({ count, unforgiven: count - 1 }));
    assert.deepEqual(seconds, [0, 0, 30, 60, 120, 1920, 3600]);
  });

  test("locks out whoever got ten wrong ones in all for an hour at once", () => {
    assert.equal(lockoutSeconds({ count: 1, unforgiven: 9 }), 0);
    assert.equal(lockoutSeconds({ count: 1, unforgiven: 10 }), 3_600);
  });

  test("takes back one an hour of those that only the master takes back", () => {
    assert.deepEqual(nextAttempt({ count: 2, unforgiven: 7 }, 0), { count: 3, unforgiven: 8 });
    assert.deepEqual(nextAttempt({ count: 2, unforgiven: 7 }, 3), { count: 3, unforgiven: 5 });
    assert.deepEqual(nextAttempt({ count: 10, unforgiven: 10 }, 0), { count: 10, unforgiven: 10 });
  });

  test("leaves open whether an hour has forgiven one while the count is full, and only then", () => {
    const full = { count: 10, unforgiven: 10 };
    assert.deepEqual(countings(full, full, [0, 0], [0, 1]), [{ hours: 0, unforgiven: 10 }, { hours: 1, unforgiven: 9 }]);
    assert.deepEqual(countings({ count: 0, unforgiven: 9 }, { count: 1, unforgiven: 9 }, [0, 0], [0, 1]), [{ hours: 1, unforgiven: 8 }]);
    assert.deepEqual(countings({ count: 0, unforgiven: 9 }, { count: 1, unforgiven: 8 }, [0, 0], [0, 1]), []);
  });

  test("allows 33 on the first day, and 24 more on each day after", () => {
    assert.deepEqual([guessesMax(0), guessesMax(day - 1), guessesMax(day), guessesMax(3 * day)], [33, 33, 57, 105]);
  });
});

describe("the model of a longer row", () => {
  test("looks at as many places as docs/keypad.md has them, the longest PINs first", () => {
    const lengths = (row: string): number[] => [10, 9, 8, 7].map((length) => partsOf(row).filter((part) => part.length === length).length);
    assert.deepEqual(lengths("12345678901"), [2, 3, 4, 5]);
    assert.deepEqual(lengths("1234567890123456"), [7, 8, 9, 10]);
    assert.deepEqual(lengths("12345678901234567"), [8, 9, 10, 0]);
    assert.deepEqual(lengths("12345678901234567890"), [11, 12, 13, 0]);
    assert.deepEqual(partsOf("12345678901").slice(0, 3), ["1234567890", "2345678901", "123456789"]);
  });

  test("has 11 to 20 digits", () => {
    assert.deepEqual([10, 11, 20, 21].map((length) => isRow("1".repeat(length))), [false, true, true, false]);
  });
});

describe("the model of the keypad", () => {
  const typed = (keys: string, gapMs = 250, holdMs = 120): TypedKeys => {
    const model = new TypedKeys();
    Array.from(keys, (key, place) => {
      model.keyDown(key, 10_000 + place * gapMs, true);
      if (key !== "#") model.keyUp(key, 10_000 + place * gapMs + holdMs, true);
    });
    return model;
  };

  test("knows what was typed clearly", () => {
    assert.deepEqual(typed("284617#").entry, { digits: "284617", isCertain: true, atMs: 11_500 });
    assert.equal(typed("12*284617#").entry?.digits, "284617");
  });

  test("puts up with keys that count twice where contacts bounce, and nowhere else", () => {
    const mayBe = (digits: string, bounces: boolean): boolean => {
      const model = new TypedKeys();
      Array.from("47190#", (key, place) => {
        model.keyDown(key, 10_000 + place * 250, false, bounces);
        model.keyUp(key, 10_120 + place * 250, false);
      });
      return model.mayHold(digits, 12_000);
    };
    assert.ok(mayBe("471900", true));
    assert.ok(mayBe("447711", true));
    assert.ok(!mayBe("471900", false));
    assert.ok(!mayBe("447771", true));
  });

  test("does not claim to know what was typed too fast, or while the keypad was bad", () => {
    assert.equal(typed("284617#", 100, 50).entry?.isCertain, false);
    const model = new TypedKeys();
    model.keyDown("1", 10_000, false);
    model.keyUp("1", 10_120, true);
    model.keyDown("#", 10_400, true);
    assert.equal(model.entry?.isCertain, false);
  });

  test("forgets after five seconds, and does not know around that moment", () => {
    assert.deepEqual([typed("1#", 4_700).entry?.digits, typed("1#", 4_700).entry?.isCertain], ["1", true]);
    assert.equal(typed("1#", 5_000).entry?.isCertain, false);
    assert.deepEqual([typed("1#", 5_300).entry?.digits, typed("1#", 5_300).entry?.isCertain], ["", true]);
  });

  test("allows what may be left of the keys when some are lost, and nothing else", () => {
    const model = typed("12384617#");
    assert.ok(model.mayHold("284617", 12_000));
    assert.ok(!model.mayHold("284671", 12_000));
    assert.ok(!model.mayHold("284617", 200_000));
  });
});

describe("the model of the console", () => {
  test("gives each answer to its request, and knows nothing after noise until the line has been quiet", () => {
    const model = new ConsoleModel();
    model.request('{"Command":"GetStatus"}', 10_000);
    model.request('{"Command":"GetUsers"}', 10_001);
    assert.equal(model.answered({}, 10_010)?.command, "GetStatus");
    model.disturbed(10_020);
    assert.equal(model.answered({}, 10_030), undefined);
    model.request('{"Command":"GetUsers"}', 12_000);
    assert.equal(model.answered({}, 12_010), undefined);
    model.request('{"Command":"GetUsers"}', 20_000);
    assert.equal(model.answered({}, 20_010)?.command, "GetUsers");
  });

  test("lets a session last five minutes after the last use, asking for the status being none", () => {
    const model = new ConsoleModel();
    model.mayLogIn(0);
    model.request('{"Command":"GetLog"}', 200_000);
    model.request('{"Command":"GetStatus"}', 400_000);
    assert.ok(model.maySession(500_000));
    assert.ok(!model.maySession(503_000));
  });

  test("ends a session with Logout and with the power", () => {
    const model = new ConsoleModel();
    model.mayLogIn(0);
    model.isLoggedOut();
    assert.ok(!model.maySession(1));
    model.mayLogIn(2);
    model.restarted(3);
    assert.ok(!model.maySession(4));
  });
});
