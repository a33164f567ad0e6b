// SPDX-License-Identifier: Apache-2.0
/** What a start finds of the one before, however that ended. */
import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { StateFolder } from "../../host/app/state-folder";
import { flashSize } from "../../host/board/flash";
import type { NvsChange } from "../../host/board/host-calls";
import { slotBytes } from "../../host/board/partitions";

const folders: string[] = [];
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "latchkey-state-"));
  folders.push(path);
  return path;
}

const written: NvsChange = { domain: "latchkey", key: "a", type: "buffer", value: "0102" };

/** Writes it, with `fresh` or not, and gives it back. */
function use<Result>(path: string, run: (state: StateFolder) => Result, fresh = false): Result {
  const state = new StateFolder(path, fresh);
  try {
    return run(state);
  } finally {
    state.close();
  }
}

describe("the state folder", () => {
  after(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

  test("is a new lock at first: flash erased, no records, bolt back, door closed", () => {
    use(join(folder(), "not", "there"), ({ flash, nvs, world }) => {
      assert.equal(flash.length, flashSize);
      assert.ok(flash.every((byte) => byte === 0xff));
      assert.deepEqual(nvs, []);
      assert.deepEqual([world.boltPosition, world.doorOpen], [0, false]);
    });
  });

  test("keeps flash, records and the world", () => {
    const path = folder();
    use(path, (state) => {
      state.writeFlash(4096, Uint8Array.of(1, 2, 3));
      state.writeNvs(written);
      state.writeNvs({ domain: "latchkey", key: "b", type: "buffer", value: "03" });
      state.writeNvs({ domain: "latchkey", key: "b" });
      state.saveWorld({ boltPosition: 1, doorOpen: false, chemistry: "nimh", chargePercent: 40 });
    });
    use(path, ({ flash, nvs, world }) => {
      assert.deepEqual([...flash.subarray(4095, 4100)], [0xff, 1, 2, 3, 0xff]);
      assert.deepEqual(nvs, [written]);
      assert.deepEqual([world.boltPosition, world.chemistry, world.chargePercent], [1, "nimh", 40]);
    });
  });

  test("keeps slots of firmware images once they were written, and has no files for them before", () => {
    const path = folder();
    use(path, (state) => {
      assert.equal(state.readAppFlash("ota_1"), undefined);
      state.writeAppFlash("ota_1", 8192, Uint8Array.of(1, 2));
      state.writeAppFlash("ota_1", 8194, Uint8Array.of(3));
    });
    assert.deepEqual(readdirSync(path).sort(), ["flash.bin", "nvs.jsonl", "ota_1.bin"]);
    use(path, (state) => {
      const bytes = state.readAppFlash("ota_1") ?? assert.fail("forgotten");
      assert.deepEqual([bytes.length, ...bytes.subarray(8191, 8196)], [slotBytes, 0xff, 1, 2, 3, 0xff]);
      assert.equal(state.readAppFlash("otadata"), undefined);
    });
    truncateSync(join(path, "ota_1.bin"), 100);
    assert.throws(() => new StateFolder(path, false), /ota_1\.bin is damaged.*--fresh/);
    use(path, (state) => assert.equal(state.readAppFlash("ota_1"), undefined), true);
  });

  test("has every change in its files when the call returns", () => {
    const path = folder();
    use(path, (state) => {
      state.writeFlash(10, Uint8Array.of(7));
      state.writeNvs(written);
      assert.equal(readFileSync(join(path, "flash.bin"))[10], 7);
      assert.match(readFileSync(join(path, "nvs.jsonl"), "utf8"), /"key":"a".*\n$/);
    });
  });

  test("drops a last line that was being written, and nothing before it", () => {
    const line = Buffer.from(JSON.stringify({ ...written, key: "torn é" }));
    const path = folder();
    use(path, (state) => state.writeNvs(written));
    const journal = readFileSync(join(path, "nvs.jsonl"));
    for (let length = 1; length <= line.length; length++) {
      appendFileSync(join(path, "nvs.jsonl"), line.subarray(0, length));
      use(path, ({ nvs }) => assert.deepEqual(nvs, [written], `${length} bytes of the line`));
      assert.deepEqual(readFileSync(join(path, "nvs.jsonl")), journal);
    }
  });

  test("says what is damaged, and how to go on, instead of taking it for a new lock", () => {
    const path = folder();
    use(path, (state) => state.writeNvs(written));
    const nvs = readFileSync(join(path, "nvs.jsonl"), "utf8");
    writeFileSync(join(path, "nvs.jsonl"), `garbage\n${nvs}`);
    assert.throws(() => new StateFolder(path, false), /damaged in line 1.*--fresh/);
    writeFileSync(join(path, "nvs.jsonl"), nvs);
    truncateSync(join(path, "flash.bin"), 100);
    assert.throws(() => new StateFolder(path, false), /flash\.bin is damaged.*--fresh/);
  });

  test("does without a world that cannot be read: it is not part of the lock", () => {
    const path = folder();
    use(path, (state) => state.writeNvs(written));
    writeFileSync(join(path, "world.json"), '{"boltPos');
    use(path, ({ nvs, world }) => assert.deepEqual([nvs, world.boltPosition], [[written], 0]));
  });

  test("forgets everything with --fresh", () => {
    const path = folder();
    use(path, (state) => {
      state.writeNvs(written);
      state.writeFlash(0, Uint8Array.of(1));
      state.saveWorld({ boltPosition: 1, doorOpen: true, chemistry: "nimh", chargePercent: 1 });
    });
    const look = ({ flash, nvs, world }: StateFolder): void => assert.deepEqual([flash[0], nvs, world.boltPosition], [0xff, [], 0]);
    use(path, look, true);
    use(path, look);
  });

  test("is for one process at a time, also for --fresh, and free again after it", () => {
    const path = folder();
    use(path, (state) => {
      state.writeNvs(written);
      assert.throws(() => new StateFolder(path, false), /running already.*--state/);
      assert.throws(() => new StateFolder(path, true), /running already/);
      assert.deepEqual(state.nvs, [written]);
    });
    use(path, ({ nvs }) => assert.deepEqual(nvs, [written]));
  });

  test("takes over from a process that died, and leaves nothing lying about", () => {
    const path = folder();
    writeFileSync(join(path, "in-use"), "999999999");
    use(path, () => undefined);
    assert.deepEqual(readdirSync(path).sort(), ["flash.bin", "nvs.jsonl"]);
    assert.ok(!existsSync(join(path, "in-use")));
  });
});
