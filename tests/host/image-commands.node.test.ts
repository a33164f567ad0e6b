// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { chipFor } from "../../host/app/image-target";

const folder = mkdtempSync(join(tmpdir(), "latchkey-image-"));
const path = (name: string) => join(folder, name);
after(() => rmSync(folder, { recursive: true }));

const passPhrase = "correct horse battery";
writeFileSync(path("pass"), `${passPhrase}\n`);
writeFileSync(path("wrong-pass"), "correct horse buttery\n");

function app(chipId: number, length = 20_000): Buffer {
  const bytes = Buffer.alloc(length, 0x42);
  bytes[0] = 0xe9;
  bytes.writeUInt16LE(chipId, 12);
  return bytes;
}
writeFileSync(path("app.bin"), app(0));

/** What host/cli/latchkey.mjs has just made of host/cli/main.ts, and this test's runner came from. */
const commands = ".build/cli/main.mjs";

function latchkey(args: string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [commands, ...args], { input, encoding: "utf8" });
  return { status, stdout, stderr };
}

const signing = ["--board", "esp32-devkit", "--firmware-version", "0.2.0", "--security-version", "3"];
const sign = (out: string, args: string[] = [], passFile = "pass") =>
  latchkey(["sign", path("app.bin"), ...signing, "--key", path("a.key"), "--out", path(out), "--pass-file", path(passFile), ...args]);
const verify = (file: string, ...keys: string[]) => latchkey(["verify", path(file), "--public", ...keys.map(path)]);

let keyId = "";
before(() => {
  const made = latchkey(["keygen", "--out", path("a"), "--pass-file", path("pass"), "--json"]);
  assert.equal(made.status, 0, made.stderr);
  ({ KeyId: keyId } = JSON.parse(made.stdout) as { KeyId: string });
  assert.equal(latchkey(["keygen", "--out", path("b"), "--pass-file", "-"], `${passPhrase}\n`).status, 0);
  assert.equal(sign("good.lkf").status, 0);
});

describe("latchkey keygen", () => {
  test("makes a private file that only its owner can read, and a public line", () => {
    assert.equal(statSync(path("a.key")).mode & 0o777, 0o600);
    assert.match(readFileSync(path("a.pub"), "utf8"), /^[0-9a-f]{64}\n$/);
    assert.notEqual(readFileSync(path("a.pub"), "utf8"), readFileSync(path("b.pub"), "utf8"));
  });

  test("overwrites neither file", () => {
    const key = readFileSync(path("a.key"), "utf8");
    const again = latchkey(["keygen", "--out", path("a"), "--pass-file", path("pass")]);
    assert.equal(again.status, 1);
    assert.match(again.stderr, /is there already/);
    assert.equal(readFileSync(path("a.key"), "utf8"), key);
    writeFileSync(path("c.pub"), "");
    assert.equal(latchkey(["keygen", "--out", path("c"), "--pass-file", path("pass")]).status, 1);
    assert.ok(!existsSync(path("c.key")));
  });

  test("makes nothing with a short pass phrase, and none on the command line", () => {
    const short = latchkey(["keygen", "--out", path("d"), "--pass-file", "-"], "elevenchars\n");
    assert.equal(short.status, 1);
    assert.match(short.stderr, /12 characters/);
    assert.equal(latchkey(["keygen", "--out", path("d"), "--pass", passPhrase]).status, 2);
    assert.ok(!existsSync(path("d.key")));
  });
});

describe("latchkey sign", () => {
  test("tells what it signed, to people and to programs", () => {
    const told = sign("told.lkf");
    assert.match(told.stdout, /version 0\.2\.0 for esp32-devkit \(esp32\), security version 3/);
    assert.ok(told.stdout.includes(keyId));
    const signed = JSON.parse(sign("told.lkf", ["--json"]).stdout) as object;
    const about = { Board: "esp32-devkit", Chip: "esp32", FirmwareVersion: "0.2.0", SecurityVersion: 3, KeyId: keyId };
    assert.deepEqual(signed, { File: path("told.lkf"), Bytes: 20_368, ...about });
    assert.deepEqual(readFileSync(path("told.lkf")), readFileSync(path("good.lkf")));
  });

  test("takes both versions from manifest.json where none are named", () => {
    const { config } = JSON.parse(readFileSync("manifest.json", "utf8")) as { config: { firmwareVersion: string; securityVersion: number } };
    const own = ["--board", "esp32-devkit", "--key", path("a.key"), "--pass-file", path("pass"), "--out", path("own.lkf"), "--json"];
    const { FirmwareVersion, SecurityVersion } = JSON.parse(latchkey(["sign", path("app.bin"), ...own]).stdout) as Record<string, unknown>;
    assert.deepEqual([FirmwareVersion, SecurityVersion], [config.firmwareVersion, config.securityVersion]);
  });

  test("signs nothing with a wrong pass phrase, for no board of boards/, or over another file", () => {
    const refusals: [string[], string, RegExp][] = [
      [[], "wrong-pass", /wrong pass phrase/],
      [["--board", "toaster"], "pass", /no "toaster"/],
      [["--board", "../main"], "pass", /boards\/ has no/],
      [["--board", "board"], "pass", /boards\/ has no/],
      [["--board", "esp32-c3"], "pass", /built for esp32, and esp32-c3 has esp32c3/],
      [["--firmware-version", "2"], "pass", /no version/],
      [["--out", path("a.key")], "pass", /end in \.lkf/],
    ];
    for (const [args, passFile, why] of refusals) {
      const refused = sign("refused.lkf", args, passFile);
      assert.equal(refused.status, 1, refused.stderr);
      assert.match(refused.stderr, why);
    }
    assert.ok(!existsSync(path("refused.lkf")));
  });

  test("a file that is not there and an option that is none are told by exit code 2", () => {
    assert.equal(sign("x.lkf", ["--key", path("none.key")]).status, 2);
    assert.equal(sign("x.lkf", ["--colour", "blue"]).status, 2);
    assert.equal(sign("x.lkf", ["--security-version", "-1"]).status, 2);
    assert.equal(latchkey(["sign", "--help"]).status, 0);
  });
});

describe("the chip of a binary", () => {
  test("is that of the board, or the virtual board's", () => {
    assert.equal(chipFor(app(0), "esp32-devkit"), "esp32");
    assert.equal(chipFor(app(9), "esp32-s3"), "esp32s3");
    assert.equal(chipFor(app(9), "esp32-s3-face"), "esp32s3");
    assert.equal(chipFor(app(5), "esp32-c3"), "esp32c3");
    for (const board of ["esp32-devkit", "esp32-s3-face", "esp32-c3"]) assert.equal(chipFor(app(0xfff0), board), "virtual");
  });

  test("is refused on every other board, and when no board has it", () => {
    for (const [id, board] of [[9, "esp32-devkit"], [0, "esp32-s3"], [5, "esp32-s3-face"], [9, "esp32-c3"], [0, "esp32-c3"]] as const) {
      assert.throws(() => chipFor(app(id), board), /was built for/);
    }
    assert.throws(() => chipFor(app(2), "esp32-devkit"), /no board has \(id 2\)/);
  });

  test("is not looked for in what is no binary, or does not fit into a slot", () => {
    assert.throws(() => chipFor(app(0).fill(0, 0, 1), "esp32-devkit"), /no application binary/);
    assert.throws(() => chipFor(app(0, 8_191), "esp32-devkit"), /no application binary/);
    assert.equal(chipFor(app(0, 0x1d_0000), "esp32-devkit"), "esp32");
    assert.throws(() => chipFor(app(0, 0x1d_0001), "esp32-devkit"), /more than the 1900544 of a slot/);
  });
});

describe("latchkey inspect and verify", () => {
  test("say good of what was signed, and whose it is", () => {
    const { stdout, status } = latchkey(["inspect", path("good.lkf"), "--json"]);
    const about = { Product: "latchkey", Board: "esp32-devkit", Chip: "esp32", FirmwareVersion: "0.2.0", SecurityVersion: 3, DataVersion: 1 };
    const whole = { ...about, ImageBytes: 20_000, Blocks: 5, KeyId: keyId, BrokenBlock: null };
    assert.deepEqual(JSON.parse(stdout), { File: path("good.lkf"), ...whole });
    assert.equal(status, 0);
    assert.match(latchkey(["inspect", path("good.lkf")]).stdout, /signature was not checked/);
    assert.equal(verify("good.lkf", "a.pub").status, 0);
    assert.equal(verify("good.lkf", "b.pub", "a.pub").status, 0);
  });

  test("say bad of a flipped byte, a cut-off file and another's key: exit code 1", () => {
    const good = readFileSync(path("good.lkf"));
    const bytes = Buffer.from(good);
    bytes[208 + 2 * 4_128 + 100]! ^= 1;
    writeFileSync(path("flipped.lkf"), bytes);
    writeFileSync(path("cut.lkf"), good.subarray(0, -1));
    assert.match(latchkey(["inspect", path("flipped.lkf")]).stdout, /wrong from block 2 on/);
    for (const file of ["flipped.lkf", "cut.lkf", "app.bin"]) {
      assert.equal(latchkey(["inspect", path(file)]).status, 1, file);
      assert.equal(verify(file, "a.pub").status, 1, file);
    }
    const stranger = verify("good.lkf", "b.pub");
    assert.equal(stranger.status, 1);
    assert.match(stranger.stdout, /none of those given/);
    const why = JSON.parse(latchkey(["verify", path("flipped.lkf"), "--json", "--public", path("a.pub")]).stdout) as object;
    assert.deepEqual(why, { File: path("flipped.lkf"), Good: false, Why: "block 2 is not the one that was signed" });
  });

  test("say of what they cannot read that they cannot: exit code 2", () => {
    assert.equal(verify("none.lkf", "a.pub").status, 2);
    assert.equal(verify("good.lkf", "none.pub").status, 2);
    assert.equal(verify("good.lkf", "a.key").status, 2);
    assert.equal(latchkey(["verify", path("good.lkf")]).status, 2);
    assert.equal(latchkey(["inspect", path("none.lkf")]).status, 2);
  });
});
