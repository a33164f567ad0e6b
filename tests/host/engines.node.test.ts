// SPDX-License-Identifier: Apache-2.0
/** Both engines behave alike towards the host; and XS, being a process, can die or hang. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answerDigest } from "../../host/app/digest";
import type { Engine, HostCallHandlers } from "../../host/app/engine";
import { NodeEngine } from "../../host/app/node-engine";
import { XsWorker } from "../../host/app/xs-worker";

interface Options {
  handlers: HostCallHandlers;
  onPrint?: (line: string) => void;
}

const engines: readonly [string, (options: Options) => Engine][] = [
  ["XS", (options) => new XsWorker({ ...options, commandTimeoutMs: 20_000 })],
  ["Node", (options) => new NodeEngine(options)],
];

const echo = "globalThis.handleCommand = (request) => request.slice(0);";

async function withEngine(engine: Engine, run: (engine: Engine) => Promise<void>): Promise<void> {
  try {
    await run(engine);
  } finally {
    await engine.close();
  }
}

for (const [name, make] of engines) {
  describe(`the engine ${name}`, () => {
    test("answers commands with the bytes that handleCommand returns", () =>
      withEngine(make({ handlers: {} }), async (engine) => {
        await engine.evaluate(echo);
        const large = Buffer.alloc(300_000, 0x3a);
        assert.deepEqual(Buffer.from((await engine.command(large)).data), large);
        assert.equal(Buffer.from((await engine.command("é, \u0000 and :")).data).toString(), "é, \u0000 and :");
      }));

    test("answers nothing with nothing", () =>
      withEngine(make({ handlers: {} }), async (engine) => {
        await engine.evaluate("globalThis.handleCommand = () => undefined;");
        assert.equal((await engine.command("x")).data.length, 0);
      }));

    test("keeps the order of commands that are asked for at once", () =>
      withEngine(make({ handlers: {} }), async (engine) => {
        await engine.evaluate(echo);
        const replies = await Promise.all(["1", "22", "333"].map((text) => engine.command(text)));
        assert.deepEqual(
          replies.map(({ data }) => Buffer.from(data).toString()),
          ["1", "22", "333"],
        );
      }));

    test("calls out by opcode, and gets the answer before it goes on", () =>
      withEngine(make({ handlers: { 1: answerDigest, 9: (body) => body.map((byte) => byte + 1) } }), async (engine) => {
        await engine.evaluate(`globalThis.handleCommand = (request) => issueCommand(request);`);
        assert.deepEqual([...(await engine.command(Uint8Array.of(9, 1, 2))).data], [2, 3]);
        // SHA-256 of nothing.
        const { data } = await engine.command(Uint8Array.of(1, 0));
        assert.match(Buffer.from(data).toString("hex"), /^e3b0c44298fc1c14/);
      }));

    test("tells what the code threw, and goes on", () =>
      withEngine(make({ handlers: {} }), async (engine) => {
        await engine.evaluate(`${echo} globalThis.fail = () => { throw new RangeError("too far"); };`);
        await assert.rejects(engine.evaluate("fail()"), { name: "EngineError", message: /RangeError: too far/ });
        assert.equal((await engine.command("x")).data.length, 1);
      }));

    test("hands on what is printed", async () => {
      const lines: string[] = [];
      await withEngine(make({ handlers: {}, onPrint: (line) => lines.push(line) }), async (engine) => {
        await engine.evaluate('print("one", 2); print("three");');
      });
      assert.deepEqual(lines, ["one 2", "three"]);
    });

    test("refuses commands after close, which may come twice", async () => {
      const engine = make({ handlers: {} });
      await engine.close();
      await engine.close();
      await assert.rejects(engine.command("x"), /closed/);
    });
  });
}

describe("the XS worker", () => {
  test("counts compute, the same each time, and more for more work", () =>
    withEngine(new XsWorker({ handlers: {} }), async (engine) => {
      await engine.evaluate(
        "globalThis.handleCommand = (r) => { let x = 0; for (let i = 0; i < r.byteLength; i++) x += i; };",
      );
      const units = async (length: number): Promise<number> => (await engine.command(new Uint8Array(length))).compute;
      assert.equal(await units(100), await units(100));
      assert.ok((await units(200)) > (await units(100)));
    }));

  test("that overflows its stack says so, then and later", async () => {
    const engine = new XsWorker({ handlers: {} });
    await assert.rejects(engine.evaluate("function deeper() { return 1 + deeper(); } deeper();"), /stack overflow/);
    await assert.rejects(engine.evaluate("1"), /stack overflow/);
    await engine.close();
  });

  test("that hangs is stopped when its time is over", async () => {
    const engine = new XsWorker({ handlers: {}, commandTimeoutMs: 300 });
    await assert.rejects(engine.evaluate("for (;;);"), /no answer within 300 ms/);
    await engine.close();
  });

  test("that is killed refuses what was asked and what comes", async () => {
    const engine = new XsWorker({ handlers: {} });
    const asked = engine.evaluate("for (;;);");
    const queued = engine.evaluate("1");
    process.kill(engine.processId ?? 0, "SIGKILL");
    await assert.rejects(asked, /SIGKILL/);
    await assert.rejects(queued, /SIGKILL/);
    await engine.close();
  });

  test("that calls out for what nobody handles is stopped with that reason", async () => {
    const engine = new XsWorker({ handlers: {} });
    await assert.rejects(engine.evaluate("issueCommand(new Uint8Array([7]).buffer)"), /no handler for call 7/);
    await engine.close();
  });
});
