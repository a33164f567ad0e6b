// SPDX-License-Identifier: Apache-2.0
/** Changes to the firmware's sources while they are bundled: made exactly where they are meant, or refused. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { bundleFirmware } from "../../host/app/firmware-plugin";
import { assertChangesAreIn, changedSource } from "../../host/app/source-changes";

const file = "lock/loop.ts";

describe("a change to a source", () => {
  test("is made where its text stands, and the rest stays", () => {
    assert.equal(changedSource(file, "a b c", [{ file, find: "b", replace: "$&x" }]), "a $&x c");
  });

  test("is made only in its own file", () => {
    assert.equal(changedSource("lock/lock.ts", "a b c", [{ file, find: "b", replace: "x" }]), "a b c");
  });

  test("is made to what the one before it left", () => {
    const changes = [{ file, find: "b", replace: "d" }, { file, find: "d", replace: "e" }];
    assert.equal(changedSource(file, "a b c", changes), "a e c");
  });

  test("is refused when its text is not there, or twice, naming file and text", () => {
    for (const [source, times] of [["a c", 0], ["b b", 2]] as const) {
      assert.throws(() => changedSource(file, source, [{ file, find: "b", replace: "x" }]), {
        message: `lock/loop.ts: to be changed once, but there ${times} times: b`,
      });
    }
  });

  test("is refused when its file is in no bundle", () => {
    const changes = [{ file: "lock/lop.ts", find: "b", replace: "x" }];
    assert.throws(() => assertChangesAreIn([file], changes), /lock\/lop\.ts/);
    assertChangesAreIn(["lock/lop.ts"], changes);
  });
});

describe("a bundle of the firmware", () => {
  const find = "const outsideLength = 48;";

  test("has the change in it, and nothing on disk has", async () => {
    const before = readFileSync(file, "utf8");
    const { code } = await bundleFirmware("esp32-devkit", [{ file, find, replace: "const outsideLength = 47;" }]);
    assert.match(code, /outsideLength = 47;/);
    assert.equal(readFileSync(file, "utf8"), before);
    const { code: unchanged } = await bundleFirmware("esp32-devkit");
    assert.match(unchanged, /outsideLength = 48;/);
  });

  test("is not made when a change does not fit", async () => {
    await assert.rejects(bundleFirmware("esp32-devkit", [{ file, find: "no such text", replace: "" }]), /no such text/);
    await assert.rejects(bundleFirmware("esp32-devkit", [{ file: "lock/lop.ts", find, replace: "" }]), /lock\/lop\.ts/);
  });
});
