// SPDX-License-Identifier: Apache-2.0
/** Guest codes on the whole lock, with real hashes: made from the key that the console tells, and typed at the door. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { digitsOfGuestId, guestCodeId } from "../../crypto/guest-code";
import { KeyedHash } from "../../crypto/keyed-hash";
import { turnUnitsMax } from "../../host/board/chip-speed";
import type { Key } from "../../lock/events";
import { fromHex } from "../fixtures/bytes";
import { NaclDigest } from "../fixtures/nacl-digest";
import { guestPin, lockedLock, masterPin, minute, second, type WholeLock } from "../fixtures/whole-lock";

const hourMs = 60 * minute;
/** Writing down that a code for one use is used. */
const onceUnitsMax = 2_500;
/** 2027-01-15 08:00 UTC, which is nine o'clock where the lock is. */
const utcSeconds = 1_800_000_000;
const nine = (utcSeconds + 3600 - 946_684_800) / 3600;

function setTime(lock: WholeLock, UtcTime: number): void {
  lock.command("SetTime", { UtcTime });
  lock.command("SetTimeZone", { TimeZone: "CET-1CEST,M3.5.0,M10.5.0/3" });
  lock.ask("Logout");
}

function guestLock() {
  const lock = lockedLock();
  setTime(lock, utcSeconds);
  lock.command("NewGuestKey");
  const hex = lock.command("GetGuestKey").GuestKey as string;
  const hash = new KeyedHash({ Digest: NaclDigest, key: fromHex(hex) });
  lock.ask("Logout");
  const code = (startHour: number, hours: number, once = false): string =>
    digitsOfGuestId(guestCodeId({ startHour, hours, once, serial: 0 })!, hash).join("");
  return { lock, code };
}

/** Opens with it, and waits until it has locked again. */
function comesAndGoes(lock: WholeLock, pin: string): boolean {
  const opened = lock.opens(pin);
  if (opened) lock.until(() => lock.thrown, 40 * second, "locked again");
  return opened;
}

describe("a guest", () => {
  test("comes in from the first hour to the last, and not before or after", () => {
    const { lock, code } = guestLock();
    const fromTen = code(nine + 1, 2);
    assert.equal(lock.opens(fromTen), false);
    lock.board.run(hourMs);
    assert.equal(comesAndGoes(lock, fromTen), true);
    assert.equal(comesAndGoes(lock, fromTen), true);
    lock.board.run(2 * hourMs);
    assert.equal(lock.opens(fromTen), false);
    assert.equal(lock.count("guestAccepted"), 2);
    lock.assertSound();
  });

  test("with a code for one use comes in once, with a power cut in between or without", () => {
    for (const cut of [false, true]) {
      const { lock, code } = guestLock();
      const once = code(nine, 24, true);
      assert.equal(comesAndGoes(lock, once), true);
      if (cut) {
        lock.restart();
        setTime(lock, utcSeconds + 600);
      }
      assert.equal(lock.opens(once), false);
      lock.assertSound();
    }
  });

  test("does not come in after a power cut until somebody has told the time; everybody else does", () => {
    const { lock, code } = guestLock();
    const day = code(nine, 24);
    lock.restart();
    lock.board.run(5 * second);
    assert.equal(lock.opens(day), false);
    assert.equal(comesAndGoes(lock, guestPin), true);
    setTime(lock, utcSeconds + 600);
    assert.equal(lock.opens(day), true);
    lock.assertSound();
  });

  test("with a code that is over is not helped by a clock that is set back", () => {
    const { lock, code } = guestLock();
    const hour = code(nine, 1);
    lock.board.run(hourMs + second);
    // A minute is let through, as a correction; the time by which codes are judged does not go back.
    assert.equal(lock.command("SetTime", { UtcTime: utcSeconds + 3600 - 20 }).Status, "SUCCESS");
    assert.equal(lock.opens(hour), false);
    lock.command("Login", { PIN: masterPin });
    assert.equal(lock.ask("SetTime", { UtcTime: utcSeconds + 1800 }).Status, "CONSTRAINT_ERROR");
  });

  test("is refused by a lock to which the same nine digits mean nothing", () => {
    const { code } = guestLock();
    const { lock } = guestLock();
    lock.command("NewGuestKey");
    lock.ask("Logout");
    assert.equal(lock.opens(code(nine, 24)), false);
    assert.equal(lock.count("refused"), 1);
  });

  test("takes a turn within the budget for the ninth digit, and with # hardly more than a PIN", () => {
    const { lock, code } = guestLock();
    const longest = (key: Key): number => {
      lock.board.meter.reset();
      lock.board.press(key);
      lock.board.run(300);
      return Math.max(...[...lock.board.meter.turns.values()].map(({ longestUnits }) => longestUnits));
    };
    const unitsFor = (typed: string): number => {
      lock.board.run(2 * minute);
      lock.board.type(typed.slice(0, -1));
      assert.ok(longest(typed.at(-1) as Key) < turnUnitsMax);
      return longest("#");
    };
    const pinUnits = unitsFor(guestPin);
    for (const typed of [code(nine, 24), code(nine, 24, true), code(nine + 1, 24), "748291038"]) {
      const units = unitsFor(typed);
      assert.ok(units <= pinUnits + onceUnitsMax, `${units} units for ${typed}, ${pinUnits} for a PIN`);
    }
  });
});
