// SPDX-License-Identifier: Apache-2.0
/** Guest codes from the console to the door, on the whole lock. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { digitsOfGuestId, guestCodeId } from "../../crypto/guest-code";
import { AuditEvent } from "../../lock/audit";
import { fromHex } from "../fixtures/bytes";
import { consoleOnLock } from "../fixtures/console-on-lock";
import { FakeKeyedHash } from "../fixtures/fake-lock-parts";

/** 2027-01-15 08:00 UTC, and the same as the lock counts local hours when its zone is UTC. */
const utcSeconds = 1_800_000_000;
const hour = (utcSeconds - 946_684_800) / 3600;
const codeId = guestCodeId({ startHour: hour, hours: 24, once: false, serial: 0 })!;

function bench() {
  const console = consoleOnLock();
  console.login();
  console.ask("SetTime", { UtcTime: utcSeconds });
  console.ask("SetTimeZone", { TimeZone: "UTC0" });
  console.ask("NewGuestKey");
  return { ...console, code: () => codeUnder(console.ask("GetGuestKey").GuestKey as string) };
}

function codeUnder(hex: string, id = codeId): string {
  return digitsOfGuestId(id, new FakeKeyedHash(fromHex(hex))).join("");
}

describe("a guest code made with the key that the console told", () => {
  test("opens the door, and the log names it", () => {
    const { code, type, bolt, store, faults } = bench();
    type(`${code()}#`);
    assert.deepEqual(bolt.moves, ["unlocked"]);
    assert.equal(store.entries.find((entry) => entry.event === AuditEvent.guestAccepted)?.value, codeId);
    assert.deepEqual(faults, []);
  });

  test("opens nothing after RevokeGuestCode, NewGuestKey or ClearGuestKey", () => {
    for (const [command, given] of [["RevokeGuestCode", { CodeId: codeId }], ["NewGuestKey", {}], ["ClearGuestKey", {}]] as const) {
      const { code, ask, type, bolt } = bench();
      const digits = code();
      assert.equal(ask(command, given).Status, "SUCCESS", command);
      type(`${digits}#`);
      assert.deepEqual(bolt.moves, [], command);
    }
  });

  test("opens nothing before the lock knows time and zone", () => {
    const { ask, type, bolt, login } = consoleOnLock();
    login();
    ask("NewGuestKey");
    const digits = codeUnder(ask("GetGuestKey").GuestKey as string);
    type(`${digits}#`);
    ask("SetTime", { UtcTime: utcSeconds });
    type(`${digits}#`);
    assert.deepEqual(bolt.moves, []);
    ask("SetTimeZone", { TimeZone: "UTC0" });
    type(`${digits}#`);
    assert.deepEqual(bolt.moves, ["unlocked"]);
  });

  test("is nobody's PIN, at the console and at the keypad alike; another one of nine digits may be", () => {
    const { code, ask, lock } = bench();
    const add = (digits: string) =>
      ask("SetCredential", { OperationType: 0, Credential: { CredentialType: 1, CredentialIndex: 9 }, CredentialData: digits });
    assert.equal(add(code()).Status, "DUPLICATE");
    const keypad = { source: 3, userIndex: 1 } as const;
    assert.equal(lock.users.setPin(2, Uint8Array.from(code(), Number), keypad).status, "DUPLICATE");
    assert.equal(add("718204963").Status, "SUCCESS");
  });

  test("is listed when it is dead, eight an answer", () => {
    const { ask } = bench();
    for (let serial = 0; serial < 8; serial++) ask("RevokeGuestCode", { CodeId: codeId + serial });
    assert.equal(ask("GetGuestCodes").Next, null);
    ask("RevokeGuestCode", { CodeId: guestCodeId({ startHour: hour, hours: 48, once: false, serial: 0 }) });
    const { Codes, Next } = ask("GetGuestCodes") as { Codes: unknown[]; Next: number };
    assert.equal(Codes.length, 8);
    assert.equal(Next, 9);
    assert.equal((ask("GetGuestCodes", { From: 9 }).Codes as unknown[]).length, 1);
    assert.deepEqual(ask("GetGuestCodes", { From: 60 }).Codes, []);
  });
});

describe("the guest key", () => {
  test("is for the master who is logged in, and for nobody else", () => {
    const { ask, session } = bench();
    session.end(1);
    for (const name of ["GetGuestKey", "NewGuestKey", "ClearGuestKey", "GetGuestCodes"]) {
      assert.equal(ask(name).Status, "UNSUPPORTED_ACCESS", name);
    }
    assert.equal(ask("RevokeGuestCode", { CodeId: codeId }).Status, "UNSUPPORTED_ACCESS");
  });

  test("stands in no entry of the log and not in the status", () => {
    const { ask, lock, store } = bench();
    const key = ask("GetGuestKey").GuestKey as string;
    assert.match(key, /^[0-9a-f]{64}$/);
    assert.ok(!JSON.stringify([store.entries, lock.status(), ask("GetStatus"), ask("GetSettings")]).includes(key));
  });

  test("is not there before somebody asked for one", () => {
    const { ask, login } = consoleOnLock();
    login();
    assert.equal(ask("GetGuestKey").Status, "NOT_FOUND");
    assert.equal(ask("GetGuestCodes").GuestKey, "Off");
    assert.equal(ask("RevokeGuestCode", { CodeId: codeId }).Status, "INVALID_IN_STATE");
  });

  test("has codes of ids that exist", () => {
    const { ask } = bench();
    assert.equal(ask("RevokeGuestCode", { CodeId: 1e9 }).Status, "INVALID_COMMAND");
    assert.equal(ask("RevokeGuestCode", { CodeId: "1" }).Status, "INVALID_COMMAND");
    assert.equal(ask("RevokeGuestCode").Status, "INVALID_COMMAND");
    assert.equal(ask("RevokeGuestCode", { CodeId: codeId + (31 - 7) * 8 }).Status, "CONSTRAINT_ERROR");
    const over = guestCodeId({ startHour: 200_000, hours: 1, once: false, serial: 0 });
    assert.equal(ask("RevokeGuestCode", { CodeId: over }).Status, "NOT_FOUND");
  });
});
