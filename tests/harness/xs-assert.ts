// SPDX-License-Identifier: Apache-2.0
/** `node:assert/strict` for tests that run inside XS: ok, equal, notEqual, deepEqual, throws, match and fail. */

export class AssertionError extends Error {
  override name = "AssertionError";
}

type Constructor = abstract new (...args: never[]) => unknown;

function failAssertion(message = "failed"): never {
  throw new AssertionError(message);
}

function ok(value: unknown, message?: string): void {
  if (!value) failAssertion(message ?? `${show(value)} is not truthy`);
}

function equal(actual: unknown, expected: unknown, message?: string): void {
  if (!Object.is(actual, expected)) failAssertion(message ?? `got ${show(actual)}, expected ${show(expected)}`);
}

function notEqual(actual: unknown, unwanted: unknown, message?: string): void {
  if (Object.is(actual, unwanted)) failAssertion(message ?? `got ${show(actual)}, which was not wanted`);
}

function deepEqual(actual: unknown, expected: unknown, message?: string): void {
  const path = firstDifference(actual, expected, "");
  if (path === undefined) return;
  const where = path === "" ? "" : ` (first difference at ${path})`;
  failAssertion(message ?? `got ${show(actual)}, expected ${show(expected)}${where}`);
}

function match(text: string, pattern: RegExp, message?: string): void {
  if (!pattern.test(text)) failAssertion(message ?? `${show(text)} does not match ${String(pattern)}`);
}

/** `expected`: a RegExp for "Name: message", a class, or an object whose properties the error must have. */
function throws(run: () => unknown, expected?: RegExp | Constructor | object | string, message?: string): void {
  let error: unknown;
  try {
    run();
  } catch (thrown) {
    error = thrown;
    if (expected === undefined || typeof expected === "string" || satisfies(error, expected)) return;
    failAssertion(
      message ?? `threw ${show(error)}, expected ${expected instanceof RegExp ? String(expected) : show(expected)}`,
    );
  }
  failAssertion(message ?? (typeof expected === "string" ? expected : "did not throw"));
}

function satisfies(error: unknown, expected: RegExp | Constructor | object): boolean {
  if (expected instanceof RegExp) return expected.test(String(error));
  if (typeof expected === "function") return error instanceof (expected as Constructor);
  return Object.entries(expected).every(([key, value]) => {
    const actual = (error as Record<string, unknown>)[key];
    return value instanceof RegExp && typeof actual === "string" ? value.test(actual) : isDeepEqual(actual, value);
  });
}

function isDeepEqual(actual: unknown, expected: unknown): boolean {
  return firstDifference(actual, expected, "") === undefined;
}

/** The path of the first difference; undefined when there is none. */
function firstDifference(actual: unknown, expected: unknown, path: string): string | undefined {
  if (Object.is(actual, expected)) return undefined;
  if (typeof actual !== "object" || typeof expected !== "object" || actual === null || expected === null) return path;
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return path;
  if (actual instanceof ArrayBuffer) {
    return firstDifference(new Uint8Array(actual), new Uint8Array(expected as ArrayBuffer), path);
  }
  if (actual instanceof Map || actual instanceof Set) {
    return firstDifference([...actual], [...(expected as Set<unknown>)], path);
  }
  const keys = Object.keys(actual);
  if (keys.length !== Object.keys(expected).length) return path;
  for (const key of keys) {
    if (!Object.hasOwn(expected, key)) return `${path}.${key}`;
    const ours = (actual as Record<string, unknown>)[key];
    const theirs = (expected as Record<string, unknown>)[key];
    const difference = firstDifference(ours, theirs, `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const shownLengthMax = 500;

function show(value: unknown): string {
  if (typeof value === "function") return value.name;
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Uint8Array) return `[${value.join()}]`;
  // Undefined and symbols have no JSON.
  const text = (JSON.stringify(value) as string | undefined) ?? typeof value;
  return text.length > shownLengthMax ? `${text.slice(0, shownLengthMax)}...` : text;
}

export default { AssertionError, ok, equal, notEqual, deepEqual, match, throws, fail: failAssertion };
