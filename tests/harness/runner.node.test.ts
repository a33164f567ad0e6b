// SPDX-License-Identifier: Apache-2.0
/** `npm test` itself: it fails when a test fails, on either engine, and when there is nothing to run. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe, test } from "node:test";

interface Outcome {
  code: number | null;
  output: string;
}

function npmTest(...args: string[]): Promise<Outcome> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  // A run inside a run would report to the outer one.
  delete env.NODE_TEST_CONTEXT;
  const child = spawn(process.execPath, ["host/cli/latchkey.mjs", "test", ...args], { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
}

describe("the test runner", () => {
  for (const engine of ["node", "xs"]) {
    test(`fails when a test fails on ${engine}, and names file, engine, test and line`, async () => {
      const { code, output } = await npmTest("tests/harness/samples/one-fails", "--engine", engine);
      assert.equal(code, 1);
      assert.ok(output.includes(`✖ tests/harness/samples/one-fails.test.ts [${engine}]  2 tests, 1 failed`), output);
      assert.match(output, /✖ arithmetic > one is two\n/);
      assert.match(output, /tests\/harness\/samples\/one-fails\.test\.ts:12/);
      assert.match(output, /ℹ tests 2\n[^]*ℹ pass 1\nℹ fail 1\n/);
    });

    test(`fails when a file does not load on ${engine}, and says where`, async () => {
      const { code, output } = await npmTest("tests/harness/samples/does-not-load", "--engine", engine);
      assert.equal(code, 1);
      assert.match(output, /TypeError/);
      assert.match(output, /does-not-load\.test\.ts:7/);
    });

    test(`fails when a file has no tests on ${engine}`, async () => {
      const { code, output } = await npmTest("tests/harness/samples/no-tests", "--engine", engine);
      assert.equal(code, 1);
      assert.match(output, /the file has no tests/);
      assert.match(output, /ℹ pass 0\nℹ fail 1\n/);
    });
  }

  test("fails when no file matches", async () => {
    const { code, output } = await npmTest("there/is/no/such/test");
    assert.equal(code, 1);
    assert.match(output, /no test file's path contains/);
  });

  test("passes when all pass, on both engines", async () => {
    const { code, output } = await npmTest("tests/harness/samples/all-pass");
    assert.equal(code, 0, output);
    assert.match(output, /all-pass\.test\.ts \[node\]  2 tests/);
    assert.match(output, /all-pass\.test\.ts \[xs\]  2 tests/);
    assert.match(output, /ℹ tests 4\n[^]*ℹ pass 4\nℹ fail 0\n/);
  });
});
