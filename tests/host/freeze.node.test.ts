// SPDX-License-Identifier: Apache-2.0
/** Firmware modules are frozen inside XS as preloading freezes them, and the firmware runs all the same. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answerDigest } from "../../host/app/digest";
import { bundleForEngine } from "../../host/app/bundle";
import { freezeDeclarations } from "../../host/app/freeze";
import { XsWorker } from "../../host/app/xs-worker";

async function withXs(run: (worker: XsWorker) => Promise<void>): Promise<void> {
  const worker = new XsWorker({ handlers: { 1: answerDigest } });
  try {
    await run(worker);
  } finally {
    await worker.close();
  }
}

const source = `
export const table = Object.freeze({ a: 1 });
export class Part { static limit = 3; run() { return 1; } }
export function helper(): void;
export function helper(value?: number): void {}
interface OnlyAType { a: number }
declare const alsoNot: number;
`;

describe("freezing a module", () => {
  test("names each class, function and constant once, and no type", () => {
    assert.match(freezeDeclarations("lock/a.ts", source), /harden\(\[table, Part, helper, Object, /);
  });

  test("leaves a module of types alone", () => {
    const types = "export interface A { a: 1 }\nexport type B = A;\n";
    assert.equal(freezeDeclarations("lock/a.ts", types), types);
  });

  test("makes classes, their prototypes and the built-ins read-only inside XS", () =>
    withXs(async (worker) => {
      const script = (text: string): Promise<unknown> => worker.evaluate(`"use strict"; ${text}`);
      await script(freezeDeclarations("lock/part.ts", "class Part { run() {} } globalThis.Part = Part;"));
      await assert.rejects(script("Part.limit = 4;"), /not extensible/);
      await assert.rejects(script("Part.prototype.run = 1;"), /not writable/);
      await assert.rejects(script("Array.prototype.last = 1;"), /not extensible/);
      await assert.rejects(
        script("new (class extends Error { constructor() { super(); this.name = 'E'; } })();"),
        /not writable/,
      );
      await script("new (class extends Error { name = 'E'; })();");
    }));
});

describe("the firmware's bundle", () => {
  test("boots frozen inside XS", () =>
    withXs(async (worker) => {
      await worker.evaluate(await bundleForEngine({ entry: "host/board/engine-entry.ts" }));
      for (const command of [{ op: "create" }, { op: "powerUp" }]) await worker.command(JSON.stringify(command));
      const { data } = await worker.command(JSON.stringify({ op: "run", ms: 1_000 }));
      const { state } = JSON.parse(Buffer.from(data).toString()) as { state: { running: boolean; stoppedWhy: string } };
      assert.ok(state.running, state.stoppedWhy);
    }));

  test("refuses a board that is not there, and a path instead of a name", async () => {
    const entry = "host/board/engine-entry.ts";
    for (const board of ["no-such-board", "../main", "board"]) {
      await assert.rejects(bundleForEngine({ entry, board }), /there is no board/);
    }
  });
});
