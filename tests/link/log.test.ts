// SPDX-License-Identifier: Apache-2.0
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { addPin } from "../../host/board/pin-credential";
import { AuditEvent } from "../../lock/audit";
import { commands } from "../../link/commands";
import type { StoredAuditEntry } from "../../lock/parts";
import { consoleBench } from "../fixtures/console-bench";
import { listUsers } from "../fixtures/list-users";

/** What the output queue of the serial line holds, line end and all. */
const replyBytesMax = 2048;

interface Page {
  Status: string;
  First: number;
  Next: number | null;
  Chain: string;
  Entries: { Sequence: number; Event: string | number; [field: string]: unknown }[];
}

/** The log holds `count` entries after the login; every one as long as an entry can get when `longest`. */
function loggedIn(options: { count?: number; longest?: boolean } = {}) {
  const bench = consoleBench();
  bench.login();
  const { store } = bench;
  for (let index = 0; index < (options.count ?? 0); index++) {
    store.append({
      event: options.longest ? AuditEvent.ignoredDuringLockout : AuditEvent.doorOpened,
      source: options.longest ? 2 : 0,
      userIndex: options.longest ? 21 : 0,
      value: options.longest ? -2_147_483_648 : 0,
      utcSeconds: options.longest ? 4_102_444_799 : 0,
      uptimeSeconds: options.longest ? 4_294_967_295 : 7,
    });
  }
  const page = (given: object = {}): Page => bench.ask("GetLog", given) as unknown as Page;
  return { ...bench, page };
}

/** Entries as if much had happened before: the newest is number 4,294,967,294. */
function farOn(entries: readonly StoredAuditEntry[]) {
  const next = 4_294_967_295;
  const offset = next - entries.length - 1;
  return {
    next,
    read(sequence: number): StoredAuditEntry | undefined {
      const entry = entries[sequence - offset - 1];
      return entry && { ...entry, sequence, boot: 65_535 };
    },
  };
}

describe("GetLog", () => {
  test("tells an entry in words", () => {
    const { page, store } = loggedIn();
    const who = { source: 3, userIndex: 4 };
    store.append({ event: AuditEvent.boltJammed, ...who, value: 2, utcSeconds: 1_800_000_000, uptimeSeconds: 9 });
    assert.deepEqual(page().Entries.at(-1), {
      Sequence: store.next - 1,
      Boot: 1,
      UtcTime: 1_800_000_000,
      Uptime: 9,
      Event: "BoltJammed",
      Source: "Keypad",
      UserIndex: 4,
      Value: 2,
    });
  });

  test("tells what is not known as null, and a code that has no word as a number", () => {
    const { page, store } = loggedIn();
    store.append({ event: 250, source: 251, userIndex: 0, value: 0, utcSeconds: 0, uptimeSeconds: 0 });
    const entry = page().Entries.at(-1);
    assert.deepEqual([entry?.Event, entry?.Source, entry?.UserIndex, entry?.UtcTime], [250, 251, null, null]);
  });

  test("gives every code of lock/audit.ts a word of its own", () => {
    const codes = Object.values(AuditEvent);
    const { page, store } = loggedIn();
    const words = codes.map((event) => {
      store.append({ event, source: 0, userIndex: 0, value: 0, utcSeconds: 0, uptimeSeconds: 0 });
      return page({ From: store.next - 1 }).Entries[0]?.Event;
    });
    assert.ok(words.every((word) => typeof word === "string"));
    assert.equal(new Set(words).size, codes.length);
  });

  test("without From it gives the newest, with Count no more than asked for", () => {
    const { page, store } = loggedIn({ count: 50 });
    assert.equal(page({ Count: 3 }).Entries.length, 3);
    assert.equal(page({ Count: 3 }).Entries.at(-1)?.Sequence, store.next - 1);
    assert.equal(page({ Count: 3 }).Next, null);
  });

  test("followed by Next it gives every entry once, in order, however many and however long", () => {
    for (const longest of [false, true]) {
      const { page, store } = loggedIn({ count: 90, longest });
      const seen: number[] = [];
      let from: number | null = 1;
      let pages = 0;
      while (from !== null) {
        const { Entries, Next } = page({ From: from });
        assert.ok(Entries.length > 0 && Entries.length <= 3);
        seen.push(...Entries.map(({ Sequence }) => Sequence));
        from = Next;
        assert.ok(++pages < 60);
      }
      assert.deepEqual(seen, store.entries.map(({ sequence }) => sequence));
    }
  });

  test("leaves out what is torn or overwritten, and starts at the oldest that is kept", () => {
    const { page, store } = loggedIn({ count: 30 });
    const read = store.read.bind(store);
    const torn = (sequence: number) => (sequence === 12 ? undefined : read(sequence));
    Object.defineProperty(store, "read", { value: torn });
    Object.defineProperty(store, "first", { value: 10 });
    const { Entries, First, Next } = page({ From: 1, Count: 4 });
    assert.deepEqual(Entries.map(({ Sequence }) => Sequence), [10, 11]);
    assert.deepEqual([First, Next], [10, 13]);
  });

  test("past the end, and from an empty log, it gives nothing, and no Next", () => {
    const { page, store } = loggedIn();
    assert.deepEqual([page({ From: 4_294_967_295 }).Entries, page({ From: 4_294_967_295 }).Next], [[], null]);
    store.entries.length = 0;
    assert.deepEqual([page().Entries, page().Next], [[], null]);
  });

  test("tells whether the chain is intact", () => {
    const { page, store } = loggedIn();
    assert.equal(page().Chain, "Intact");
    store.chain = "broken";
    assert.equal(page().Chain, "Broken");
  });
});

describe("console: length of answers", () => {
  test("the longest page of the log fits the output queue", () => {
    const { page, store, sent } = loggedIn({ count: 40, longest: true });
    const { read, next } = farOn(store.entries.slice());
    Object.defineProperty(store, "next", { value: next });
    Object.defineProperty(store, "first", { value: next - 40 });
    Object.defineProperty(store, "read", { value: read });
    assert.ok(page({ From: next - 40, Id: 1 } as object).Entries.length === 3);
    assert.ok((sent.at(-1)?.length ?? 0) + 2 <= replyBytesMax);
  });

  test("pages of users with the longest names fit, in bytes, also when many cannot be read", () => {
    const { records } = loggedIn();
    for (let index = 11; index <= 250; index++) records.write(`user.${index}`, Uint8Array.of(0));
    const bench = consoleBench({ records });
    bench.login();
    const { ask, sent, users, faults } = bench;
    for (let index = 1; index <= 10; index++) {
      const OperationType = index <= 2 ? 2 : 0;
      ask("SetUser", { OperationType, UserIndex: index, UserName: "🦊".repeat(10), UserType: index === 1 ? 3 : 8, UserStatus: index === 1 ? 1 : 3 });
    }
    assert.equal(listUsers(users).length, 10);
    assert.equal(users.damaged.length, 240);
    const seen: number[] = [];
    for (let from: number | null = 1; from !== null; ) {
      const given = { From: from, Id: "🦊".repeat(16) };
      const page: { Users?: { UserIndex: number }[]; Next?: number } = ask("GetUsers", given);
      assert.ok(bytesOf(sent.at(-1) ?? "") + 2 <= replyBytesMax, `${bytesOf(sent.at(-1) ?? "")} bytes`);
      seen.push(...(page.Users ?? []).map(({ UserIndex }) => UserIndex));
      from = page.Next ?? null;
    }
    assert.deepEqual(seen, listUsers(users).map(({ index }) => index));
    assert.deepEqual(faults, []);
  });

  test("every other answer fits as well", () => {
    const { ask, sent } = loggedIn();
    ask("SetUser", { OperationType: 2, UserIndex: 2, UserName: "🦊".repeat(10), UserUniqueID: 4_000_000_000, UserType: 8 });
    for (let index = 241; index <= 249; index++) ask("SetCredential", { ...addPin(index, `${784_000 + index * 397}`), UserIndex: 2 });
    const { Credentials } = ask("GetUser", { UserIndex: 2, Id: "🦊".repeat(16) });
    assert.equal((Credentials as object[]).length, 10);
    for (const { name } of commands.filter(({ name }) => name !== "Logout")) ask(name, { Id: "\u0001".repeat(16) });
    for (const line of sent) assert.ok(bytesOf(line) + 2 <= replyBytesMax);
  });
});

function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
