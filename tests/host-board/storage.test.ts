// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Flash } from "../../host/board/flash";
import { Nvs, nvsEntriesMax } from "../../host/board/nvs";
import { Random } from "../../host/board/random";
import { StorageOperations } from "../../host/board/storage-operations";
import { bareBoard } from "../fixtures/bare-board";

describe("flash", () => {
  test("programs cleared bits into erased bytes, and refuses to set a bit again", () => {
    const board = bareBoard(({ flash }) => {
      const partition = flash.open({ path: "audit", mode: "r+" });
      partition.write(Uint8Array.of(0xf0, 0x12), 100);
      partition.write(Uint8Array.of(0x30), 100);
      assert.throws(() => partition.write(Uint8Array.of(0x31), 100), /byte 100 is not erased/);
      assert.throws(() => partition.write(Uint8Array.of(0xff, 0xff, 0xff), 99), /not erased/);
      assert.deepEqual([...new Uint8Array(partition.read(4, 99))], [0xff, 0x30, 0x12, 0xff]);
      partition.eraseBlock(0);
      assert.deepEqual([...new Uint8Array(partition.read(4, 99))], [0xff, 0xff, 0xff, 0xff]);
    });
    assert.equal(board.flash.eraseCounts[0], 1);
    assert.equal(board.flash.eraseCounts[1], 0);
  });

  test("stays inside the partition, and inside what was opened", () => {
    bareBoard(({ flash }) => {
      const partition = flash.open({ path: "audit" });
      assert.deepEqual(partition.status(), { size: 131_072, blockLength: 4096, blocks: 32 });
      assert.throws(() => partition.write(new Uint8Array(2), 131_071), /write failed/);
      assert.throws(() => partition.read(2, 131_071), /read failed/);
      assert.throws(() => partition.read(1, -1), /read failed/);
      assert.throws(() => partition.eraseBlock(32), /erase failed/);
      assert.throws(() => partition.eraseBlock(3, 3), /erase failed/);
      assert.throws(() => flash.open({ path: "nvs" }), /can't find partition/);
      assert.throws(() => flash.open({ path: "audit", mode: "w" as "r" }), /invalid mode/);
      const readOnly = flash.open({ path: "audit", mode: "r" });
      assert.throws(() => readOnly.write(new Uint8Array(1), 0), /read-only/);
      assert.throws(() => readOnly.eraseBlock(0), /read-only/);
      partition.close();
      partition.close();
      assert.throws(() => partition.read(1, 0), /closed/);
    });
  });

  test("takes its time: 45 ms a sector, 0.7 ms a page, and counts each as one operation", () => {
    const board = bareBoard(({ flash, Time, Timer }) => {
      const partition = flash.open({ path: "audit" });
      Timer.set(() => {
        const start = Time.microseconds;
        partition.eraseBlock(0, 2);
        const erased = Time.microseconds;
        assert.ok(Math.abs(erased - start - 90_000) < 1_000, `${erased - start} us`);
        // Over the boundary of a page.
        partition.write(new Uint8Array(10), 250);
        assert.ok(Math.abs(Time.microseconds - erased - 1_400) < 1_000);
      }, 1);
    });
    board.run(1000);
    assert.deepEqual([...board.faults], []);
    assert.equal(board.operations.count, 4);
  });
});

describe("key-value", () => {
  test("keeps buffers, strings and integers by key, and gives out copies", () => {
    bareBoard(({ keyValue, load }) => {
      const store = keyValue.open({ path: "latchkey", mode: "r+" });
      const value = Uint8Array.of(1, 2, 3);
      store.write("a", value.subarray(1));
      value[1] = 9;
      const read = new Uint8Array(store.read("a") ?? new ArrayBuffer(0));
      assert.deepEqual([...read], [2, 3]);
      read[0] = 7;
      assert.deepEqual([...new Uint8Array(store.read("a") ?? new ArrayBuffer(0))], [2, 3]);
      assert.equal(store.read("b"), undefined);
      assert.deepEqual([...store], ["a"]);
      store.delete("a");
      store.delete("a");
      assert.equal(store.read("a"), undefined);

      const { open } = (load("embedded:storage/key-value") as { default: { open(options: object): Loose } }).default;
      const number = open({ path: "latchkey", format: "uint8" });
      number.write("n", 255);
      assert.equal(number.read("n"), 255);
      assert.throws(() => number.write("n", 256), /does not fit/);
      assert.throws(() => number.write("n", "1"), TypeError);
      assert.throws(() => store.read("n"), /mismatch/);
      assert.throws(() => store.write("n", new Uint8Array(1)), /mismatch/);
    });
  });

  test("refuses names over 15 characters, values too long, and other things than buffers", () => {
    bareBoard(({ keyValue }) => {
      assert.throws(() => keyValue.open({ path: "a domain too long" }), /TOO_LONG/);
      assert.throws(() => keyValue.open({ path: "missing", mode: "r" }), /NOT_FOUND/);
      const store = keyValue.open({ path: "latchkey" });
      store.write("fifteen letters", new Uint8Array(1));
      assert.throws(() => store.write("sixteen letters!", new Uint8Array(1)), /TOO_LONG/);
      assert.throws(() => store.read("sixteen letters!"), /TOO_LONG/);
      assert.throws(() => store.write("", new Uint8Array(1)), /INVALID_NAME/);
      assert.throws(() => store.write("a", new Uint8Array(140_000)), /TOO_LONG/);
      assert.throws(() => store.write("a", "text" as never), TypeError);
      const readOnly = keyValue.open({ path: "latchkey", mode: "r" });
      assert.throws(() => readOnly.write("a", new Uint8Array(1)), /read-only/);
      assert.throws(() => readOnly.delete("a"), /read-only/);
      store.close();
      assert.throws(() => store.read("a"), /closed/);
    });
  });

  test("is full when all entries are used, counting the old value until the new one is written", () => {
    const nvs = new Nvs(new StorageOperations(() => {}));
    const write = (key: string, size: number): void =>
      nvs.write("d", key, { type: "buffer", value: new Uint8Array(size).fill(size) }, () => {});
    write("first", 32);
    assert.equal(nvs.entriesUsed, 1 + 3);
    const bigEntries = nvsEntriesMax - 230;
    write("big", 32 * bigEntries);
    assert.equal(nvs.entriesUsed, 1 + 3 + bigEntries + 2);
    assert.throws(() => write("big", 32 * 300), /NOT_ENOUGH_SPACE/);
    write("rest", 32 * (230 - 1 - 3 - 2 - 2));
    assert.equal(nvs.entriesUsed, nvsEntriesMax);
    assert.throws(() => write("one more", 1), /NOT_ENOUGH_SPACE/);
    assert.throws(() => write("first", 1), /NOT_ENOUGH_SPACE/);
    nvs.delete("d", "rest", () => {});
    write("first", 1);
  });

  test("gives the room of old values back", () => {
    const nvs = new Nvs(new StorageOperations(() => {}));
    for (let value = 0; value < 2000; value += 1) nvs.write("d", "k", { type: "uint32", value }, () => {});
    assert.equal(nvs.entriesUsed, 2);
  });

  test("writes nothing when the value is the same", () => {
    const operations = new StorageOperations(() => {});
    const nvs = new Nvs(operations);
    for (const size of [8, 8, 9]) nvs.write("d", "k", { type: "buffer", value: new Uint8Array(size) }, () => {});
    assert.equal(operations.count, 2);
  });
});

interface Loose {
  read(key: string): unknown;
  write(key: string, value: unknown): void;
}

describe("what is kept outside", () => {
  test("a new board takes up where the other one's sinks left off", () => {
    const image = new Uint8Array(131_072).fill(0xff);
    const entries = new Map<string, Parameters<NonNullable<Options["onNvs"]>>>();
    const options = {
      onFlash: (address: number, bytes: Uint8Array) => image.set(bytes, address),
      onNvs: (...change: Parameters<NonNullable<Options["onNvs"]>>) => void entries.set(change[1], change),
    };
    bareBoard(({ flash, keyValue }) => {
      const partition = flash.open({ path: "audit" });
      partition.write(new Uint8Array(300), 4000);
      partition.eraseBlock(1);
      keyValue.open({ path: "d" }).write("k", Uint8Array.of(5));
      keyValue.open({ path: "d" }).write("gone", Uint8Array.of(6));
      keyValue.open({ path: "d" }).delete("gone");
    }, options);
    const nvsEntries = [...entries.values()].flatMap(([domain, key, entry]) => (entry ? [{ domain, key, ...entry }] : []));
    bareBoard(
      ({ flash, keyValue }) => {
        const bytes = new Uint8Array(flash.open({ path: "audit" }).read(200, 3999));
        assert.deepEqual([...bytes.subarray(0, 98)], [0xff, ...new Array<number>(96).fill(0), 0xff]);
        const store = keyValue.open({ path: "d" });
        assert.deepEqual([...store], ["k"]);
        assert.deepEqual([...new Uint8Array(store.read("k") ?? new ArrayBuffer(0))], [5]);
      },
      { flashImage: image, nvsEntries },
    );
  });
});

type Options = NonNullable<Parameters<typeof bareBoard>[1]>;

describe("a torn operation", () => {
  /** A flash on which the power is cut at the first operation. */
  function cutFlash(torn: number): Flash {
    const operations = new StorageOperations(() => {
      throw new Error("cut");
    });
    operations.cutPowerAt(1, torn);
    return new Flash({ operations, random: new Random(7), image: new Uint8Array(4096).fill(0x5a) });
  }

  test("has programmed the first bytes, part of the next one, and nothing after it", () => {
    const seen: number[][] = [];
    for (const torn of [0, 0.5, 1]) {
      const flash = cutFlash(torn);
      assert.throws(() => flash.program(8192, new Uint8Array(9), () => {}), /cut/);
      seen.push([...flash.bytes.subarray(8192, 8201)]);
    }
    const [none, half, all] = seen as [number[], number[], number[]];
    assert.deepEqual(none, new Array<number>(9).fill(0xff));
    assert.deepEqual(all, new Array<number>(9).fill(0));
    assert.deepEqual(half.slice(0, 4), [0, 0, 0, 0]);
    assert.deepEqual(half.slice(5), [0xff, 0xff, 0xff, 0xff]);
    assert.ok(half[4] !== 0 && half[4] !== 0xff, `byte half done: ${half[4]}`);
  });

  test("has erased the beginning of the sector and left garbage in the rest", () => {
    const flash = cutFlash(0.25);
    assert.throws(() => flash.erase(0, 1, () => {}), /cut/);
    const sector = flash.bytes.subarray(0, 4096);
    assert.ok(sector.subarray(0, 1024).every((byte) => byte === 0xff));
    const rest = sector.subarray(1024);
    assert.ok(!rest.every((byte) => byte === 0xff) && !rest.every((byte) => byte === 0x5a));
    // Erasing only ever sets bits.
    assert.ok(rest.every((byte) => (byte & 0x5a) === 0x5a));
  });

  test("leaves a key of NVS old or new", () => {
    for (const [torn, expected] of [
      [0.4, 1],
      [0.6, 2],
    ] as const) {
      const operations = new StorageOperations(() => {});
      const nvs = new Nvs(operations);
      nvs.write("d", "k", { type: "uint8", value: 1 }, () => {});
      operations.cutPowerAt(2, torn);
      nvs.write("d", "k", { type: "uint8", value: 2 }, () => {});
      assert.equal(nvs.read("d", "k")?.value, expected);
    }
  });
});
