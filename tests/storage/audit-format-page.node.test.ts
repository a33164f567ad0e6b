// SPDX-License-Identifier: Apache-2.0
/** Reads storage/FORMAT.md: its worked example and its tables are what the code does. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { KeyedHash } from "../../crypto/keyed-hash";
import * as format from "../../storage/audit-format";
import { AuditRing } from "../../storage/audit-ring";
import { KeyValueRecords } from "../../storage/records";
import { settle } from "../fixtures/audit-log";
import { NaclDigest } from "../fixtures/nacl-digest";
import { StorageBoard } from "../fixtures/storage-board";

const page = readFileSync("storage/FORMAT.md", "utf8");

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** What each row of the table under a heading says: where a field is, and how long. */
function fields(heading: string): { offset: number; bytes: number }[] {
  const section = page.slice(page.indexOf(`\n### ${heading}`) + 1).split("\n#")[0]!;
  const rows = [...section.matchAll(/^\| (\d+) \| (\d+) \|/gm)];
  return rows.map(([, offset, bytes]) => ({ offset: Number(offset), bytes: Number(bytes) }));
}

describe("storage/FORMAT.md", () => {
  test("its worked example is what the code writes", () => {
    const board = new StorageBoard();
    const records = new KeyValueRecords({ keyValue: board.keyValueModule, path: "latchkey" });
    const key = Uint8Array.from({ length: 32 }, (_, index) => index);
    const keyedHash = new KeyedHash({ Digest: NaclDigest, key });
    const log = new AuditRing({ flash: board.flashModule, path: "audit", records, keyedHash, boot: 1 });
    log.append({ event: 1, source: 0, userIndex: 0, value: 1, utcSeconds: 0, uptimeSeconds: 2 });
    const utcSeconds = Date.UTC(2026, 0, 1) / 1000;
    log.append({ event: 10, source: 3, userIndex: 3, value: 0, utcSeconds, uptimeSeconds: 75 });
    settle(log);
    const { bytes } = board.flash;
    const written = [0, 32, 64].map((offset) => hex(bytes.subarray(offset, offset + 32)));
    written.push(hex(records.read("audit.head")!), hex(bytes.subarray(4096, 4096 + 32)));
    assert.deepEqual([...page.matchAll(/```hex\n(.*)\n```/g)].map(([, line]) => line), written);
  });

  test("its tables leave no byte of a content out, and none twice", () => {
    for (const heading of ["Entry", "Header", "Head record"]) {
      let end = 0;
      for (const { offset, bytes } of fields(heading)) {
        assert.equal(offset, end, `${heading}, offset ${offset}`);
        end += bytes;
      }
      assert.equal(end, format.contentBytes, heading);
    }
  });

  test("its version and sizes are the code's", () => {
    assert.ok(page.includes(`**format version ${format.formatVersion}**`));
    assert.ok(page.includes(`${format.slotsPerSector} in a sector`));
    assert.equal(format.contentBytes + format.macBytes + 2, format.frameBytes);
  });

  test("neither an erased slot nor a wiped one has a right check", () => {
    assert.ok(!format.hasRightCheck(new Uint8Array(32).fill(0xff)));
    assert.ok(!format.hasRightCheck(new Uint8Array(32)));
    const frame = new Uint8Array(32).fill(7);
    format.setCheck(frame);
    assert.ok(format.hasRightCheck(frame));
  });
});
