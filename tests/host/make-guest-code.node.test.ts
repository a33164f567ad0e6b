// SPDX-License-Identifier: Apache-2.0
/** Guest codes as a person asks for them; that they are the right ones, tests/crypto/guest-code-page.node.test.ts shows. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { makeGuestCode, type GuestCodeWish } from "../../host/app/make-guest-code";

const key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const wish: GuestCodeWish = { key, from: "2026-12-24T15", to: "2026-12-26T15", once: false, serial: 1 };
const made = { Code: "002523493", CodeId: 121093697, From: "2026-12-24T15:00", To: "2026-12-26T15:00", Once: false, Serial: 1 };

const refusal = (change: Partial<GuestCodeWish>): string => {
  try {
    makeGuestCode({ ...wish, ...change });
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("making a guest code", () => {
  test("takes hours as people write them, and a key with spaces and capitals", () => {
    assert.deepEqual(makeGuestCode(wish), made);
    assert.deepEqual(makeGuestCode({ ...wish, from: "2026-12-24 15:00", key: ` ${key.toUpperCase().replace("0F1", "0f 1")}\n` }), made);
    const day = makeGuestCode({ ...wish, from: "2026-12-24", to: "2026-12-26" });
    assert.equal(day.From, "2026-12-24T00:00");
    assert.deepEqual(day, makeGuestCode({ ...wish, from: "2026-12-24T00", to: "2026-12-26T00:00" }));
  });

  test("crosses leap days and years by the calendar", () => {
    assert.equal(refusal({ from: "2028-02-28T12", to: "2028-03-01T12" }), "");
    assert.match(refusal({ from: "2027-02-28T12", to: "2027-03-01T13" }), /25 hours/);
    assert.equal(refusal({ from: "2026-12-31T23", to: "2027-01-01T00", serial: 7 }), "");
  });

  test("says what is wrong, and which ends there are", () => {
    assert.match(refusal({ from: "tomorrow" }), /"tomorrow" is no hour/);
    for (const from of ["2026-02-29", "2026-13-01", "2026-12-24T24", "2026-12-24T15:30", "1999-12-31"]) {
      assert.match(refusal({ from }), /is no hour/);
    }
    assert.match(refusal({ to: wish.from }), /ends? before it begins/);
    assert.match(refusal({ to: "2026-12-25T16" }), /--to 2026-12-25T15:00 or --to 2026-12-26T15:00/);
    assert.match(refusal({ to: "2028-12-24" }), /nearest: --to 2027-12-25T15:00$/);
    assert.match(refusal({ to: "2027-02-22T15" }), /begins at midnight/);
    assert.match(refusal({ to: "2027-01-07T15", once: true }), /seven days/);
    assert.match(refusal({ serial: 2 }), /--serial 0 to 1/);
  });

  test("makes none that would be too easy as a PIN: another serial it is then", () => {
    // Of all codes under this key this one is 111111111.
    const easy = { key: `${"0".repeat(62)}47`, from: "2026-04-10T05", to: "2026-04-10T11", serial: 5 };
    assert.match(refusal(easy), /too easy to guess: take another --serial/);
    assert.equal(refusal({ ...easy, serial: 6 }), "");
  });

  test("never repeats a key that is not one", () => {
    for (const wrong of ["", key.slice(1), `${key}0`, key.replace("0", "g")]) {
      const message = refusal({ key: wrong });
      assert.match(message, /64 hexadecimal digits/);
      assert.ok(wrong === "" || !message.includes(wrong));
    }
  });
});

describe("npx latchkey guest", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-guest-"));
  const keyFile = join(folder, "key.txt");
  writeFileSync(keyFile, `${key}\n`);
  after(() => rmSync(folder, { recursive: true }));
  const window = ["--from", wish.from, "--to", wish.to, "--serial", "1"];

  test("takes the key from a file or from a pipe", () => {
    const run = (args: string[], input = ""): unknown =>
      JSON.parse(execFileSync("host/cli/latchkey.mjs", ["guest", "--json", ...window, ...args], { input, encoding: "utf8" }));
    assert.deepEqual(run(["--key-file", keyFile]), made);
    assert.deepEqual(run(["--key-file", "-"], key), made);
    assert.deepEqual(run([], key), made);
  });

  test("prints the code in groups, and fails when there is none", () => {
    const run = (args: string[]) => spawnSync("host/cli/latchkey.mjs", ["guest", "--key-file", keyFile, ...args], { encoding: "utf8" });
    const printed = run(window);
    assert.match(printed.stdout, /002 523 493/);
    assert.match(printed.stdout, /121093697/);
    const failed = run(["--from", wish.from, "--to", "2026-12-26T16"]);
    assert.equal(failed.status, 1);
    assert.equal(failed.stdout, "");
    assert.match(failed.stderr, /nearest/);
    assert.notEqual(run([...window, "--key", key]).status, 0);
  });
});
