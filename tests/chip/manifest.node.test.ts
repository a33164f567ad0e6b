// SPDX-License-Identifier: Apache-2.0
/** The manifest against the files: what the SDK's tool drops without a word must be noticed here. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { factoryConfig } from "../../host/board/factory-config";

interface Base {
  include: string[];
  modules: Record<string, string>;
  preload: string[];
  config: { led: { rainbow: boolean } };
  defines: { task: { queueLength: number }; xs: { abortHook: number } };
  platforms: Record<string, { modules?: Record<string, string>; config?: { chip: string }; error?: string }>;
}

interface Manifest {
  include: string[];
  modules: Record<string, string>;
  preload: string[];
  creation: { stack: number; main?: string };
  config: { firmwareVersion: string; securityVersion: number; updateKeys: string; revokedKeys: string };
}

const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
const base = read("manifest-base.json") as Base;
const manifest = read("manifest.json") as Manifest;
const bringup = read("bringup/manifest.json") as Manifest;
const typings = (read("typings/manifest.json") as { modules: Record<string, string> }).modules;
const paths = (read("tsconfig.json") as { compilerOptions: { paths: Record<string, string[]> } }).compilerOptions.paths;

const folders = ["drivers", "lock", "crypto", "storage", "link", "update"];
const firmwareFiles = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.slice(0, -3)}`),
);
const boards = readdirSync("boards").filter((name) => name !== "board.ts");

describe("manifest.json", () => {
  test("takes every firmware folder into the build, in the order of the flow", () => {
    const taken = Object.keys(manifest.modules).filter((name) => name.endsWith("/*"));
    assert.deepEqual(taken, folders.map((folder) => `${folder}/*`));
    for (const name of taken) assert.equal(manifest.modules[name], `./${name}`);
  });

  test("finds no folder inside a firmware folder, since a star reads one level", () => {
    for (const folder of folders) {
      for (const entry of readdirSync(folder, { withFileTypes: true })) assert.ok(!entry.isDirectory(), entry.name);
    }
  });

  test("preloads every firmware module by name, for a star takes no TypeScript", () => {
    const missing = firmwareFiles.filter((name) => !manifest.preload.includes(name));
    assert.deepEqual(missing, []);
    assert.ok(!manifest.preload.some((name) => name.includes("*")));
  });

  test("preloads nothing that is not there, and nothing twice", () => {
    const known = [...firmwareFiles, ...Object.keys(manifest.modules)];
    assert.deepEqual(manifest.preload.filter((name) => !known.includes(name)), []);
    const preload = [...base.preload, ...manifest.preload];
    assert.equal(new Set(preload).size, preload.length);
  });

  test("does not preload main, whose abort hook has to be set at run time", () => {
    assert.ok(!manifest.preload.includes("main"));
  });

  test("maps each of its modules to a file", () => {
    for (const path of Object.values({ ...base.modules, ...manifest.modules })) {
      if (path.startsWith("./") && !path.endsWith("*")) assert.ok(existsSync(path.endsWith(".js") ? path : `${path}.ts`), path);
    }
  });

  test("takes npm packages by a path that names one file, where a name alone would take index.ts beside index.js", () => {
    const { dependencies } = read("package.json") as { dependencies: Record<string, string> };
    const packages = Object.keys(manifest.modules).filter((name) => manifest.modules[name]?.includes("node_modules"));
    assert.deepEqual(packages, ["@noble/ed25519"]);
    for (const name of packages) {
      assert.equal(manifest.modules[name], `./node_modules/${name}/index.js`);
      assert.ok(manifest.preload.includes(name), name);
      assert.match(dependencies[name] ?? "", /^\d+\.\d+\.\d+$/);
    }
  });

  test("has everything from manifest-base.json that both firmwares need, and the boards", () => {
    assert.equal(manifest.include[0], "./manifest-base.json");
    for (const own of ["platforms", "defines", "typescript", "build"]) assert.ok(!Object.hasOwn(manifest, own), own);
  });

  test("has a platform for every board but the variants of one, and an error for all others at the end", () => {
    // Chosen by its name in the place of esp32-s3 (docs/biometrics.md).
    const variants = ["esp32-s3-face.ts"];
    const platforms = Object.entries(base.platforms);
    const mapped = platforms.slice(0, -1).map(([, { modules }]) => `${modules?.["board"]}.ts`);
    assert.deepEqual(mapped.sort(), boards.filter((name) => !variants.includes(name)).map((name) => `./boards/${name}`).sort());
    const [name, last] = platforms.at(-1) ?? [];
    assert.equal(name, "...");
    assert.match(last?.error ?? "", /esp32\/nodemcu/);
  });

  test("says the same of its version as a virtual board from the factory, names every chip, and carries no key", () => {
    const { firmwareVersion, securityVersion, updateKeys, revokedKeys } = manifest.config;
    assert.deepEqual([firmwareVersion, securityVersion], [factoryConfig.firmwareVersion, factoryConfig.securityVersion]);
    assert.deepEqual([updateKeys, revokedKeys], ["", ""]);
    const chips = Object.values(base.platforms).slice(0, -1).map(({ config }) => config?.chip);
    assert.deepEqual(chips, ["esp32", "esp32s3", "esp32c3"]);
  });

  test("includes our typings first and our sdkconfig last, where they win", () => {
    assert.equal(base.include[0], "./typings/manifest.json");
    assert.equal(base.include.at(-1), "./chip/manifest.json");
  });

  test("says alone how much memory the engine gets: what an included one says would have no effect", () => {
    assert.ok(!Object.hasOwn(read("chip/manifest.json") as object, "creation"));
  });

  test("brings no network, and no setup that waits for one", () => {
    for (const path of [...base.include, ...manifest.include]) assert.ok(!/manifest_net|wifi|\/io\/manifest\.json|socket/.test(path), path);
  });

  test("keeps the rainbow off, the queue long and the abort hook on", () => {
    assert.equal(base.config.led.rainbow, false);
    assert.ok(base.defines.task.queueLength >= 32);
    assert.equal(base.defines.xs.abortHook, 1);
  });
});

describe("bringup/manifest.json", () => {
  const named = Object.keys(bringup.modules).filter((name) => !name.endsWith("*"));

  test("shares with the lock what manifest-base.json has, and says the same of version and stack", () => {
    assert.equal(bringup.include, "../manifest-base.json");
    assert.deepEqual(Object.keys(bringup).sort(), ["config", "creation", "include", "modules", "preload"]);
    assert.equal(bringup.config.firmwareVersion, manifest.config.firmwareVersion);
    assert.equal(bringup.creation.stack, manifest.creation.stack);
  });

  test("starts with the module that imports by the paths of its folder", () => {
    assert.equal(bringup.creation.main, "bringup/main");
    assert.equal(bringup.modules["bringup/*"], "./*");
    assert.ok(!bringup.preload.includes("bringup/main"));
  });

  test("takes modules of the lock one by one, each from where the lock has it", () => {
    for (const name of named) {
      assert.equal(bringup.modules[name], name === "chip-facts" ? "../chip/chip-facts" : `../${name}`);
      assert.ok(existsSync(name === "chip-facts" ? "chip/chip-facts.c" : `${name}.ts`), name);
    }
  });

  test("preloads all of them, and bring-up's own but for main", () => {
    const own = readdirSync("bringup")
      .filter((name) => name.endsWith(".ts") && name !== "main.ts")
      .map((name) => `bringup/${name.slice(0, -3)}`);
    assert.deepEqual([...bringup.preload].sort(), [...own, ...named].sort());
  });
});

describe("the declarations of the SDK's modules", () => {
  test("serve the SDK's build and our own tsc from the same files", () => {
    for (const [name, path] of Object.entries(typings)) {
      const file = `./typings/${path.slice(2)}.d.ts`;
      assert.ok(existsSync(file), file);
      assert.deepEqual(paths[name], [file]);
    }
  });

  test("stand alone: nothing in them belongs to another module", () => {
    for (const path of Object.values(typings)) {
      assert.ok(!/^\s*declare module|^import /m.test(readFileSync(`typings/${path.slice(2)}.d.ts`, "utf8")), path);
    }
  });
});
