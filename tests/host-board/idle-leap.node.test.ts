// SPDX-License-Identifier: Apache-2.0
/** How fast an idle lock lives on XS, with and without leaps; the figures are printed. */
import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { test } from "node:test";
import { bundleForEngine } from "../../host/app/bundle";
import { answerDigest } from "../../host/app/digest";
import { XsWorker } from "../../host/app/xs-worker";
import type { Command, Reply } from "../../host/board/command-handler";
import { hostOpcodes } from "../../host/board/host-calls";

const hourMs = 3_600_000;
const timesRealMin = 10_000;

test("an idle day passes more than ten thousand times as fast as a real one, and ends as it does without leaps", async (t) => {
  const worker = new XsWorker({ handlers: { [hostOpcodes.digest]: answerDigest }, commandTimeoutMs: 600_000 });
  try {
    await worker.evaluate(await bundleForEngine({ entry: "host/board/engine-entry.ts", board: "esp32-devkit" }));
    const ask = async (command: Command): Promise<Reply> =>
      JSON.parse(Buffer.from((await worker.command(JSON.stringify(command))).data).toString()) as Reply;
    const liveThrough = async (hours: number, leapOverIdle: boolean): Promise<{ timesReal: number; reply: Reply }> => {
      await ask({ op: "create", options: { leapOverIdle } });
      await ask({ op: "powerUp" });
      await ask({ op: "run", ms: 10_000 });
      const start = performance.now();
      const reply = await ask({ op: "run", ms: hours * hourMs });
      const tookMs = performance.now() - start;
      const timesReal = Math.round((hours * hourMs) / tookMs);
      t.diagnostic(`${hours} h ${leapOverIdle ? "with" : "without"} leaps: ${(tookMs / 1000).toFixed(2)} s, ${timesReal} times real time`);
      return { timesReal, reply };
    };
    const plain = await liveThrough(1, false);
    const same = await liveThrough(1, true);
    assert.deepEqual(same.reply, plain.reply);
    const { timesReal } = await liveThrough(24, true);
    assert.ok(timesReal > timesRealMin, `${timesReal} times real time`);
  } finally {
    await worker.close();
  }
});
