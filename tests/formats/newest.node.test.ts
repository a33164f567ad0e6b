// SPDX-License-Identifier: Apache-2.0
/**
 * Whoever changes the bytes of a record or of the log adds a fixture of the new format (storage/RECORDS.md, "Versions"): then the newest
 * one is no longer what today's firmware writes. This file also makes one:
 *   WRITE_FORMAT="0.2.0" npm test -- formats/newest --engine node
 * which is then the last in all.ts, and one more in formats.test.ts.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { auditOf, recordsOf, type Fixture } from "./fixture";
import { newest } from "./all";
import { liveIt } from "./story";

/** Up to the first number that counts something: mark, version, 0. */
const headerStartDigits = 12;

function fixtureNow(): Fixture {
  const { lock, guestKey } = liveIt();
  return { madeBy: "", guestKey, boltPosition: 1, records: recordsOf(lock), audit: auditOf(lock) };
}

/** What a format says and a life does not: which records there are, their versions and lengths, how a sector begins. */
function formOf({ records, audit }: Fixture) {
  const forms = Object.entries(records).map(([key, hex]) => [key, { version: hex.slice(0, 2), bytes: hex.length / 2 }]);
  const headers = audit.map(([address, hex]) => `${address}: ${hex.slice(0, headerStartDigits)}`);
  return { records: Object.fromEntries(forms) as Record<string, unknown>, headers };
}

const write = process.env.WRITE_FORMAT;

test("the newest fixture is what today's firmware leaves: same records, versions and lengths, same sectors", () => {
  const now = fixtureNow();
  if (write === undefined) {
    assert.deepEqual(formOf(now), formOf(newest), "a format changed: it needs a fixture, and perhaps a dataVersion");
    return;
  }
  const madeBy = execFileSync("git", ["log", "-1", "--format=%h %s"], { encoding: "utf8" }).trim();
  writeFileSync(`tests/formats/${write}.json`, textOf({ ...now, madeBy }));
});

test("a record that grew, another version, and another mark of the log would be noticed", () => {
  const form = formOf(newest);
  const changed = (records: Record<string, string>, audit = newest.audit) => formOf({ ...newest, records, audit });
  assert.notDeepEqual(changed({ ...newest.records, settings: `${newest.records.settings}00000000` }), form);
  assert.notDeepEqual(changed({ ...newest.records, boot: `02${newest.records.boot?.slice(2)}` }), form);
  assert.notDeepEqual(changed({ ...newest.records, new: "01" }), form);
  assert.notDeepEqual(changed(newest.records, newest.audit.map(([at, hex]) => [at, `4c4b4132${hex.slice(8)}`])), form);
});

test("no fixture is larger than 60 KB", () => {
  for (const name of ["977cac0", "7557c35", "db0175a", "0.1.0"]) {
    assert.ok(readFileSync(`tests/formats/${name}.json`).length < 60_000, name);
  }
});

/** A line for each record and sector. */
function textOf(fixture: Fixture): string {
  const text = JSON.stringify(fixture).replaceAll('","', '",\n"').replaceAll("],[", "],\n[");
  return `${text}\n`;
}
