// SPDX-License-Identifier: Apache-2.0
/** What the build says of an image's size, and which keys it puts into it. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { imageSize, imageSizeText, isTight, javaScriptBytes, nativeBytesAssumed } from "../../host/app/image-size";
import { readUpdateKeys } from "../../host/app/update-keys";
import { demoPublicKeys } from "../../host/board/demo-keys";
import { slotBytes } from "../../host/board/partitions";

const folder = mkdtempSync(join(tmpdir(), "latchkey-size-"));
after(() => rmSync(folder, { recursive: true }));

const platform = "esp32/nodemcu";

function put(kind: "bin" | "tmp", name: string, content: string | Uint8Array): void {
  const path = join(folder, kind, platform, "release", basename(resolve()));
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, name), content);
}

const linked = `#define mxHeapCount 100
#define mxStackCount 10
#define mxKeysCount 20
#define mxNamesCount 3
#define mxSymbolsCount 2
static const txU1 gxCode1[7];
static const xsHostBuilder gxBuilders2[5] = {
static const txU1 gxCode1[7] = {
{ .string = "ab\\x0c\\"" }, { (txByte*)"\\n" }
`;

describe("the size of an image", () => {
  test("is nothing before anything was built", () => assert.equal(imageSize(folder, platform, 0), undefined));

  test("counts slots, pointers, functions, byte code and strings of what was linked", () => {
    assert.equal(javaScriptBytes(linked), 16 * 110 + 4 * 25 + 12 * 5 + 7 + (4 + 1) + (1 + 1));
  });

  test("is an estimate, with its assumption, where only the JavaScript was built", () => {
    put("tmp", "mc.xs.c", linked);
    const size = imageSize(folder, platform, 0) ?? assert.fail("nothing");
    assert.equal(size.bytes, javaScriptBytes(linked) + nativeBytesAssumed);
    assert.match(imageSizeText(size), /an estimate, from 1,934 of JavaScript.* and 600,000 assumed/);
    assert.equal(imageSize(folder, platform, Date.now() + 60_000), undefined, "not of an earlier build");
  });

  test("is measured where there is one, and too tight above 90 % of the slot", () => {
    const most = Math.floor(slotBytes * 0.9);
    for (const [bytes, tight] of [[most, false], [most + 1, true]] as const) {
      put("bin", "xs_esp32.bin", new Uint8Array(bytes));
      const size = imageSize(folder, platform, 0) ?? assert.fail("nothing");
      assert.deepEqual([size.bytes, isTight(size)], [bytes, tight]);
      assert.equal(/too tight/.test(imageSizeText(size)), tight);
    }
  });
});

describe("the maker's keys", () => {
  const keys = join(folder, "keys");
  const one = "a1".repeat(32);
  const other = "b2".repeat(32);

  test("are none where there is no folder, or nothing public in it", () => {
    assert.deepEqual(readUpdateKeys(keys), []);
    mkdirSync(keys);
    writeFileSync(join(keys, "2.key"), "secret");
    assert.deepEqual(readUpdateKeys(keys), []);
  });

  test("are those of the public files, in the order of their names", () => {
    writeFileSync(join(keys, "2.pub"), `${other.toUpperCase()}\n`);
    writeFileSync(join(keys, "1.pub"), one);
    assert.deepEqual(readUpdateKeys(keys), [one, other]);
  });

  test("are refused where a file holds something else, or a key that everybody has", () => {
    for (const text of ["", one.slice(1), `${one}\n${other}`, "0x".padEnd(64, "1"), demoPublicKeys[1]]) {
      writeFileSync(join(keys, "3.pub"), text);
      assert.throws(() => readUpdateKeys(keys), /3\.pub is (no public|a demo) key/, text);
    }
  });
});
