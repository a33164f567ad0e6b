// SPDX-License-Identifier: Apache-2.0
/** The table of planted bugs fits the sources as they are today: each bug can be put in, and the compiler lets it pass. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, test } from "node:test";
import ts from "typescript";
import { changedSource } from "../../host/app/source-changes";
import { plantedBugs } from "../../host/simulate/planted-bugs";
import { promises } from "../../host/simulate/promises";

/** The firmware as the compiler sees it, with some of its files replaced. */
class Compiler {
  #replaced = new Map<string, string>();
  #version = 0;
  readonly #service: ts.LanguageService;

  constructor() {
    const { config } = ts.readConfigFile("tsconfig.json", (path) => ts.sys.readFile(path)) as { config: unknown };
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => fileNames,
      getScriptVersion: (path) => (this.#replaced.has(path) ? String(this.#version) : "0"),
      getScriptSnapshot: (path) => {
        const text = this.#replaced.get(path) ?? ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => process.cwd(),
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      fileExists: (path) => ts.sys.fileExists(path),
      readFile: (path) => ts.sys.readFile(path),
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
    });
  }

  complaints(texts: ReadonlyMap<string, string>): string[] {
    this.#version += 1;
    this.#replaced = new Map([...texts].map(([file, text]) => [resolve(file), text]));
    return [...this.#replaced.keys()]
      .flatMap((path) => [...this.#service.getSyntacticDiagnostics(path), ...this.#service.getSemanticDiagnostics(path)])
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
  }
}

describe("the planted bugs", () => {
  test("are at least 25, each with a name of its own, and expected to break a promise that there is", () => {
    assert.ok(plantedBugs.length >= 25);
    assert.equal(new Set(plantedBugs.map(({ name }) => name)).size, plantedBugs.length);
    for (const { name, promise } of plantedBugs) assert.ok(promise in promises, `${name}: ${promise}`);
  });

  test("can be put in, and compile", () => {
    const compiler = new Compiler();
    for (const { name, changes } of plantedBugs) {
      const texts = new Map<string, string>();
      for (const { file } of changes) texts.set(file, changedSource(file, readFileSync(file, "utf8"), changes));
      assert.deepEqual(compiler.complaints(texts), [], name);
    }
    assert.equal(compiler.complaints(new Map([["lock/loop.ts", "const x: string = 1;\n"]])).length > 0, true);
  });
});
