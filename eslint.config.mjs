// SPDX-License-Identifier: Apache-2.0
/**
 * Style is left to the eye; these rules find mistakes. For the firmware's folders they also find what the chip cannot
 * bear: state in preloaded modules, promises, blocking, and names that only computers have.
 */
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import { frozenModules } from "./host/app/frozen-modules-rule.mjs";

const folders = ["boards", "drivers", "lock", "crypto", "storage", "link", "update", "chip", "bringup"];
const preloaded = folders.map((folder) => `${folder}/**/*.ts`);

const blocking = "Nothing blocks: post an event, set a deadline, or cut the work into slices of a job.";
const asynchronous = "No promises in the firmware: their jobs run late. Use events, deadlines and jobs.";
const computerOnly = "The chip does not have it.";

const forbiddenGlobals = [
  ...["Promise", "setTimeout", "setInterval", "setImmediate", "queueMicrotask"].map((name) => ({
    name,
    message: asynchronous,
  })),
  ...["process", "Buffer", "console", "Intl", "eval", "performance", "crypto", "fetch", "structuredClone"].map(
    (name) => ({
      name,
      message: computerOnly,
    }),
  ),
  ...["TextEncoder", "TextDecoder", "atob", "btoa", "navigator", "require"].map((name) => ({
    name,
    message: computerOnly,
  })),
];

const forbiddenSyntax = [
  { selector: ":function[async=true]", message: asynchronous },
  { selector: "AwaitExpression", message: asynchronous },
  {
    selector: ":function[generator=true]",
    message: "Preloading cannot keep a generator; write a class with a step method.",
  },
  { selector: "MemberExpression[object.name='Timer'][property.name='delay']", message: blocking },
  { selector: "WhileStatement[test.type='Literal']", message: blocking },
  { selector: "DoWhileStatement[test.type='Literal']", message: blocking },
  { selector: "ForStatement[test=null]", message: blocking },
  {
    selector:
      ":matches(ClassDeclaration, ClassExpression)[superClass.name=/Error$/] " +
      "AssignmentExpression[left.object.type='ThisExpression'][left.property.name='name']",
    message: 'Throws on XS, where Error.prototype is frozen; write the class field `override name = "..."`.',
  },
];

/**
 * An import wall. tests/tidy.node.test.ts checks the walls over the whole import graph; this tells while one types.
 *
 * @param {string} regex
 * @param {string} message
 * @returns {["error", unknown]}
 */
const wall = (regex, message) => ["error", { patterns: [{ regex, message }] }];

export default defineConfig(
  { ignores: [".build/", ".latchkey/", "node_modules/", "typings/", "**/*.d.ts"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", setInterval: "readonly", clearInterval: "readonly" },
    },
    rules: { "no-undef": "error", "no-unused-vars": "error" },
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: "tsconfig.host.json" } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      eqeqeq: "error",
      "no-constant-condition": "error",
      "prefer-const": "error",
      // Rules of taste, or that see a mistake where an index is known to be in range, or where an API is what it is.
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/no-invalid-void-type": "off",
      "@typescript-eslint/no-meaningless-void-operator": "off",
      "@typescript-eslint/no-misused-spread": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unnecessary-type-conversion": "off",
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    files: ["main.ts", ...preloaded],
    rules: {
      "no-restricted-globals": ["error", ...forbiddenGlobals],
      "no-restricted-syntax": ["error", ...forbiddenSyntax],
      "no-eval": "error",
    },
  },
  {
    // main.ts is not preloaded, and has to put the SDK's abort hook into the global object; so has that of bring-up.
    files: preloaded,
    ignores: ["bringup/main.ts"],
    plugins: { latchkey: { rules: { "frozen-modules": frozenModules } } },
    rules: {
      "latchkey/frozen-modules": "error",
      "no-restricted-globals": [
        "error",
        ...forbiddenGlobals,
        { name: "globalThis", message: "Only main.ts needs it." },
      ],
    },
  },
  {
    files: ["drivers/**/*.ts"],
    rules: {
      "no-restricted-imports": wall(
        "^embedded:|^[^.]|/(lock|link|storage|crypto|boards)/",
        "A driver gets its IO in options and decides nothing.",
      ),
    },
  },
  {
    files: ["lock/**/*.ts"],
    rules: {
      "no-restricted-imports": wall(
        "^[^.]|/(drivers|link|boards|update|host)/",
        "lock/ gets interfaces: no driver, no link, nothing of the SDK.",
      ),
    },
  },
  {
    files: ["tests/**/*.ts"],
    rules: {
      // node:test's describe and test return promises that nobody has to wait for.
      "@typescript-eslint/no-floating-promises": "off",
      // Tests look at what changed behind the compiler's back, and hand in what has the wrong shape.
      "@typescript-eslint/no-unnecessary-condition": "off",
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
);
