// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { StateFolder } from "../../host/app/state-folder";

let folder: string;
let opened: StateFolder[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "latchkey-state-"));
  opened = [];
});

afterEach(() => {
  for (const state of opened) state.close();
  rmSync(folder, { recursive: true });
});

function open(fresh = false): StateFolder {
  const state = new StateFolder(folder, fresh);
  opened.push(state);
  return state;
}

function reopen(fresh = false): StateFolder {
  opened.pop()?.close();
  return open(fresh);
}

const set = (key: string, value: string) => ({ domain: "latchkey", key, type: "string", value });

describe("a state folder", () => {
  test("starts with erased flash, empty NVS and the bolt drawn back", () => {
    const state = open();
    assert.ok(state.flash.every((byte) => byte === 0xff));
    assert.deepEqual(state.nvs, []);
    assert.equal(state.world.boltPosition, 0);
  });

  test("keeps flash, NVS and world between starts", () => {
    const world = { boltPosition: 1, doorOpen: true, chemistry: "liIon2S" as const, chargePercent: 42 };
    const state = open();
    state.writeFlash(131_070, Uint8Array.of(1, 2));
    state.writeNvs(set("a", "old"));
    state.writeNvs(set("b", "gone"));
    state.writeNvs(set("a", "new"));
    state.writeNvs({ domain: "latchkey", key: "b" });
    state.saveWorld(world);
    const again = reopen();
    assert.deepEqual([...again.flash.subarray(-3)], [0xff, 1, 2]);
    assert.deepEqual(again.nvs, [set("a", "new")]);
    assert.deepEqual(again.world, world);
  });

  test("has each change on disk at once, without being closed", () => {
    const state = open();
    state.writeFlash(0, Uint8Array.of(7));
    state.writeNvs(set("a", "1"));
    assert.equal(readFileSync(join(folder, "flash.bin"))[0], 7);
    assert.equal(readFileSync(join(folder, "nvs.jsonl"), "utf8"), `${JSON.stringify(set("a", "1"))}\n`);
  });

  test("drops a last line that was cut off anywhere, and goes on after it", () => {
    const path = join(folder, "nvs.jsonl");
    open().writeNvs(set("a", "1"));
    const whole = readFileSync(path).length;
    const next = Buffer.from(JSON.stringify(set("b", "é")));
    for (let length = 0; length <= next.length; length += 1) {
      opened.pop()?.close();
      truncateSync(path, whole);
      appendFileSync(path, next.subarray(0, length));
      const state = open();
      assert.deepEqual(state.nvs, [set("a", "1")]);
      assert.equal(readFileSync(path).length, whole);
    }
  });

  test("refuses a journal that is damaged in the middle, and flash of a wrong size", () => {
    open();
    opened.pop()?.close();
    writeFileSync(join(folder, "nvs.jsonl"), `{"dom\n${JSON.stringify(set("a", "1"))}\n`);
    assert.throws(() => open(), /nvs\.jsonl is damaged in line 1/);
    rmSync(join(folder, "nvs.jsonl"));
    truncateSync(join(folder, "flash.bin"), 100);
    assert.throws(() => open(), /flash\.bin is damaged/);
  });

  test("starts anew when asked for", () => {
    const state = open();
    state.writeFlash(0, Uint8Array.of(0));
    state.writeNvs(set("a", "1"));
    const fresh = reopen(true);
    assert.equal(fresh.flash[0], 0xff);
    assert.deepEqual(fresh.nvs, []);
  });

  test("belongs to one process at a time, and is free again when that one is gone", () => {
    open();
    assert.throws(() => open(), /running already/);
    opened.pop()?.close();
    assert.ok(!existsSync(join(folder, "in-use")));
    // A process that was killed leaves its lock; numbers this high are not given out.
    writeFileSync(join(folder, "in-use"), "999999999");
    open();
  });
});
