// SPDX-License-Identifier: Apache-2.0
/** `npm start` as a process of its own, killed in the middle of use: to the lock a power cut, after which it knows its PIN. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { after, describe, test } from "node:test";
import { boardDefault } from "../../host/app/bundle";
import { Panel } from "../../host/app/panel";
import { PanelClient } from "../panel/panel-client";

const pin = "739518";
const folder = mkdtempSync(join(tmpdir(), "latchkey-killed-"));

interface Started {
  process: ChildProcess;
  url: string;
  output: string[];
}

/** The command itself, without npm around it, which would not be killed with it. */
async function npmStart(...options: string[]): Promise<Started> {
  const args = ["host/cli/latchkey.mjs", "start", "--state", folder, ...options];
  const started = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const output: string[] = [];
  for await (const line of createInterface({ input: started.stdout })) {
    output.push(line);
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return { process: started, url, output };
  }
  throw new Error(`npm start ended: ${output.join("\n")}`);
}

/** A lock in this process, on the same state, that has set-up and auto-lock behind it in no time. */
async function quickPanel<Result>(run: (client: PanelClient) => Promise<Result>): Promise<Result> {
  const panel = await Panel.start({ port: 0, folder, fresh: false, board: boardDefault, engine: "xs" });
  panel.speed = 20;
  const client = await PanelClient.open(panel.url);
  try {
    return await run(client);
  } finally {
    await panel.close();
  }
}

describe("npm start that is killed", () => {
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("while the bolt moves, leaves a lock that starts with the same PIN", async () => {
    await quickPanel(async (client) => {
      await client.setUp(pin);
      await client.until(({ lock }) => lock?.lockState === "Locked");
    });

    const started = await npmStart("--port", "0");
    const client = await PanelClient.open(started.url);
    await client.until(({ lock }) => lock?.lockState === "Locked");
    client.type(`${pin}#`);
    await client.until(({ boltMoving }) => boltMoving);
    started.process.kill("SIGKILL");
    await once(started.process, "exit");
    // And a line of the journal that was being written.
    const journal = readFileSync(join(folder, "nvs.jsonl"), "utf8");
    appendFileSync(join(folder, "nvs.jsonl"), journal.slice(0, journal.indexOf("\n") - 5));
    await quickPanel(async (again) => {
      await again.until(({ lock }) => lock?.setUp === "Done");
      assert.ok(again.log.some(({ text }) => text === "PIN of the master accepted at the keypad"));
      again.type("402871#");
      await again.untilLogged("Wrong PIN at the keypad");
      again.type(`${pin}#`);
      await again.untilLogged("Unlocked by the master at the keypad");
    });
  });

  test("is a new lock with --fresh, on another port when its own is taken, and ends with Ctrl-C", async () => {
    const other = createServer();
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    const port = String((other.address() as AddressInfo).port);
    const started = await npmStart("--port", port, "--fresh");
    assert.ok(started.output.some((line) => line.startsWith(`Port ${port} is taken`)));
    assert.notEqual(new URL(started.url).port, port);
    const client = await PanelClient.open(started.url);
    await client.until(({ lock }) => lock?.setUp === "Waiting");
    started.process.kill("SIGINT");
    const [code] = (await once(started.process, "exit")) as [number | null];
    assert.equal(code, 0);
    other.close();
  });
});
