// SPDX-License-Identifier: Apache-2.0
/** The walls between the folders, the look of the files, and what is really in the firmware's bundle. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { bundleFirmware } from "../host/app/firmware-plugin";
import { importsOf, isFirmware, layoutComplaints, wallComplaints } from "./tidy-checks";

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((path) => /\.(ts|tsx|mjs|c)$/.test(path) && existsSync(path))
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

describe("the sources", () => {
  test("are found", () => {
    assert.ok(files.some(({ path }) => path === "main.ts"));
    assert.ok(files.filter(({ path }) => isFirmware(path)).length > 50);
  });

  test("import through no wall", () => {
    assertNone(files.flatMap(({ path, text }) => wallComplaints(path, text)));
  });

  test("are short, open with licence and doc comment, and hold no leftovers", () => {
    assertNone(files.flatMap(({ path, text }) => layoutComplaints(path, text)));
  });
});

describe("the firmware that the virtual board runs", () => {
  const preload = ["manifest-base.json", "manifest.json"].flatMap(preloadOf);

  test("is made of modules that manifest.json lists, and of nothing else", async () => {
    const { modules } = await bundleFirmware("esp32-devkit");
    const named = modules
      .map((path) => path.replace(/\.ts$/, "").replace(/^.*node_modules\/(.*)\/index\.js$/, "$1"))
      .map((name) => (name.startsWith("boards/") ? "board" : name));
    assertNone(named.filter((name) => name !== "main" && !preload.includes(name)));
    assert.ok(modules.includes("main.ts"));
  });

  test("leaves out no module of the manifest, unless it holds types only", async () => {
    const { modules } = await bundleFirmware("esp32-devkit");
    const others = ["board", "hardware-random", "running-image", "system", "embedded:provider/builtin", "@noble/ed25519"];
    const missing = preload.filter((name) => !others.includes(name) && !modules.includes(`${name}.ts`));
    assertNone(missing.filter((name) => hasCode(`${name}.ts`)));
  });
});

describe("the bring-up firmware that the virtual board runs", () => {
  test("is made of modules that its manifest lists, and needs each of them but for types", async () => {
    const boards = ["esp32-devkit", "esp32-c3"];
    const bundles = await Promise.all(boards.map((board) => bundleFirmware(board, [], "bringup/main.ts")));
    const modules = bundles.flatMap((bundle) => bundle.modules).filter((path) => !path.startsWith("boards/"));
    const preload = preloadOf("bringup/manifest.json").map((name) => `${name}.ts`);
    assertNone(modules.filter((path) => path !== "bringup/main.ts" && !preload.includes(path)));
    assertNone(preload.filter((path) => path !== "chip-facts.ts" && !modules.includes(path) && hasCode(path)));
  });
});

function preloadOf(manifest: string): string[] {
  return (JSON.parse(readFileSync(manifest, "utf8")) as { preload: string[] }).preload;
}

/** As text, since the list of a failed deepEqual is cut short. */
function assertNone(complaints: readonly string[]): void {
  assert.equal(complaints.join("\n"), "");
}

/** Whether anything is left of the module without its types and its comments. */
function hasCode(path: string): boolean {
  return /^(export )?(class|function|const|abstract class) /m.test(readFileSync(path, "utf8"));
}

describe("the checks themselves", () => {
  test("see a driver that asks the lock, and a lock that knows the SDK", () => {
    assert.equal(wallComplaints("drivers/keypad.ts", 'import { Lock } from "../lock/lock";\n').length, 1);
    assert.equal(wallComplaints("lock/lock.ts", 'import Timer from "timer";\n').length, 1);
    assert.equal(wallComplaints("lock/lock.ts", 'import Digital from "embedded:io/digital";\n').length, 1);
    assert.equal(wallComplaints("lock/lock.ts", 'import type { Keypad } from "../drivers/keypad";\n').length, 1);
    assert.equal(wallComplaints("lock/lock.ts", 'export { Ring } from "../storage/audit-ring";\n').length, 1);
    assert.equal(wallComplaints("crypto/mac.ts", 'import {\n  Users,\n} from "../lock/users";\n').length, 1);
    assert.equal(wallComplaints("boards/x.ts", 'import "../host/board/chip";\n').length, 1);
    assert.equal(wallComplaints("bringup/heard.ts", 'import Digital from "embedded:io/digital";\n').length, 1);
    assert.equal(wallComplaints("lock/lock.ts", 'import { Motion } from "../bringup/motion";\n').length, 1);
  });

  test("let pass what the walls allow", () => {
    assert.deepEqual(
      wallComplaints("main.ts", 'import Timer from "timer";\nimport { Lock } from "./lock/lock";\n'),
      [],
    );
    assert.deepEqual(
      wallComplaints("lock/lock.ts", 'import { equal } from "../crypto/equal";\nimport "./loop";\n'),
      [],
    );
    assert.deepEqual(wallComplaints("bringup/main.ts", 'import Timer from "timer";\nimport { Keypad } from "../drivers/keypad";\n'), []);
    assert.deepEqual(wallComplaints("storage/ring.ts", 'import type { AuditStore } from "../lock/parts";\n'), []);
    assert.deepEqual(wallComplaints("host/x.ts", 'import { Lock } from "../lock/lock";\n'), []);
  });

  test("see that a contract is for its types only", () => {
    assert.equal(wallComplaints("storage/ring.ts", 'import { limits } from "../lock/parts";\n').length, 1);
  });

  test("find imports over several lines, of types, without names, and at run time", () => {
    const text =
      'import {\n  a,\n  b,\n} from "./ab";\nimport type { C } from "./c";\nimport "./d";\nawait import("./e");\n';
    assert.deepEqual(importsOf(text), [
      { specifier: "./ab", isType: false },
      { specifier: "./c", isType: true },
      { specifier: "./d", isType: false },
      { specifier: "./e", isType: false },
    ]);
  });

  test("see a file without licence, without comment, too long, or unfinished", () => {
    const good = "// SPDX-License-Identifier: Apache-2.0\n/** Fine. */\n";
    assert.deepEqual(layoutComplaints("lock/a.ts", good), []);
    assert.equal(layoutComplaints("lock/a.ts", "/** Fine. */\n").length, 1);
    assert.equal(layoutComplaints("lock/a.ts", `${good.split("\n")[0]}\nconst a = 1;\n`).length, 1);
    assert.equal(layoutComplaints("lock/a.ts", good + "//\n".repeat(298)).length, 0);
    assert.equal(layoutComplaints("lock/a.ts", good + "//\n".repeat(299)).length, 1);
    assert.equal(layoutComplaints("main.ts", good + "//\n".repeat(118)).length, 1);
    assert.equal(layoutComplaints("lock/a.ts", `${good}// ${"TO" + "DO"}: this\n`).length, 1);
  });
});
