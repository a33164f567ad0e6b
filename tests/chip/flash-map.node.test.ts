// SPDX-License-Identifier: Apache-2.0
/** chip/partitions.csv adds up, and leaves room for two images (facts A10). */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { flashSize } from "../../host/board/flash";
import { nvsBytes } from "../../host/board/nvs";
import { otadataBytes, slotBytes } from "../../host/board/partitions";

interface Partition {
  name: string;
  type: string;
  subtype: string;
  offset: number;
  size: number;
}

const flashBytes = 4 * 1024 * 1024;
const sectorBytes = 4096;
/** Boot loader and the table itself. */
const firstOffset = 0x9000;

const partitions = readFileSync("chip/partitions.csv", "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line): Partition => {
    const [name = "", type = "", subtype = "", offset, size] = line.split(",").map((field) => field.trim());
    return { name, type, subtype, offset: Number(offset), size: Number(size) };
  });

const named = (name: string): Partition => {
  const partition = partitions.find((each) => each.name === name);
  if (partition === undefined) return assert.fail(`no partition ${name}`);
  return partition;
};

describe("the flash map", () => {
  test("has partitions of whole sectors, with offsets and sizes that are numbers", () => {
    for (const { name, offset, size } of partitions) {
      assert.ok(Number.isInteger(offset / sectorBytes) && Number.isInteger(size / sectorBytes) && size > 0, name);
    }
  });

  test("has no partition that overlaps another, the boot loader, or the end of 4 MB", () => {
    let end = firstOffset;
    for (const { name, offset, size } of partitions) {
      assert.ok(offset >= end, name);
      end = offset + size;
    }
    assert.ok(end <= flashBytes);
  });

  test("has two equal slots for images at multiples of 64 KB, and the record which of them boots", () => {
    const slots = partitions.filter(({ type }) => type === "app");
    assert.deepEqual(slots.map(({ subtype }) => subtype), ["ota_0", "ota_1"]);
    for (const { offset } of slots) assert.equal(offset % 0x10000, 0);
    assert.equal(named("ota_0").size, named("ota_1").size);
    assert.equal(named("otadata").size, 0x2000);
    assert.equal(named("otadata").subtype, "ota");
  });

  test("has 128 KB of raw flash for the audit log, found by its label as a data partition", () => {
    const audit = named("audit");
    assert.equal(audit.type, "data");
    assert.equal(audit.size, 128 * 1024);
  });

  test("has the partitions that the virtual board has", () => {
    assert.equal(named("nvs").subtype, "nvs");
    const sizes = ["nvs", "audit", "ota_0", "ota_1", "otadata"].map((name) => named(name).size);
    assert.deepEqual(sizes, [nvsBytes, flashSize, slotBytes, slotBytes, otadataBytes]);
  });
});
