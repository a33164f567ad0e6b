// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { ConsoleSocket } from "../../host/app/console-socket";
import { Panel } from "../../host/app/panel";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "latchkey-console-"));
  path = join(folder, "console");
});
afterEach(() => rmSync(folder, { recursive: true }));

async function connect(): Promise<Socket> {
  const socket = createConnection(path);
  await once(socket, "connect");
  return socket.setEncoding("utf8");
}

/** What comes until it holds this. */
async function until(socket: Socket, wanted: RegExp): Promise<string> {
  let text = "";
  while (!wanted.test(text)) text += ((await once(socket, "data")) as [string])[0];
  return text;
}

describe("the socket of the console", () => {
  test("may be opened by its owner only, and goes when it is closed", async () => {
    const server = await ConsoleSocket.open(path, () => undefined);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const socket = await connect();
    const closed = once(socket, "close");
    server.close();
    await closed;
    assert.ok(!existsSync(path));
  });

  test("takes the place of what a killed process left", async () => {
    writeFileSync(path, "");
    const server = await ConsoleSocket.open(path, () => undefined);
    (await connect()).destroy();
    server.close();
  });

  test("takes whole lines, whoever writes meanwhile", async () => {
    const lines: string[] = [];
    let heard: () => void = () => undefined;
    const all = new Promise<void>((done) => (heard = done));
    const server = await ConsoleSocket.open(path, (line) => {
      lines.push(line);
      if (lines.length === 3) heard();
    });
    const [one, other] = [await connect(), await connect()];
    await new Promise((done) => one.write('{"half":', done));
    await new Promise((done) => other.write("whole\nand a half", done));
    one.write("1}\n");
    other.write(" more\n");
    await all;
    assert.deepEqual(lines.sort(), ["and a half more", "whole", '{"half":1}'].sort());
    server.close();
  });

  test("tells everybody what the lock says", async () => {
    const server = await ConsoleSocket.open(path, () => undefined);
    const [one, other] = [await connect(), await connect()];
    const heard = [until(one, /b\n/), until(other, /b\n/)];
    server.send(["a", "b"]);
    assert.deepEqual(await Promise.all(heard), ["a\nb\n", "a\nb\n"]);
    server.close();
  });
});

test("npm start opens it: a lock on this computer answers there as on its wire", { timeout: 60_000 }, async () => {
  const panel = await Panel.start({ port: 0, folder, fresh: true, board: "esp32-devkit", engine: "xs" });
  try {
    panel.speed = 20;
    const socket = await connect();
    // It hears nothing before it is up.
    const asking = setInterval(() => socket.write('{"Id":"me","Command":"GetSetUp"}\n'), 200);
    const answer = await until(socket, /"me".*\n/);
    clearInterval(asking);
    assert.match(answer, /"Status":"SUCCESS","SetUp":"Waiting"/);
    socket.destroy();
  } finally {
    await panel.close();
  }
  assert.ok(!existsSync(path));
});
