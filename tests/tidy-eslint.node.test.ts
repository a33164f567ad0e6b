// SPDX-License-Identifier: Apache-2.0
/** ESLint reports, in firmware folders, what the chip cannot bear; each rule with a snippet that it must report. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";

/** Without types, since these snippets are in no project; the rules that need types are not ours. */
const eslint = new ESLint({
  overrideConfig: [tseslint.configs.disableTypeChecked, { languageOptions: { parserOptions: { project: null } } }],
});

async function complaints(code: string, path = "lock/snippet.ts"): Promise<string[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: path });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

const bad: readonly [name: string, code: string, rule: string][] = [
  ["a variable of the module", "export let count = 0;", "latchkey/frozen-modules"],
  ["a Map of the module", "export const users = new Map<string, string>();", "latchkey/frozen-modules"],
  ["a typed array of the module", "export const buffer = new Uint8Array(8);", "latchkey/frozen-modules"],
  [
    "a typed array inside a frozen object",
    "export const state = Object.freeze({ buffer: new Uint8Array(8) });",
    "latchkey/frozen-modules",
  ],
  ["a regular expression of the module", "export const digits = /^[0-9]+$/;", "latchkey/frozen-modules"],
  ["a plain object of the module", "export const table = { a: 1 };", "latchkey/frozen-modules"],
  [
    "a plain array of the module, whatever its type says",
    "export const list = [1, 2] as const;",
    "latchkey/frozen-modules",
  ],
  [
    "a plain array inside a frozen object",
    "export const table = Object.freeze({ list: [1] });",
    "latchkey/frozen-modules",
  ],
  [
    "a static field that holds state",
    "export class Users { static all = new Set<string>(); }",
    "latchkey/frozen-modules",
  ],
  [
    "the result of a function that does not freeze",
    "const make = () => [1];\nexport const list = make();",
    "latchkey/frozen-modules",
  ],
  ["work at the load of the module", "export const a = 1;\nObject.keys({});", "latchkey/frozen-modules"],
  ["an async function", "export async function f() { return 1; }", "no-restricted-syntax"],
  ["a generator", "export function* f() { yield 1; }", "no-restricted-syntax"],
  ["a promise", "export const f = () => Promise.resolve(1);", "no-restricted-globals"],
  [
    "a blocking delay",
    "export const f = (Timer: { delay(ms: number): void }) => Timer.delay(10);",
    "no-restricted-syntax",
  ],
  ["a loop without end", "export function f() { while (true) { /* wait */ } }", "no-restricted-syntax"],
  ["a for loop without end", "export function f() { for (;;) { /* wait */ } }", "no-restricted-syntax"],
  [
    "the name of an error, assigned",
    'export class E extends Error { constructor() { super(); this.name = "E"; } }',
    "no-restricted-syntax",
  ],
  ["a timer of the computer", "export const f = (g: () => void) => setTimeout(g, 1);", "no-restricted-globals"],
  ["the console of the computer", "export const f = () => console.log(1);", "no-restricted-globals"],
  ["the global object", "export const f = () => globalThis;", "no-restricted-globals"],
  ["eval", 'export const f = () => eval("1");', "no-eval"],
  [
    "a call without its parentheses",
    "export const f = (io: { close(): void }) => { io.close; };",
    "@typescript-eslint/no-unused-expressions",
  ],
  [
    "a comment that switches off nothing",
    "// eslint-disable-next-line no-eval\nexport const a = 1;",
    "Unused eslint-disable directive (no problems were reported from 'no-eval').",
  ],
  ["the lock with a driver", 'import { a } from "../drivers/keypad";\nexport const b = a;', "no-restricted-imports"],
  ["the lock with the SDK", 'import Timer from "timer";\nexport const b = Timer;', "no-restricted-imports"],
];

const good = `
const labels = Object.freeze(["a", "b"]);
const row = (name: string) => Object.freeze({ name });
export const table = Object.freeze({ first: row("x"), labels, nested: Object.freeze([1, -2, "3"]) });
export const limit = 3 * 60 * 1000;
export class Users {
  static readonly max = 20;
  readonly byName = new Map<string, string>();
  close(): void {
    for (let index = 0; index < limit; index++) this.byName.delete(String(index));
  }
}`;

describe("ESLint on firmware", () => {
  for (const [name, code, rule] of bad) {
    test(`reports ${name}`, async () => {
      assert.ok((await complaints(code)).includes(rule), `${rule} does not report: ${code}`);
    });
  }

  test("reports nothing where there is nothing", async () => {
    assert.deepEqual(await complaints(good), []);
  });

  test("leaves the computer's side alone", async () => {
    assert.deepEqual(await complaints("export const users = new Map<string, string>();", "host/app/snippet.ts"), []);
  });

  test("reports a driver that takes its IO by itself", async () => {
    const code = 'import Digital from "embedded:io/digital";\nexport const b = Digital;';
    assert.ok((await complaints(code, "drivers/snippet.ts")).includes("no-restricted-imports"));
  });
});
