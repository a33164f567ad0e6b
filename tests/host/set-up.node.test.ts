// SPDX-License-Identifier: Apache-2.0
/** The first start on a fresh clone, as far as it goes without a network: what is missing is noticed and told. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { takeFolderLock, withFolderLock } from "../../host/cli/folder-lock.mjs";

/** No process has this number. */
const nobody = "999999999";
let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "latchkey clone "));
});

afterEach(() => {
  rmSync(clone, { recursive: true });
});

interface Outcome {
  status: number | null;
  stderr: string;
}

/** A clone in which the packages are installed, and in which these programs exist besides Node, as shell scripts. */
function start(programs: Readonly<Record<string, string>>): Outcome {
  for (const path of ["package.json", "package-lock.json", "host"]) cpSync(path, join(clone, path), { recursive: true });
  symlinkSync(resolve("node_modules"), join(clone, "node_modules"));
  const bin = join(clone, "bin");
  mkdirSync(bin);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const env = { PATH: bin };
  return spawnSync(process.execPath, [join(clone, "host/cli/latchkey.mjs"), "start"], { encoding: "utf8", env });
}

describe("the first start", () => {
  test("without a compiler says what to install where, and fails", () => {
    const { status, stderr } = start({});
    assert.equal(status, 1);
    assert.match(stderr, /Missing here: a C compiler, make\./);
    for (const system of ["Debian", "Fedora", "macOS", "Windows"]) assert.match(stderr, new RegExp(system));
    assert.match(stderr, /apt-get install build-essential/);
    assert.ok(!existsSync(join(clone, ".build/set-up.lock")));
  });

  test("without make alone asks for make", () => {
    assert.match(start({ cc: "" }).stderr, /Missing here: make\./);
  });

  test("with a make that fails shows what it said", () => {
    const make = '[ "$1" = --version ] || { echo no such header >&2; exit 2; }';
    const { status, stderr } = start({ cc: "", make });
    assert.equal(status, 1);
    assert.match(stderr, /could not be built[^]*no such header/);
  });

  test("installs when a package is not the one that is locked", () => {
    cpSync("host/cli", join(clone, "host/cli"), { recursive: true });
    const locked = { packages: { "": {}, "node_modules/a": { version: "1.0.0", integrity: "x" } } };
    writeFileSync(join(clone, "package-lock.json"), JSON.stringify(locked));
    mkdirSync(join(clone, "node_modules"));
    const isInstalled = (packages: object): string => {
      writeFileSync(join(clone, "node_modules/.package-lock.json"), JSON.stringify({ packages }));
      const script = 'import("./host/cli/install-packages.mjs").then((m) => console.log(m.arePackagesInstalled()))';
      return spawnSync(process.execPath, ["-e", script], { cwd: clone, encoding: "utf8" }).stdout.trim();
    };
    assert.equal(isInstalled({ "node_modules/a": { version: "1.0.0", integrity: "x" } }), "true");
    assert.equal(isInstalled({ "node_modules/a": { version: "1.0.1", integrity: "y" } }), "false");
    assert.equal(isInstalled({}), "false");
  });
});

describe("a lock on a folder", () => {
  test("is held by one at a time, and given back", () => {
    const path = join(clone, "lock");
    const release = takeFolderLock(path);
    assert.equal(readFileSync(path, "utf8"), String(process.pid));
    assert.equal(takeFolderLock(path), undefined);
    release?.();
    takeFolderLock(path)?.();
    assert.ok(!existsSync(path));
  });

  test("is taken over from a process that has died", () => {
    const path = join(clone, "lock");
    writeFileSync(path, nobody);
    const release = takeFolderLock(path);
    assert.ok(release);
    release();
  });

  test("makes the second wait for the first", async () => {
    const path = join(clone, "lock");
    const order: string[] = [];
    const first = withFolderLock(path, async () => {
      order.push("first starts");
      await setTimeout(100);
      order.push("first ends");
    });
    const second = withFolderLock(path, async () => void order.push("second"));
    await Promise.all([first, second]);
    assert.deepEqual(order, ["first starts", "first ends", "second"]);
  });

  test("is given back when the work fails", async () => {
    const path = join(clone, "lock");
    await assert.rejects(withFolderLock(path, () => Promise.reject(new Error("work"))), /work/);
    assert.ok(!existsSync(path));
  });
});
